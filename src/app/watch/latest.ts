import { fileNameOf } from '../../core/group-name.ts';
import { Failure } from '../../core/failure.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type { Measurements } from '../../core/probe.ts';
import type { PassResult, RuleResult } from '../../core/pass-result.ts';
import type { Records } from '../../core/records.ts';
import type { PreparedGroup } from '../health/assemble.ts';

/** All that a group's rounds have found so far: each round judges only some of its rules. */
export interface Latest {
  /** Findings so far; undefined: there are none. */
  whole(): PassResult | undefined;
  /** Takes a round in; answers with what is known of the whole group by then. */
  take(result: PassResult): PassResult;
  /** Takes in that a rule has changed while its round goes on, which may last as long as a remedy is verified. */
  change(event: RuleChange): PassResult | undefined;
}

type RuleChange = Pick<Extract<HealthEvent, { kind: 'alert' }>, 'rule' | 'to' | 'at'>;

/**
 * Latest findings of a group: those of rounds before under older policies, as far as its rules and probes are still
 * there, until its own rounds say more.
 */
export function newLatest(group: Pick<PreparedGroup, 'rules' | 'probes'>, before?: PassResult): Latest {
  const found = new Map(before?.rules.map((rule) => [rule.item.name, rule]));
  const rules = new Map<string, RuleResult>();
  for (const { item } of group.rules) {
    const earlier = found.get(item.name);
    if (earlier !== undefined) rules.set(item.name, { ...earlier, item, attempts: [] });
  }
  let measurements: Measurements = Object.fromEntries(
    group.probes.flatMap(({ name }) => {
      const earlier = before?.last[name];
      return earlier === undefined ? [] : [[name, earlier] as const];
    }),
  );
  let last: PassResult | undefined = before && {
    ...before,
    measurements,
    last: measurements,
    rules: [...rules.values()],
  };
  return {
    whole: () => last,
    change({ rule, to, at }) {
      const known = rules.get(rule);
      if (known === undefined || last === undefined) return undefined;
      rules.set(rule, { ...known, ruleState: { ...known.ruleState, state: to, since: at } });
      return { ...last, at, rules: [...rules.values()] };
    },
    take(result) {
      measurements = { ...measurements, ...result.last };
      for (const [name, rule] of rules) rules.set(name, { ...rule, attempts: [] });
      for (const rule of result.rules) rules.set(rule.item.name, rule);
      last = { ...result, measurements, last: measurements, rules: [...rules.values()] };
      return last;
    },
  };
}

/** Seconds between two times that unchanged states are written. */
const writeEvery = 10;

/**
 * Writer of a group's latest findings, for `check` and `status` beside a running watch: at once where a state changed,
 * else every ten seconds.
 */
export function newPublisher(records: Records, group: string): (whole: PassResult) => void {
  let written = Number.NEGATIVE_INFINITY;
  let states = '';
  return (whole) => {
    const now = whole.rules.map(({ ruleState, held }) => [ruleState.state, ruleState.since, held]);
    const changed = JSON.stringify(now);
    if (changed === states && Math.abs(whole.at - written) < writeEvery * 1000) return;
    states = changed;
    written = whole.at;
    try {
      records.write(fileOf(group), `${JSON.stringify(kept(whole))}\n`);
    } catch (error) {
      // A disk that takes nothing is told by what the round itself keeps.
      if (!(error instanceof Failure)) throw error;
    }
  };
}

/** Findings of the watch that checks a group. */
export interface Published {
  readonly result: PassResult;
  readonly pid: number;
}

/** Latest findings that a watch of a process number has published of a group; none of rules that it does not know. */
export function readPublished(records: Records, group: PreparedGroup, pid: number): Published | undefined {
  const reading = records.read(fileOf(group.name));
  if (reading.state !== 'present') return undefined;
  let kept: Kept;
  try {
    kept = JSON.parse(new TextDecoder().decode(reading.value)) as Kept;
  } catch {
    return undefined;
  }
  if (kept.version !== 1 || kept.pid !== pid || !Array.isArray(kept.rules)) return undefined;
  const names = new Set(group.probes.map(({ name }) => name));
  const measurements = Object.fromEntries(
    Object.entries(kept.measurements).filter(([name]) => names.has(name)),
  );
  const findings = new Map(kept.rules.map((rule) => [rule.name, rule]));
  const rules = group.rules.flatMap(({ item }) => {
    const found = findings.get(item.name);
    if (found === undefined) return [];
    const { name: _name, ...rest } = found;
    return [{ item, ...rest }];
  });
  const { pause, problems } = kept;
  return {
    pid,
    result: {
      group: group.name,
      at: kept.at,
      measurements,
      last: measurements,
      rules,
      problems,
      ...(pause === undefined ? {} : { pause }),
    },
  };
}

interface Kept extends Pick<PassResult, 'at' | 'measurements' | 'problems' | 'pause'> {
  readonly version: 1;
  readonly pid: number;
  readonly rules: readonly (Omit<RuleResult, 'item'> & { readonly name: string })[];
}

function kept({ at, measurements, rules, problems, pause }: PassResult): Kept {
  return {
    version: 1,
    pid: process.pid,
    at,
    measurements: Object.fromEntries(
      Object.entries(measurements).map(([name, one]) => [
        name,
        'fields' in one ? { fields: one.fields } : { unknown: one.unknown },
      ]),
    ),
    rules: rules.map(({ item, ...rest }) => ({ name: item.name, ...rest, attempts: [] })),
    problems,
    ...(pause === undefined ? {} : { pause }),
  };
}

function fileOf(group: string): string {
  return `latest/${fileNameOf(group)}.json`;
}
