import type { Reader } from './reader.ts';

/** What probes measure with, besides reading files: one pass over /proc shared by all probes of a check. */
export interface Instruments extends Reader {
  now(): number;
}
