import { fstatSync } from 'node:fs';
import type { Host } from '../core/host.ts';

/** Way to the journal of systemd; false: it did not take the entry. */
export type SendToJournal = (fields: Readonly<Record<string, string>>) => Promise<boolean>;

/**
 * Way to the journal, where standard error of this process leads there: entries with fields, which a line on standard
 * error cannot have. logger(1) speaks for this process; entries name it as their object, so that they are found by its unit.
 */
export function openJournal(
  host: Host,
  env: Readonly<Record<string, string | undefined>>,
): SendToJournal | undefined {
  if (!leadsToJournal(env['JOURNAL_STREAM'])) return undefined;
  return async (fields) => {
    const all = { SYSLOG_IDENTIFIER: 'kapa', OBJECT_PID: String(process.pid), ...fields };
    const lines = Object.entries(all).map(([name, value]) => `${name}=${value.replaceAll('\n', ' ')}\n`);
    const stdin = new TextEncoder().encode(lines.join(''));
    const { status } = await host.run(['logger', '--journald'], { stdin, timeout: 5 });
    return status === 0;
  };
}

/** Compares the stream that systemd connected with that of standard error: the environment may be a parent's. */
function leadsToJournal(stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(2);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
