import { fileNameOf } from '../../core/group-name.ts';
import type { ApplyMetrics, GroupMetrics, ProbeMetrics, RuleMetrics } from '../../core/metrics.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type { PassResult } from '../../core/pass-result.ts';
import type { ProbeItem, RuleItem } from '../../core/policy.ts';
import type { Measurement, ProbeField } from '../../core/probe.ts';
import type { Records } from '../../core/records.ts';
import type { Attempt, RuleStateName } from '../../core/rule-state.ts';

const folder = 'metrics';
const appliesFile = `${folder}/applies.json`;
const groupPrefix = `${folder}/group-`;

/** A group as the policies have it, whichever of its rules were judged. */
export interface CheckedGroup {
  readonly group: string;
  readonly sources: readonly string[];
  /** Seconds between two checks, whatever its rules say. */
  readonly least: number;
  readonly rules: readonly RuleItem[];
  readonly probes: readonly (ProbeItem & { readonly fields: Readonly<Record<string, ProbeField>> })[];
}

/** Checks and events since metrics were kept last. */
export interface Counts {
  readonly checks: number;
  readonly events: readonly HealthEvent[];
}

/** Metrics of a group after a check: counters go on from those before, and what the policies have no more is gone. */
export function afterCheck(
  { group, sources, least, rules, probes }: CheckedGroup,
  result: PassResult,
  before: GroupMetrics | undefined,
  { checks, events }: Counts,
): GroupMetrics {
  const judged = new Map(result.rules.map((rule) => [rule.item.name, rule]));
  return {
    group,
    sources,
    at: result.at,
    every: Math.max(least, ...rules.map(({ every }) => every)),
    checks: (before?.checks ?? 0) + checks,
    paused: result.pause !== undefined,
    problems: result.problems.length,
    rules: Object.fromEntries(
      rules.flatMap((item) => {
        const ruleState = judged.get(item.name)?.ruleState;
        const known = earlier(item, before);
        const { state, condition, since } = ruleState ?? known ?? {};
        if (state === undefined || condition === undefined || since === undefined) return [];
        return [
          [item.name, { severity: item.severity, state, condition, since, ...counted(item, known, events) }],
        ];
      }),
    ),
    probes: Object.fromEntries(
      probes.flatMap(({ name, type, fields }) => {
        const measured = result.last[name];
        const metrics =
          measured === undefined ? before?.probes[name] : { type, ...numbersOf(measured, fields) };
        return metrics?.type === type ? [[name, metrics]] : [];
      }),
    ),
  };
}

/** Figures of a rule under any of its names. */
function earlier(
  { name, aliases = [] }: RuleItem,
  before: GroupMetrics | undefined,
): RuleMetrics | undefined {
  return [name, ...aliases].flatMap((one) => before?.rules[one] ?? [])[0];
}

const fires: ReadonlySet<RuleStateName> = new Set(['firing', 'paused', 'backing_off', 'unknown']);

function counted(
  { name, do: ladder }: RuleItem,
  before: RuleMetrics | undefined,
  events: readonly HealthEvent[],
): Pick<RuleMetrics, 'alerts' | 'remedies'> {
  let alerts = before?.alerts ?? 0;
  const remedies: Record<string, Partial<Record<Attempt['outcome'], number>>> = {};
  for (const { type } of ladder) remedies[type] = {};
  for (const [remedy, outcomes] of Object.entries(before?.remedies ?? {})) remedies[remedy] = { ...outcomes };
  for (const event of events)
    if (event.kind === 'alert' && event.rule === name) {
      if ((event.to === 'firing' || event.to === 'paused') && !fires.has(event.from)) alerts += 1;
    } else if (event.kind === 'remedy' && event.rule === name && event.outcome !== 'acting') {
      const outcomes = (remedies[event.remedy] ??= {});
      outcomes[event.outcome] = (outcomes[event.outcome] ?? 0) + 1;
    }
  return { alerts, remedies };
}

