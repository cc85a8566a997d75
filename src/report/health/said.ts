import { inline } from '../../core/harmless.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { attemptText } from './attempt-text.ts';
import { formatCompared, onOneLine } from './health-value.ts';

/** Weight of a line, by the names of syslog. */
export type Level = 'critical' | 'error' | 'warning' | 'notice' | 'info';

/** One line of what a watch says, and the same as fields. */
export interface Said {
  readonly level: Level;
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Line of an event. `outage`: seconds since a rule that has healed began to fire. */
export function eventSaid(
  event: HealthEvent,
  say: (text: Text) => string,
  outage?: number,
): Said | undefined {
  if (event.kind === 'alert') {
    const value = event.value === undefined ? '' : ` (${formatCompared(event, say)})`;
    const why = event.why === undefined ? '' : `: ${onOneLine(say(event.why))}`;
    const lasted =
      outage === undefined
        ? ''
        : `, ${say(t('watch.lasted', { time: formatDuration(Math.max(1, outage)) }))}`;
    const { rule, group, severity, to } = event;
    return {
      level: levelOf(event),
      text: `${inline(rule)}: ${say(t(`check.state.${to}`))}${value}${lasted}${why}`,
      fields: {
        event: 'alert',
        rule,
        group,
        severity,
        state: to,
        ...(event.value === undefined ? {} : { value: event.value }),
        ...(outage === undefined ? {} : { seconds: String(outage) }),
      },
    };
  }
  if (event.kind !== 'remedy') return undefined;
  const { rule, group, remedy, target, outcome, seconds, incident = '' } = event;
  const well = ['helped', 'told', 'not_needed'].includes(outcome);
  return {
    level: well ? 'notice' : outcome === 'failed' ? 'error' : 'warning',
    text: `${inline(rule)}: ${attemptText(event, { say })}`,
    fields: {
      event: 'remedy',
      rule,
      group,
      remedy,
      target,
      outcome,
      seconds: String(seconds),
      ...(incident === '' ? {} : { incident }),
    },
  };
}

function levelOf({ to, severity }: Extract<HealthEvent, { kind: 'alert' }>): Level {
  switch (to) {
    case 'firing':
    case 'paused':
      return severity === 'critical' ? 'critical' : 'warning';
    case 'backing_off':
      return 'critical';
    case 'unknown':
      return 'warning';
    case 'healed':
    case 'ok':
    case 'pending':
      return 'notice';
  }
}
