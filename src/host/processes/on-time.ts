import type { DnsAnswer, HttpAnswer } from '../../core/instruments.ts';
import { askOnTime } from '../../core/lateness.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { CommandResult } from '../../core/reader.ts';
import { unreadable, type Reading } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';

/** Answer to a request; its latency is none, and a time-out unknown, where this process itself was late twice. */
export function requestOnTime(ask: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  return askOnTime({
    ask,
    isOfTime: ({ outcome }) => outcome !== 'unknown',
    late(seconds, answer) {
      if (answer.outcome === 'failed' && impatient.has(answer.error))
        return { outcome: 'unknown', reason: ownFault(seconds) };
      if (answer.outcome === 'unknown') return answer;
      const { latency: _worthNothing, ...rest } = answer;
      return rest;
    },
  });
}

/** Answer of a name server; its latency is none, and a time-out unknown, where this process itself was late twice. */
export function lookUpOnTime(ask: () => Promise<DnsAnswer>): Promise<DnsAnswer> {
  return askOnTime({
    ask,
    isOfTime: ({ outcome }) => outcome !== 'unknown',
    late(seconds, answer) {
      if (answer.outcome === 'failed' && answer.error === 'ETIMEOUT')
        return { outcome: 'unknown', reason: ownFault(seconds) };
      if (answer.outcome === 'unknown') return answer;
      const { latency: _worthNothing, ...rest } = answer;
      return rest;
    },
  });
}

/** Ending of a command that only asks; `late` for a time-out where this process itself was late twice. */
export function runOnTime(ask: () => Promise<CommandResult>): Promise<CommandResult> {
  return askOnTime({
    ask,
    isOfTime: ({ failed }) => failed === 'timeout',
    late: (_seconds, result) => ({ ...result, failed: 'late' }),
  });
}

/** Reading that waits for another program; unreadable for that reason where this process itself was late twice. */
export function readOnTime<T>(ask: () => Promise<Reading<T>>): Promise<Reading<T>> {
  return askOnTime<Reading<T>>({
    ask,
    isOfTime: (reading) => reading.state === 'unreadable' && isImpatience(reading.reason),
    late: (seconds) => unreadable(ownFault(seconds)),
  });
}

/** Reasons that come of waiting too long, or of letting the other side wait until it hung up. */
const impatient: ReadonlySet<unknown> = new Set(['timeout', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function isImpatience({ id, args }: Text): boolean {
  if (id === 'measure.pm2_hangs' || id === 'measure.pm2_hung_up') return true;
  if (id === 'measure.socket_hangs') return true;
  return id === 'measure.no_certificate' && impatient.has((args as { reason?: unknown }).reason);
}

function ownFault(seconds: number): Text {
  return t('measure.self_late', { by: formatDuration(seconds) });
}