/** Numbers that measure something: no process, no status of an answer, nothing by names that others chose. */
function numbersOf(
  measured: Measurement,
  fields: Readonly<Record<string, ProbeField>>,
): Pick<ProbeMetrics, 'fields'> {
  if ('unknown' in measured) return {};
  return {
    fields: Object.fromEntries(
      Object.entries(fields).flatMap(([field, { type, unit = 'count', names }]) => {
        const value = measured.fields[field];
        if (names === true) return [];
        if (type === 'bool' && typeof value === 'boolean')
          return [[field, { unit: 'count', value: Number(value) }]];
        return typeof value === 'number' && Number.isFinite(value) ? [[field, { unit, value }]] : [];
      }),
    ),
  };
}

/** Metrics kept of a group. */
export function readGroupMetrics(records: Records, group: string): GroupMetrics | undefined {
  const kept = parse(records, fileOf(group)) as GroupMetrics | undefined;
  return kept?.group === group ? kept : undefined;
}

/** Keeps metrics of a group. Throws a Failure when the disk does not take it. */
export function keepGroupMetrics(records: Records, metrics: GroupMetrics): void {
  records.write(fileOf(metrics.group), `${JSON.stringify({ version: 1, ...metrics })}\n`);
}

/** Forgets groups that the policies they came from have no more. */
export function forgetGroups(
  records: Records,
  { sources, groups }: { readonly sources: readonly string[]; readonly groups: readonly string[] },
): void {
  const present = new Set(sources);
  for (const kept of readAllMetrics(records))
    if (!groups.includes(kept.group) && kept.sources.some((one) => present.has(one)))
      records.remove(fileOf(kept.group));
}

/** Metrics of all groups, by their names. */
export function readAllMetrics(records: Records): readonly GroupMetrics[] {
  return records
    .list(folder)
    .flatMap(({ name }) =>
      `${folder}/${name}`.startsWith(groupPrefix) && name.endsWith('.json')
        ? ((parse(records, `${folder}/${name}`) as GroupMetrics | undefined) ?? [])
        : [],
    );
}

/** Outcomes of applies so far; none where nothing was counted. */
function readApplyMetrics(records: Records): ApplyMetrics {
  return (parse(records, appliesFile) as ApplyMetrics | undefined) ?? { counted: [], outcomes: {} };
}

/** Transaction that has ended. */
interface Ended {
  readonly id: string;
  readonly at: number;
  readonly outcome: string | undefined;
}

/** Counts transactions that ended since; those that are kept no more stay counted. */
export async function countApplies(
  records: Records,
  describe: (ids: readonly string[]) => Promise<readonly Ended[]>,
): Promise<ApplyMetrics> {
  const kept = records
    .list('transactions')
    .flatMap(({ name }) => (/^\d{8}_\d{6}(?:_\d+)?$/u.test(name) ? [name] : []));
  const before = readApplyMetrics(records);
  const known = new Set(before.counted);
  const fresh = kept.filter((id) => !known.has(id));
  const ended =
    fresh.length === 0 ? [] : (await describe(fresh)).filter(({ outcome }) => outcome !== undefined);
  if (ended.length === 0) return before;
  const outcomes: Record<string, number> = { ...before.outcomes };
  for (const { outcome = '' } of ended) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const now = new Set(ended.map(({ id }) => id));
  const after = {
    counted: kept.filter((id) => known.has(id) || now.has(id)),
    at: Math.max(before.at ?? 0, ...ended.map(({ at }) => at)),
    outcomes,
  };
  records.write(appliesFile, `${JSON.stringify({ version: 1, ...after })}\n`);
  return after;
}

function fileOf(group: string): string {
  return `${groupPrefix}${fileNameOf(group)}.json`;
}

function parse(records: Records, file: string): unknown {
  const reading = records.read(file);
  if (reading.state !== 'present') return undefined;
  try {
    const { version, ...kept } = JSON.parse(new TextDecoder().decode(reading.value)) as { version?: number };
    return version === 1 ? kept : undefined;
  } catch {
    return undefined;
  }
}
