import type { ApplyMetrics, GroupMetrics, MetricFamily, MetricSample } from '../../core/metrics.ts';
import { inline } from '../../core/harmless.ts';
import { word } from '../document.ts';

/** Outcomes of a remedy that count from the first check on, so that the first of them is seen to rise from nothing. */
const outcomes = ['helped', 'not_helped', 'told', 'refused', 'not_needed', 'failed'] as const;

const applyOutcomes = ['converged', 'rolled_back', 'rollback_incomplete'] as const;

const states = ['ok', 'pending', 'firing', 'healed', 'backing_off', 'paused', 'unknown'] as const;

const valueNames = {
  duration: ['kapa_probe_seconds', 'Lengths of time that probes measured last.'],
  size: ['kapa_probe_bytes', 'Sizes that probes measured last.'],
  share: ['kapa_probe_ratio', 'Shares of one that probes measured last.'],
  count: ['kapa_probe_value', 'Numbers that probes measured last; 1 for yes and 0 for no.'],
} as const;

/**
 * Metrics of all groups and applies. Labels hold names that policies give and words of kapa's own, and nothing else;
 * `shown` writes such a name. Names that are written alike are one series: the first.
 */
export function metricFamilies(
  groups: readonly GroupMetrics[],
  applies: ApplyMetrics,
  shown: (name: string) => string,
): readonly MetricFamily[] {
  const perGroup = (value: (group: GroupMetrics) => number): readonly MetricSample[] =>
    groups.map((one) => ({ labels: { group: shown(one.group) }, value: value(one) }));
  const rules = groups.flatMap(({ group, rules }) =>
    Object.entries(rules).map(([rule, metrics]) => ({
      labels: { group: shown(group), rule: shown(rule), severity: metrics.severity },
      ...metrics,
    })),
  );
  const probes = groups.flatMap(({ group, probes }) =>
    Object.entries(probes).map(([probe, { type, fields }]) => ({
      labels: { group: shown(group), probe: shown(probe), type },
      fields,
    })),
  );
  const families: readonly MetricFamily[] = [
    gauge(
      'kapa_last_check_timestamp_seconds',
      'Time of the last check.',
      perGroup(({ at }) => at / 1000),
    ),
    gauge(
      'kapa_check_interval_seconds',
      'Time between two checks of the slowest rule.',
      perGroup(({ every }) => every),
    ),
    counter(
      'kapa_checks_total',
      'Checks that were made.',
      perGroup(({ checks }) => checks),
    ),
    gauge(
      'kapa_paused',
      '1 while remedies are held back.',
      perGroup(({ paused }) => Number(paused)),
    ),
    gauge(
      'kapa_check_problems',
      'Troubles of the last check itself.',
      perGroup(({ problems }) => problems),
    ),
    gauge(
      'kapa_rule_firing',
      '1 while what the rule says does not hold, whatever is done about it.',
      rules.map(({ labels, condition }) => ({ labels, value: Number(condition === 'firing') })),
    ),
    gauge(
      'kapa_rule_state',
      '1 for the state that a rule is in.',
      rules.flatMap(({ labels, state }) =>
        states.map((one) => ({ labels: { ...labels, state: one }, value: Number(one === state) })),
      ),
    ),
    gauge(
      'kapa_rule_since_timestamp_seconds',
      'Time when the state of a rule began.',
      rules.map(({ labels, since }) => ({ labels, value: since / 1000 })),
    ),
    counter(
      'kapa_rule_alerts_total',
      'Times that a rule began to fire.',
      rules.map(({ labels, alerts }) => ({ labels, value: alerts })),
    ),
    counter(
      'kapa_remedies_total',
      'Tries of remedies by their outcome.',
      rules.flatMap(({ labels: { group, rule }, remedies }) =>
        Object.entries(remedies).flatMap(([remedy, tried]) =>
          outcomes.map((outcome) => ({
            labels: { group, rule, remedy, outcome },
            value: tried[outcome] ?? 0,
          })),
        ),
      ),
    ),
    gauge(
      'kapa_probe_up',
      '1 where a probe could be read.',
      probes.map(({ labels, fields }) => ({ labels, value: Number(fields !== undefined) })),
    ),
    ...Object.entries(valueNames).map(([unit, [name, help]]) =>
      gauge(
        name,
        help,
        probes.flatMap(({ labels, fields = {} }) =>
          Object.entries(fields).flatMap(([field, reading]) =>
            reading.unit === unit ? [{ labels: { ...labels, field }, value: reading.value }] : [],
          ),
        ),
      ),
    ),
    counter(
      'kapa_applies_total',
      'Applies by their outcome.',
      applyOutcomes.map((outcome) => ({ labels: { outcome }, value: applies.outcomes[outcome] ?? 0 })),
    ),
    gauge(
      'kapa_last_apply_timestamp_seconds',
      'Time of the last apply.',
      applies.at === undefined ? [] : [{ labels: {}, value: applies.at / 1000 }],
    ),
  ];
  return families.filter(({ samples }) => samples.length > 0);
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: 'gauge', samples: distinct(samples) };
}

function counter(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: 'counter', samples: distinct(samples) };
}

/** One double would cost the reader the whole file. */
function distinct(samples: readonly MetricSample[]): readonly MetricSample[] {
  const seen = new Set<string>();
  return samples.filter(({ labels }) => {
    const key = JSON.stringify(labels);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The classic text format of Prometheus: no time stamps and none but its oldest types, as the textfile collector wants it. */
export function metricsText(families: readonly MetricFamily[]): string {
  return families
    .map(
      ({ name, type, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((one) => line(name, one)).join('')}`,
    )
    .join('');
}

function line(name: string, { labels, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escaped(text: string): string {
  return inline(text)
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`);
}

/** The same as a document. */
export function metricsJson(families: readonly MetricFamily[]): Record<string, unknown> {
  return {
    version: 1,
    metrics: families.map(({ name, type, samples }) => ({
      name: word(name),
      type: word(type),
      samples: samples.map(({ labels, value }) => ({ labels, value })),
    })),
  };
}
