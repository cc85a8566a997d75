/** One moment by two clocks: one that people set, and one that only runs. */
export interface Instant {
  /** Wall clock: milliseconds since 1970. */
  readonly now: number;
  /** Seconds since boot, suspension included (/proc/uptime). Undefined where it could not be read. */
  readonly uptime?: number;
  /** Names the boot (/proc/sys/kernel/random/boot_id): uptimes of different boots do not compare. */
  readonly boot?: string;
}

/** A difference between the clocks below this many seconds is drift, not a jump. */
const toleratedDrift = 5;

/**
 * Milliseconds by which the wall clock was moved since an earlier moment: forward is positive, 0 is "it was
 * not", or "could not tell" after a reboot. A suspended machine is no jump, since its uptime goes on.
 */
export function clockJump(earlier: Instant, later: Instant): number {
  if (earlier.uptime === undefined || later.uptime === undefined || earlier.boot !== later.boot) return 0;
  const jump = later.now - earlier.now - (later.uptime - earlier.uptime) * 1000;
  return Math.abs(jump) < toleratedDrift * 1000 ? 0 : Math.round(jump);
}
