import type { Reading } from './reading.ts';
import { render } from './text.ts';

/** One piece of evidence: a file of the incident's folder. */
export interface EvidencePart {
  /** `sockets.txt`. */
  readonly name: string;
  /** True: nobody else is waited for, and it takes the time that the processor needs. */
  readonly local?: boolean;
  /** The text; a failure becomes the text. */
  collect(): Promise<string>;
}

/** Bytes kept of the end of each log. */
export const logTail = 32 * 1024;

/** Reason why there is nothing to keep, as evidence says it. */
export function whyMissing(reading: Exclude<Reading<unknown>, { state: 'present' }>): string {
  return reading.state === 'absent' ? '(not there)' : `(${render(reading.reason, 'en')})`;
}
