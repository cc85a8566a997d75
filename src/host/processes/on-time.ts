import type { DnsAnswer, HttpAnswer } from '../../core/instruments.ts';
import { askOnTime } from '../../core/lateness.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { CommandResult } from '../../core/reader.ts';
import { unreadable, type Reading } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';

/** Answer of a server; its latency is none, and a time-out unknown, where this process itself was late twice. */
export function answerOnTime<Answer extends HttpAnswer | DnsAnswer>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  return askOnTime<Answer>({
    ask,
    isOfTime: ({ outcome }) => outcome !== 'unknown',
    late(seconds, answer) {
      if (answer.outcome === 'failed' && impatient.has(answer.error))
        return { outcome: 'unknown', reason: ownFault(seconds) } as Answer;
      if (answer.outcome === 'unknown') return answer;
      const { latency: _worthNothing, ...rest } = answer;
      return rest as Answer;
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
const impatient: ReadonlySet<unknown> = new Set(['timeout', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ETIMEOUT']);

function isImpatience({ id, args }: Text): boolean {
  if (id === 'measure.pm2_hangs' || id === 'measure.pm2_hung_up') return true;
  if (id === 'measure.socket_hangs') return true;
  return id === 'measure.no_certificate' && impatient.has((args as { reason?: unknown }).reason);
}

function ownFault(seconds: number): Text {
  return t('measure.self_late', { by: formatDuration(seconds) });
}
