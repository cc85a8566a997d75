import type { Instruments } from '../../core/instruments.ts';

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

/** Clock of both kinds; the boot's name is read once. */
export function instantOf(instruments: () => Instruments): () => Promise<Instant> {
  let boot: string | undefined;
  return async () => {
    const pass = instruments();
    if (boot === undefined) {
      const reading = await pass.read('/proc/sys/kernel/random/boot_id');
      boot = reading.state === 'present' ? new TextDecoder().decode(reading.value).trim() : '';
    }
    return { now: pass.now(), uptime: pass.uptime(), boot };
  };
}

/** Something that is in force for a length of time. Milliseconds since 1970. */
export interface TimeSpan {
  readonly since: number;
  readonly until: number;
  /** Moment when it was ordered, by both clocks. */
  readonly ordered?: Instant;
}

/**
 * A span as the clock of now tells it, while it is in force: its length counts, by the clock that nobody sets. After
 * a reboot it is over at the latest when the machine has run for as long.
 */
export function inForce<T extends TimeSpan>(span: T, instant: Instant): T | undefined {
  const { since, until, ordered } = span;
  const jump = ordered === undefined ? 0 : clockJump({ ...ordered, now: since }, instant);
  const moved = jump === 0 ? span : { ...span, since: since + jump, until: until + jump };
  const length = until - since;
  const isRebooted = ordered !== undefined && ordered.boot !== instant.boot;
  if (isRebooted && (instant.uptime ?? 0) * 1000 >= length) return undefined;
  return instant.now < moved.until ? moved : undefined;
}
