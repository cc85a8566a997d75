import type { HealthEvent } from '../../core/health-event.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { FoundRunner } from '../../core/runner.ts';
import { outagesOf, probesOf, readEvents, summariseSamples } from '../../health/index.ts';
import type { HealthView } from '../../report/health/health-view.ts';
import type { StatusView } from '../../report/health/status.ts';
import type { Story } from '../../report/health/story.ts';
import { leftOpen } from '../drift.ts';
import { readPublished } from '../watch/latest.ts';
import { appliesIn } from './applies.ts';
import type { HealthSetup } from './assemble.ts';
import { namingColumns, unitsOf } from './columns.ts';
import type { NamedGroups } from './named.ts';
import { findRunners } from './runners.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Parts of the last hour in a chart, and of the last day in the story of a rule. */
const parts = { hour: 12, day: 40 } as const;

/** Circumstances that a status is told in. */
export interface StatusRequest {
  readonly setup: HealthSetup;
  readonly drift: StatusView['drift'];
  readonly names: readonly string[];
  readonly named: NamedGroups;
  readonly own: readonly string[];
}

/** Content of a status, from what was measured now and what is remembered. */
export async function statusView(
  views: readonly HealthView[],
  { setup, drift, names, named, own }: StatusRequest,
): Promise<StatusView> {
  const now = Date.now();
  const { records } = setup;
  const rules = new Set(
    named.groups.flatMap((group) => group.rules.flatMap(({ item }) => [item.name, ...(item.aliases ?? [])])),
  );
  const events = [...readEvents(records, { since: now - 7 * day, until: now })].filter(
    (event) => 'rule' in event && (names.length === 0 || rules.has(event.rule)),
  );
  const columns = new Set(
    views.flatMap(({ bounds }) => bounds.map(({ probe, field }) => `${probe}.${field}`)),
  );
  const { numbers } = summariseSamples(
    records,
    { since: now - hour, until: now },
    { parts: parts.hour, wanted: (column) => columns.has(column), names: namingColumns(setup.set) },
  );
  const applied = (await appliesIn(records)).at(-1);
  const open = await leftOpen(setup);
  const runners = findRunners(records).filter(
    (runner) =>
      names.length === 0 || runner.groups.some((one) => named.groups.some(({ name }) => name === one)),
  );
  const next = nextLook(runners, named, setup);
  return {
    views,
    remedies: events.filter((event) => event.kind === 'remedy').slice(-5),
    drift,
    noRules: setup.set.rules.length === 0,
    runners,
    own,
    charts: Object.fromEntries(Object.entries(numbers).map(([column, { chart }]) => [column, chart])),
    ...(named.single ? { story: storyOf(events, setup, named, now) } : {}),
    ...(applied === undefined ? {} : { applied }),
    ...(next === undefined ? {} : { next }),
    ...(open === undefined ? {} : { open }),
  };
}

/** Time when a watch looks at one of these groups again. */
function nextLook(
  runners: readonly FoundRunner[],
  { groups }: NamedGroups,
  { records }: HealthSetup,
): number | undefined {
  const looks = runners
    .filter(({ kind }) => kind === 'watch')
    .flatMap(({ pid, groups: watched }) =>
      groups
        .filter(({ name, rules }) => watched.includes(name) && rules.length > 0)
        .flatMap((group) => {
          const at = readPublished(records, group, pid)?.result.at;
          const pace = Math.min(...group.rules.map(({ item }) => item.every));
          return at === undefined ? [] : [at + pace * 1000];
        }),
    );
  return looks.length === 0 ? undefined : Math.min(...looks);
}

/** All that is known of single rules: what they ask, what they do, and their last day. */
function storyOf(
  events: readonly HealthEvent[],
  { set, records, remedyTypes }: HealthSetup,
  { groups }: NamedGroups,
  now: number,
): Story {
  const rules = groups.flatMap((group) => group.rules);
  const period = { since: now - day, until: now };
  const probes = new Set(rules.flatMap(probesOf));
  const seen: Pick<PolicySet, 'probes'> = { probes: set.probes.filter(({ name }) => probes.has(name)) };
  const types = new Map(remedyTypes.map((type) => [type.type, type]));
  return {
    rules: rules.map(({ item }) => ({
      item,
      remedies: item.do.map(({ type, spec }) => ({ type, target: types.get(type)?.target(spec) ?? '' })),
    })),
    history: {
      ...period,
      samples: summariseSamples(records, period, {
        parts: parts.day,
        wanted: (column) => probes.has(column.slice(0, column.lastIndexOf('.'))),
        names: namingColumns(seen),
      }),
      events: events.filter(({ at }) => at >= period.since),
      single: true,
      outages: outagesOf(events, period),
    },
    units: unitsOf(seen),
  };
}
