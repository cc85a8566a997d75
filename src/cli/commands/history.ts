import { localTime } from '../../core/local-time.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import {
  comparePeriods,
  lookBack,
  outagesOf,
  readEvents,
  readIncident,
  summariseSamples,
} from '../../health/index.ts';
import { compareJson, compareText } from '../../report/health/history-compare.ts';
import { historyJson, historyText, type Units } from '../../report/health/history.ts';
import { time } from '../../report/health/health-json.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { tellWhose } from '../../app/whose-records.ts';
import { appliesIn } from '../../app/health/applies.ts';
import { namingColumns, unitsOf } from '../../app/health/columns.ts';
import { openHealthRecords, policiesIfAny } from '../../app/health/records.ts';
import { findRule, unknownRule } from '../../app/health/named-rule.ts';
import { parseMoment } from '../parse-time.ts';
import { writingTo } from '../../report/writing.ts';
import { word } from '../../report/document.ts';
import { inline } from '../../core/harmless.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type { Period } from '../../core/history.ts';

/** `kapa history`: what was measured, told, done and applied; one incident; two periods compared. */
export async function historyCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const now = Date.now();
  const policies = await policiesIfAny(args, context);
  const records = await openHealthRecords(context, policies?.settings.stateDir);
  tellWhose(records.path, context);
  const text = (name: string): string | undefined => given[name] as string | undefined;
  const period: Period = {
    since: parseMoment(text('since') ?? '24h', now),
    until: text('until') === undefined ? now : parseMoment(text('until') ?? '', now),
  };
  const incident = text('incident');
  if (incident !== undefined) return showIncident(records, incident, context);
  const units = unitsOf(policies);
  const compare = text('compare');
  if (compare !== undefined)
    return showComparison(records, period, parseMoment(compare, now), { units, policies }, context);
  return showHistory(records, period, { rule: text('rule'), kind: text('kind'), units, policies }, context);
}

async function showHistory(
  records: Records,
  period: Period,
  {
    rule,
    kind,
    units,
    policies,
  }: {
    readonly rule: string | undefined;
    readonly kind: string | undefined;
    readonly units: Units;
    readonly policies: PolicySet | undefined;
  },
  context: CommandContext,
): Promise<ExitStatus> {
  const rules = namesOf(rule, policies);
  const wantsSamples = kind === 'sample' || (kind === undefined && rule === undefined);
  const before = { since: period.since - lookBack * 86_400_000, until: period.until };
  const wantsOutages = kind === undefined || kind === 'alert';
  const all = [...readEvents(records, before)];
  const alerts = all.filter((event) => isWanted(event, rules, 'alert'));
  if (rule !== undefined && alerts.length === 0) tellUnknown(rule, policies, context);
  const applies = await appliesIn(records);
  const view = {
    ...period,
    ...(wantsSamples
      ? { samples: summariseSamples(records, period, { parts: 40, names: namingColumns(policies) }) }
      : {}),
    single: kind !== undefined || rule !== undefined,
    ...(wantsOutages ? { outages: outagesOf(alerts, period) } : {}),
    events: [
      ...all.filter(({ at }) => at >= period.since),
      ...applies.filter(({ at }) => at >= period.since && at <= period.until),
    ]
      .filter((event) => isWanted(event, rules, kind))
      .sort((a, b) => a.at - b.at),
  };
  if (context.options.json) context.out.document(historyJson(view, context.verbatim));
  else context.out.write(historyText(view, units, writingTo(context.out, context.say)));
  return exitStatus.ok;
}

/** Tells of a rule that is not in the records: a Failure where the policies do not know it either. */
function tellUnknown(rule: string, policies: PolicySet | undefined, { err, say }: CommandContext): void {
  if (policies === undefined) {
    err.write(`${say(t('watch.nothing_of', { rule }))}\n`);
    return;
  }
  if (findRule(rule, policies.rules) === undefined) throw unknownRule(rule, policies.rules);
}

/** All names of the rule that is asked for: what happened under an earlier one is its own. */
function namesOf(named: string | undefined, policies: PolicySet | undefined): readonly string[] | undefined {
  if (named === undefined) return undefined;
  const rule = findRule(named, policies?.rules ?? []);
  return rule === undefined ? [named] : [rule.name, ...(rule.aliases ?? [])];
}

function isWanted(
  event: HealthEvent,
  rules: readonly string[] | undefined,
  kind: string | undefined,
): boolean {
  if (rules !== undefined && !('rule' in event && rules.includes(event.rule))) return false;
  return kind === undefined || event.kind === kind;
}

function showIncident(records: Records, number: string, context: CommandContext): ExitStatus {
  const incident = readIncident(records, number);
  if (incident === undefined)
    throw new Failure(t('health.no_incident', { incident: number }), { cure: t('health.no_incident_cure') });
  const { head, files } = incident;
  if (context.options.json) {
    context.out.document({
      version: 1,
      ...head,
      remedy: word(head.remedy),
      at: time(head.at),
      files: Object.fromEntries(files.map(({ name, text }) => [name, text])),
    });
    return exitStatus.ok;
  }
  context.out.write(
    `${context.say(t('health.incident_number', { incident: number }))} · ${localTime(head.at)} · ${inline(head.rule)} · ${head.remedy} ${inline(head.target)}\n`,
  );
  for (const [probe, measurement] of Object.entries(head.measurements)) {
    const shown =
      'unknown' in measurement
        ? context.say(measurement.unknown)
        : inline(JSON.stringify(measurement.fields));
    context.out.write(`  ${inline(probe)}: ${shown}\n`);
  }
  for (const { name, text } of files)
    // Set off, so that no line of a log poses as the heading of another part.
    context.out.write(`\n== ${name} ==\n${text.replaceAll(/^(?=.)/gmu, '  ')}`);
  context.out.write('\n');
  return exitStatus.ok;
}

function showComparison(
  records: Records,
  { since, until }: Period,
  at: number,
  { units, policies }: { readonly units: Units; readonly policies: PolicySet | undefined },
  context: CommandContext,
): ExitStatus {
  const compared = comparePeriods(
    records,
    { since, until: at - 1 },
    { since: at, until },
    namingColumns(policies),
  );
  const before = { ...compared.before };
  const after = { ...compared.after };
  if (context.options.json) context.out.document(compareJson(before, after));
  else context.out.write(compareText(before, after, units, writingTo(context.out, context.say)));
  return exitStatus.ok;
}
