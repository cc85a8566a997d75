import type { Measurement } from '../../core/probe.ts';
import type {
  Availability,
  AppliedChange,
  Chart,
  PeriodComparison,
  HostReport,
  Incident,
  KeptEvidence,
  Presence,
  RecordedPause,
} from '../../core/report.ts';
import { presences } from '../../core/report.ts';
import type { Text } from '../../core/text.ts';
import { byText, word } from '../document.ts';
import { attemptJson, time } from '../health/health-json.ts';
import { eventJson } from '../health/history.ts';
import { unifiedDiff } from '../plan/diff.ts';
import { reportSummary } from './summary.ts';

type Say = (text: Text) => string;

/** Letters of states in a strip. */
const letters: Readonly<Record<Presence, string>> = {
  up: 'u',
  down: 'd',
  paused: 'p',
  unknown: '?',
  not_measured: '-',
};

/** State that a letter of a strip stands for. */
export function presenceOf(letter: string): Presence {
  return presences.find((state) => letters[state] === letter) ?? 'not_measured';
}

/** The JSON document of a report: what every page is drawn from. Its form is `schema/report.schema.json`. */
export function reportDocument(report: HostReport, say: Say): Record<string, unknown> {
  const { period, survey } = report;
  return {
    version: 1,
    kind: word('host'),
    host: report.host,
    language: word(report.locale),
    time_zone: word(report.timeZone),
    made: time(report.made),
    since: time(period.since),
    until: time(period.until),
    samples: survey.samples,
    summary: reportSummary(report).map(say),
    attention: report.attention.map(({ severity, text }) => ({ severity: word(severity), text: say(text) })),
    availability: {
      method: {
        probes: report.counted.map(({ probe, pace }) => ({ probe, every_seconds: pace })),
        rules: report.rules.flatMap(({ rule, counts }) => (counts ? [rule] : [])),
      },
      site: survey.site === undefined ? null : accountJson(survey.site),
      probes: Object.entries(survey.probes).map(([probe, account]) => ({ probe, ...accountJson(account) })),
    },
    compared: report.comparison === undefined ? null : comparedJson(report.comparison, say),
    incidents: report.incidents.map((incident) => incidentJson(incident, report.evidence, say)),
    events: report.events.map((event) => eventJson(event, say)),
    pauses: report.pauses.map(pauseJson),
    changes: report.changes.map((change) => changeJson(change, say)),
    policies: report.policies.map(({ at, files }) => ({ at: time(at), files: diffsOf(files, say) })),
    rules: report.rules.map(({ rule, group, severity, counts, seconds, backedOff, ...figures }) => ({
      rule,
      group,
      severity: word(severity),
      counts,
      seconds: Number(seconds.toFixed(1)),
      ...figures,
      backed_off: backedOff,
    })),
    charts: report.charts.map(chartJson),
  };
}

function accountJson({ seconds, downWhilePaused, outages, strip }: Availability): Record<string, unknown> {
  const { up, down } = seconds;
  const all = presences.reduce((sum, state) => sum + seconds[state], 0);
  return {
    share: up + down === 0 ? null : up / (up + down),
    share_of_period: all === 0 ? null : up / all,
    seconds: { ...seconds, down_while_paused: downWhilePaused },
    outages: outages.map(({ from, to }) => ({ from: time(from), to: time(to), seconds: (to - from) / 1000 })),
    strip: word(strip.map((state) => letters[state]).join('')),
  };
}

function comparedJson({ before, after, figures }: PeriodComparison, say: Say): Record<string, unknown> {
  return {
    before: { since: time(before.since), until: time(before.until) },
    after: { since: time(after.since), until: time(after.until) },
    figures: figures.map(({ what, unit, before: was, after: is }) => ({
      what: say(what),
      unit: word(unit),
      before: was ?? null,
      after: is ?? null,
    })),
  };
}

function incidentJson(
  incident: Incident,
  evidence: readonly KeptEvidence[],
  say: Say,
): Record<string, unknown> {
  const { from, to, remedies, value, why } = incident;
  const numbers = new Set(remedies.flatMap(({ incident: number = '' }) => number));
  return {
    rule: incident.rule,
    group: incident.group,
    severity: word(incident.severity),
    from: time(from),
    to: to === undefined ? null : time(to),
    seconds: to === undefined ? null : (to - from) / 1000,
    value: value?.value ?? null,
    ...(value?.unit === undefined ? {} : { unit: word(value.unit) }),
    ...(why === undefined ? {} : { reason: say(why) }),
    backed_off: incident.backedOff,
    remedies: remedies.map((attempt) => attemptJson(attempt, say)),
    evidence: evidence
      .filter((one) => numbers.has(one.incident))
      .map(({ incident: number, measurements, files }) => ({
        incident: word(number),
        measured: byText(
          Object.fromEntries(
            Object.entries(measurements).map(([probe, one]) => [probe, measurementJson(one, say)]),
          ),
        ),
        files: files.map(({ name, bytes, text }) => ({
          name,
          bytes,
          ...(text === undefined ? {} : { text }),
        })),
      })),
  };
}

function measurementJson(measurement: Measurement, say: Say): string {
  if ('unknown' in measurement) return say(measurement.unknown);
  return Object.entries(measurement.fields)
    .map(([field, value]) => `${field} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

function pauseJson({ from, to, reason, by }: RecordedPause): Record<string, unknown> {
  return { from: time(from), to: time(to), reason, by: by ?? null };
}

/** Bytes of a file beyond which its change is not drawn. */
const largestDiffed = 256 * 1024;
/** Lines of a change that are shown. */
const longestDiff = 200;

function changeJson(
  { at, transaction, outcome, by, reason, resources, files }: AppliedChange,
  say: Say,
): object {
  return {
    at: time(at),
    transaction: word(transaction),
    outcome: word(outcome),
    by: by ?? null,
    reason: reason ?? null,
    resources,
    files: diffsOf(files, say),
  };
}

function diffsOf(files: AppliedChange['files'], say: Say): readonly object[] {
  return files.map((file) => ({ path: file.path, diff: diffOf(file, say) }));
}

function diffOf({ path, before, after }: AppliedChange['files'][number], say: Say): string | null {
  if (before === undefined || after === undefined) return null;
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > largestDiffed) return null;
  const lines = unifiedDiff({ path, before, after, secret: false, because: [] }, say).split('\n');
  return lines.length <= longestDiff ? lines.join('\n') : `${lines.slice(0, longestDiff).join('\n')}\n…\n`;
}

function chartJson({ probe, field, unit, bounds, spread }: Chart): Record<string, unknown> {
  const short = (value: number): number => Number(value.toPrecision(5));
  return {
    probe,
    field,
    unit: word(unit),
    bounds: bounds.map(({ operator, bound, severity }) => ({
      operator: word(operator),
      bound,
      severity: word(severity),
    })),
    least: spread.least.map((value) => (value === undefined ? null : short(value))),
    most: spread.most.map((value) => (value === undefined ? null : short(value))),
    rows: spread.rows.map(({ from, to, numbers }) => ({
      from: time(from),
      to: time(to),
      ...(numbers === undefined
        ? { least: null, average: null, most: null }
        : {
            least: short(numbers.least),
            average: short(numbers.average),
            most: short(numbers.most),
          }),
    })),
  };
}
