import { localTime } from '../../core/local-time.ts';
import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import { formatCompared, onOneLine } from './health-value.ts';
import { time } from './health-json.ts';
import { word } from '../document.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { Alert } from '../../core/alert.ts';

const signs: Readonly<Record<Alert['state'], string>> = {
  healed: '✅',
  firing: '❌',
  backing_off: '❌',
  unknown: '❓',
};

/** One message for all alerts of a check: a subject, a line each, and the same as data. */
export function alertMessage(
  alerts: readonly Alert[],
  hostname: string,
  say: (text: Text) => string,
): { readonly subject: string; readonly text: string; readonly data: unknown } {
  const [first] = alerts;
  const more = alerts.length > 1 ? ` (+${alerts.length - 1})` : '';
  const subject = `kapa ${inline(hostname)}: ${first ? headline(first, say) : ''}${more}`;
  const lines = alerts.map((alert) => {
    const value = alert.value === undefined ? '' : ` (${formatCompared(alert, say)})`;
    const why = alert.why === undefined ? '' : `: ${onOneLine(say(alert.why))}`;
    const lasted =
      alert.outage === undefined
        ? ''
        : `, ${say(t('watch.lasted', { time: formatDuration(Math.max(1, alert.outage)) }))}`;
    const repeated = alert.repeated ? ` · ${say(t('health.still'))}` : '';
    const person = alert.state === 'backing_off' ? `\n   ${say(t('health.held.back_off'))}` : '';
    const since = say(t('check.since', { time: localTime(alert.since) }));
    return `${signs[alert.state]} ${headline(alert, say)}${value}${why}${lasted} · ${since}${repeated}${person}`;
  });
  const data = {
    alerts: alerts.map(({ since, value, severity, state, unit, outage, why, ...alert }) => ({
      ...alert,
      severity: word(severity),
      state: word(state),
      ...(unit === undefined ? {} : { unit: word(unit) }),
      since: time(since),
      value: value ?? null,
      ...(why === undefined ? {} : { reason: onOneLine(say(why)) }),
      ...(outage === undefined ? {} : { outage_seconds: Math.round(outage) }),
    })),
  };
  return { subject, text: `${lines.join('\n')}\n`, data };
}

function headline({ rule, state }: Alert, say: (text: Text) => string): string {
  return `${inline(rule)}: ${say(t(`check.state.${state}`))}`;
}
