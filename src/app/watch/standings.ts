import type { HealthEvent } from '../../core/health-event.ts';
import { inline } from '../../core/harmless.ts';
import { t } from '../../core/text.ts';
import { eventSaid } from '../../report/health/said.ts';
import { ruleStatus } from '../../report/health/health-view.ts';
import type { CommandContext } from '../context.ts';
import type { HealthSetup, PreparedGroup } from '../health/assemble.ts';
import type { RoundListener } from './rounds.ts';
import type { Voice } from './voice.ts';

/** Standings of all groups' rules, of which a watch speaks as one. */
export interface Standings {
  /** Listener to the rounds of a group. */
  of(group: PreparedGroup): RoundListener;
  /** Says how many rules there are, when that is new, and forgets groups that are no more. */
  keepTo(setup: HealthSetup): void;
}

/** Standings of which nothing is known yet. */
export function newStandings(voice: Voice, { say }: CommandContext, begun: HealthSetup): Standings {
  const troubled = new Map<string, readonly string[]>();
  const fired = new Map<string, number>();
  let { groups } = begun;
  const stand = (): void => {
    if (groups.some(({ name }) => !troubled.has(name))) return;
    const rules = groups.reduce((sum, group) => sum + group.rules.length, 0);
    const names = groups.flatMap(({ name }) => troubled.get(name) ?? []);
    voice.standing(
      names.length === 0
        ? t('watch.well', { rules })
        : t('watch.troubled', { troubled: names.length, rules, names: names.join(', ') }),
      names.length === 0,
    );
  };
  /** Seconds since a rule began to fire, once it is well again. */
  const outageOf = (event: HealthEvent): number | undefined => {
    if (event.kind !== 'alert') return undefined;
    const { rule, to, at } = event;
    if (to !== 'healed' && to !== 'ok') {
      if (to !== 'unknown' && !fired.has(rule)) fired.set(rule, at);
      return undefined;
    }
    const began = fired.get(rule);
    fired.delete(rule);
    return began === undefined ? undefined : Math.max(0, at - began) / 1000;
  };
  return {
    of: (group) => ({
      happened(event) {
        const said = eventSaid(event, say, outageOf(event));
        if (said !== undefined) voice.tell(said);
        if (event.kind !== 'alert') return;
        const others = (troubled.get(group.name) ?? []).filter((name) => name !== inline(event.rule));
        const isWell = event.to === 'healed' || event.to === 'ok';
        troubled.set(group.name, isWell ? others : [...others, inline(event.rule)]);
        stand();
      },
      complain(problems) {
        for (const problem of problems)
          voice.tell({ level: 'warning', text: problem, fields: { event: 'problem', group: group.name } });
      },
      found({ rules, measurements }) {
        const ill = rules.filter((rule) => !['ok', 'warning'].includes(ruleStatus(rule)) || isFiring(rule));
        const blind = Object.entries(measurements).flatMap(([name, one]) => ('unknown' in one ? [name] : []));
        troubled.set(group.name, [...ill.map(({ item }) => inline(item.name)), ...blind.map(inline)]);
        stand();
      },
    }),
    keepTo(setup) {
      if (groups === setup.groups) return;
      groups = setup.groups;
      for (const name of [...troubled.keys()])
        if (!groups.some((group) => group.name === name)) troubled.delete(name);
      stand();
    },
  };
}

function isFiring({ ruleState }: Parameters<typeof ruleStatus>[0]): boolean {
  return ruleState.condition === 'firing';
}
