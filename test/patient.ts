import { cpus, loadavg } from 'node:os';

/** A bound on time, longer by the number of programs that share a processor: what hangs or blocks passes it all the same. */
export function patient(bound: number): number {
  return bound * 2 * Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
}
