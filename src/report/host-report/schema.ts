import { presences } from '../../core/report.ts';
import {
  bool,
  listOf,
  mapOf,
  moment,
  number,
  oneOf,
  orNull,
  record,
  recordWith,
  text,
  type Fitting,
} from './form.ts';

const severity = oneOf('warning', 'critical');
const unit = oneOf('duration', 'size', 'share', 'count');
const presenceSeconds = Object.fromEntries(presences.map((state) => [state, number])) as Record<
  (typeof presences)[number],
  typeof number
>;

const account = {
  /** Up divided by up and down; null: neither was measured. */
  share: orNull(number),
  /** Up divided by the whole period. */
  share_of_period: orNull(number),
  seconds: record({ ...presenceSeconds, down_while_paused: number }),
  outages: listOf(record({ from: moment, to: moment, seconds: number })),
  /** The worst state of each of equal parts: u up, d down, p paused, ? unknown, - not measured. */
  strip: text,
};

const attempt = recordWith(
  { remedy: text, target: text, outcome: text, seconds: number, at: moment },
  { incident: text, message: text },
);

const fileDiffs = listOf(record({ path: text, diff: orNull(text) }));

const incident = recordWith(
  {
    rule: text,
    group: text,
    severity,
    from: moment,
    to: orNull(moment),
    seconds: orNull(number),
    value: orNull(text),
    backed_off: bool,
    remedies: listOf(attempt),
    evidence: listOf(
      record({
        incident: text,
        measured: mapOf(text),
        files: listOf(recordWith({ name: text, bytes: number }, { text })),
      }),
    ),
  },
  { unit, reason: text },
);

const chart = record({
  probe: text,
  field: text,
  unit,
  bounds: listOf(record({ operator: text, bound: number, severity })),
  least: listOf(orNull(number)),
  most: listOf(orNull(number)),
  rows: listOf(
    record({
      from: moment,
      to: moment,
      least: orNull(number),
      average: orNull(number),
      most: orNull(number),
    }),
  ),
});

const period = record({ since: moment, until: moment });

/** Form of the JSON document of `kapa report --format json`. */
const reportForm = recordWith(
  {
    version: oneOf(1),
    kind: oneOf('host'),
    host: text,
    language: oneOf('en', 'es'),
    time_zone: text,
    made: moment,
    since: moment,
    until: moment,
    samples: number,
    summary: listOf(text),
    attention: listOf(record({ severity, text })),
    availability: record({
      method: record({
        probes: listOf(record({ probe: text, every_seconds: number })),
        rules: listOf(text),
      }),
      site: orNull(record(account)),
      probes: listOf(record({ probe: text, ...account })),
    }),
    compared: orNull(
      record({
        before: period,
        after: period,
        figures: listOf(record({ what: text, unit, before: orNull(number), after: orNull(number) })),
      }),
    ),
    incidents: listOf(incident),
    events: listOf(record({ at: moment, kind: text })),
    pauses: listOf(record({ from: moment, to: moment, reason: text, by: orNull(text) })),
    changes: listOf(
      record({
        at: moment,
        transaction: text,
        outcome: oneOf('converged', 'rolled_back', 'rollback_incomplete', 'open'),
        by: orNull(text),
        reason: orNull(text),
        resources: listOf(text),
        files: fileDiffs,
      }),
    ),
    rules: listOf(
      record({
        rule: text,
        group: text,
        severity,
        counts: bool,
        seconds: number,
        alerts: number,
        healed: number,
        remedies: number,
        helped: number,
        backed_off: number,
      }),
    ),
    charts: listOf(chart),
  },
  // A report of an older kapa has none.
  { policies: listOf(record({ at: moment, files: fileDiffs })) },
);

/** The JSON document of a report. */
export type ReportDocument = Fitting<typeof reportForm>;
/** Account of a probe, or of the whole site, in a report. */
export type AccountDocument = NonNullable<ReportDocument['availability']['site']>;

/** Place of the first thing in a value that no report has; undefined: it is one. */
export function faultOfReport(value: unknown): string | undefined {
  return reportForm.fault(value);
}

/** The JSON Schema of a report. */
export const reportSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Report of kapa on one host',
  ...reportForm.schema,
};
