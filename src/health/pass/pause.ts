import { Failure } from '../../core/failure.ts';
import type { Records } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import { inForce, type Instant, type TimeSpan } from './instant.ts';
import type { Pause } from '../../core/pass-result.ts';

const file = 'pause.json';

/** The longest pause, in seconds: a forgotten one must not leave the host alone for ever. */
const longestPause = 7 * 86_400;

/** The pause in force, if any. One whose end is further away than any pause may be is void: the clock was moved. */
export function readPause(records: Records, instant: Instant): Pause | undefined {
  const reading = records.read(file);
  if (reading.state !== 'present') return undefined;
  try {
    const kept = JSON.parse(new TextDecoder().decode(reading.value)) as Pause & TimeSpan;
    const pause = inForce(kept, instant);
    if (pause === undefined || pause.until - instant.now > longestPause * 1000) return undefined;
    return typeof pause.reason === 'string' ? pause : undefined;
  } catch {
    return undefined;
  }
}

/** Begins a pause, or replaces the one in force. Throws a Failure for one that is too long or that cannot be kept. */
export function beginPause(records: Records, pause: Pause, ordered: Instant): void {
  if (pause.until - pause.since > longestPause * 1000)
    throw new Failure(t('health.pause_too_long', { most: '7d' }), { exit: 64 });
  records.write(file, `${JSON.stringify({ version: 1, ...pause, ordered })}\n`);
}

/** Ends the pause. */
export function endPause(records: Records): void {
  records.remove(file);
}
