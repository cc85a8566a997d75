import type { HealthEvent } from '../../core/health-event.ts';
import type { Period } from '../../core/history.ts';
import { Failure } from '../../core/failure.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import type { AppliedChange, HostReport, Incident, KeptEvidence, RuleAccount } from '../../core/report.ts';
import { t } from '../../core/text.ts';
import {
  figuresByRule,
  incidentsOf,
  outagesOf,
  pausesOf,
  policyChanges,
  probesOf,
  readEvents,
  readIncident,
  survey,
  type Rule,
} from '../../health/index.ts';
import { findProbeType } from '../../packs/index.ts';
import type { CommandContext } from '../context.ts';
import { openHealthRecords, policiesIfAny } from '../health/records.ts';
import { compileRules } from '../health/rules.ts';
import { readFacts } from '../policies/facts.ts';
import { tellWhose } from '../whose-records.ts';
import { attentionOf } from './attention.ts';
import { columnsToChart } from './charted.ts';
import { compare } from './compare.ts';
import { countedProbes, eventsOf, paceOf, surveyRequest, type Source } from './source.ts';

/** Matters of a report. */
export interface ReportRequest {
  readonly period: Period;
  /** Number of the one incident that is told, with its evidence. */
  readonly incident: string | undefined;
  readonly compared: { readonly before: Period; readonly after: Period } | undefined;
}

/** Parts of a chart, and rows of the table behind it. */
const resolution = { pixels: 480, rows: 30 } as const;

/** Milliseconds that are told around one incident. */
const around = 3_600_000;

/** Gathers what a report tells from the records; the host is not measured. */
export async function gatherReport(
  args: readonly string[],
  request: ReportRequest,
  context: CommandContext,
): Promise<HostReport> {
  // The answer is a file: nothing may stand before it.
  const policies = await policiesIfAny(args, { ...context, out: context.err });
  const records = await openHealthRecords(context, policies?.settings.stateDir);
  tellWhose(records.path, context);
  const period = request.incident === undefined ? request.period : periodOf(request.incident, records);
  const rules = await compiled(policies);
  const source: Source = { records, policies, rules, columns: columnsToChart(policies, rules) };
  const events = eventsOf(source, period);
  const pauses = pausesOf(events, period);
  const found = survey(records, period, { ...surveyRequest(source), pauses, ...resolution });
  const incidents = incidentsOf(events, period).filter(
    ({ remedies }) =>
      request.incident === undefined || remedies.some(({ incident }) => incident === request.incident),
  );
  const within = events.filter(({ at }) => at >= period.since);
  const changes = await changesOf(source, period);
  const counted = countedProbes(source);
  const accounts = accountsOf(source, { events, within, period });
  const charts = source.columns.flatMap((column) => {
    const spread = found.columns[`${column.probe}.${column.field}`];
    const { counter: _, ...chart } = column;
    return spread === undefined ? [] : [{ ...chart, spread }];
  });
  const report = {
    host: (await readFacts(context.options.root)).hostname,
    locale: context.locale,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    made: Date.now(),
    period,
    survey: found,
    counted: counted.map((probe) => ({ probe, pace: paceOf(source, probe) })),
    rules: accounts,
    incidents,
    evidence: evidenceOf(records, incidents, request.incident),
    events: recorded(records, period, changes),
    pauses,
    changes,
    policies: policies === undefined ? [] : policyChanges(records, period),
    charts,
    ...(request.compared === undefined ? {} : { comparison: compare(source, request.compared) }),
  };
  return { ...report, attention: attentionOf(report) };
}

async function compiled(policies: PolicySet | undefined): Promise<readonly Rule[]> {
  return policies === undefined ? [] : compileRules(policies.rules, policies, findProbeType);
}

function periodOf(incident: string, records: Records): Period {
  const found = readIncident(records, incident);
  if (found === undefined)
    throw new Failure(t('health.no_incident', { incident }), { cure: t('health.no_incident_cure') });
  const { at } = found.head;
  return { since: at - around, until: Math.min(Date.now(), at + around) };
}

/** Accounts of the rules of now, and of those before that alerted. */
function accountsOf(
  source: Source,
  {
    events,
    within,
    period,
  }: {
    readonly events: readonly HealthEvent[];
    readonly within: readonly HealthEvent[];
    readonly period: Period;
  },
): readonly RuleAccount[] {
  const figures = figuresByRule(within);
  const outages = new Map(outagesOf(events, period).map((outage) => [outage.rule, outage]));
  const counted = new Set(countedProbes(source));
  const now = source.rules.map((rule) => ({
    rule: rule.item.name,
    group: rule.item.group,
    severity: rule.item.severity,
    counts: probesOf(rule).some((probe) => counted.has(probe)),
  }));
  const former = [...outages.values()]
    .filter(({ rule }) => !now.some((one) => one.rule === rule))
    .map(({ rule, group }) => ({ rule, group, severity: 'warning' as const, counts: false }));
  return [...now, ...former].map((one) => ({
    ...one,
    ...(figures[one.rule] ?? { alerts: 0, healed: 0, remedies: 0, helped: 0, backedOff: 0 }),
    seconds: outages.get(one.rule)?.seconds ?? 0,
  }));
}

function evidenceOf(
  records: Records,
  incidents: readonly Incident[],
  wanted: string | undefined,
): readonly KeptEvidence[] {
  const numbers = new Set(
    incidents.flatMap(({ remedies }) => remedies.flatMap(({ incident = '' }) => incident)),
  );
  return [...numbers].flatMap((incident) => {
    const kept = readIncident(records, incident);
    if (kept === undefined) return [];
    return [
      {
        incident,
        measurements: kept.head.measurements,
        files: kept.files.map(({ name, text }) => ({
          name,
          bytes: Buffer.byteLength(text),
          ...(incident === wanted ? { text } : {}),
        })),
      },
    ];
  });
}

/** Events that `kapa history --json` lists of a period: applies are read from the transactions' own logs. */
function recorded(
  records: Records,
  period: Period,
  changes: readonly AppliedChange[],
): readonly HealthEvent[] {
  const applies = changes.map(({ at, outcome, transaction, resources, by, reason }) => ({
    kind: 'apply' as const,
    at,
    outcome,
    transaction,
    changed: resources,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  }));
  return [...readEvents(records, period), ...applies].sort((a, b) => a.at - b.at);
}

/** Without policies nobody knows which words are secret: then no content is told. */
async function changesOf(
  { records, policies }: Pick<Source, 'records' | 'policies'>,
  period: Period,
): Promise<readonly AppliedChange[]> {
  const [{ describeChanges }, { openStateStore }] = await Promise.all([
    import('../../converge/restore/changes.ts'),
    import('../../host/state/state.ts'),
  ]);
  const changes = describeChanges(openStateStore(records.path), period);
  if (policies !== undefined) return changes;
  return changes.map((change) => ({ ...change, files: change.files.map(({ path }) => ({ path })) }));
}
