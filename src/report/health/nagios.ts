import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import { lockedText, measuredText } from './who-measures.ts';
import { onOneLine, readingText } from './health-value.ts';
import { ruleStatus, statusOf, type BoundView, type HealthView, type ProbeView } from './health-view.ts';

/**
 * One line as Nagios and Icinga read it: `KAPA CRITICAL - <what> | <performance data>`. Performance data follows the
 * monitoring plugins' guidelines: 'label'=value[UOM];warn;crit;min.
 */
export function nagiosLine(views: readonly HealthView[], say: (text: Text) => string): string {
  const status = statusOf(views).toUpperCase();
  const troubled = views.flatMap((view) =>
    view.rules
      .filter((rule) => ruleStatus(rule) !== 'ok')
      .map(({ item, ruleState, value, unit }) => {
        const shown = value === undefined || value === '' ? '' : ` (${readingText(value, { unit }, say)})`;
        return `${inline(item.name)}: ${say(t(`check.state.${ruleState.state}`))}${shown}`;
      }),
  );
  for (const { group, locked, at, measurements, problems } of views) {
    if (locked)
      troubled.push(say(lockedText(group, locked, at)), ...problems.map((text) => onOneLine(say(text))));
    for (const [probe, measurement] of Object.entries(measurements))
      if ('unknown' in measurement) troubled.push(`${inline(probe)}: ${onOneLine(say(measurement.unknown))}`);
  }
  const [measured] = views.flatMap((view) => view.measured ?? []);
  const source = measured === undefined ? '' : ` [${say(measuredText(measured, Date.now()))}]`;
  const rules = views.flatMap((view) => view.rules);
  const uncovered = rules.filter(({ ruleState }) => ruleState.state === 'unknown').length;
  const summary =
    troubled.length === 0
      ? say(t('health.rules_ok', { count: rules.length - uncovered, uncovered }))
      : troubled.join(', ');
  const data = views.flatMap((view) => view.probes.flatMap((probe) => performanceData(view, probe)));
  return `KAPA ${status} - ${field(summary)}${source}${data.length === 0 ? '' : ` | ${data.join(' ')}`}`;
}

/** The line of a check that could not be made. */
export function unknownLine(reason: string): string {
  return `KAPA UNKNOWN - ${field(onOneLine(reason))}`;
}

/** Text before the performance data: no more than one bar is in a line. */
function field(text: string): string {
  return text.replaceAll('|', '/');
}

function performanceData(view: HealthView, probe: ProbeView): string[] {
  const measurement = view.measurements[probe.name];
  if (measurement === undefined || 'unknown' in measurement) return [];
  return Object.entries(measurement.fields).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    const { unit, names } = probe.fields[name] ?? {};
    if (names === true) return [];
    const scale = (number: number): number => Number((unit === 'share' ? number * 100 : number).toFixed(4));
    const shown = scale(value);
    const bounds = view.bounds.filter(
      (bound) => bound.probe === probe.name && bound.field === name && bound.window === undefined,
    );
    const range = (severity: BoundView['severity']): string =>
      bounds.flatMap((bound) => (bound.severity === severity ? rangeOf(bound, shown, scale) : []))[0] ?? '';
    const measure = { duration: 's', size: 'B', share: '%', count: '' }[unit ?? 'count'];
    const label = `'${inline(probe.name)}.${name}'`;
    const least = unit === undefined || unit === 'duration' || shown < 0 ? '' : '0';
    return [`${label}=${shown}${measure};${range('warning')};${range('critical')};${least}`];
  });
}

/** Range of a bound as the guidelines write it, in which all is well: from 0 where nothing else is said. */
function rangeOf(
  { bound, operator }: BoundView,
  measured: number,
  scale: (number: number) => number,
): string[] {
  if (typeof bound !== 'number') return [];
  const value = scale(bound);
  switch (operator) {
    case '<':
    case '<=':
      return [`${value}:`];
    case '>':
    case '>=':
      return [value < 0 || measured < 0 ? `~:${value}` : String(value)];
    case '==':
      return [`@${value}:${value}`];
    case '!=':
      return [`${value}:${value}`];
  }
}
