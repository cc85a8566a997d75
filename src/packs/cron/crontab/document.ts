import { bytesToText, textToBytes } from './bytes.ts';
import { isFault, parseSchedule, type ScheduleFault } from './schedule.ts';
import { withoutEnd } from '../../../core/ends.ts';

/**
 * Kind of a crontab by its owner: `system` files (`/etc/cron.d`) name the user in a field before the command.
 */
export type Dialect = 'user' | 'system';

/** Reason why cron would refuse a line, and with it the whole file. */
export type LineFault = ScheduleFault | 'user' | 'command' | 'too_long' | 'nul' | 'bom';

/** One line as it stands, without its line feed. `text` holds one character a byte. */
export type CrontabLine = { readonly text: string } & (
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment' }
  | { readonly kind: 'environment'; readonly name: string; readonly value: string }
  | { readonly kind: 'job'; readonly schedule: string; readonly user: string; readonly command: string }
  /** Text that cron would refuse: kept, never touched. */
  | { readonly kind: 'bad'; readonly fault: LineFault }
);

/** A crontab, line by line. */
export interface Crontab {
  readonly dialect: Dialect;
  readonly lines: readonly CrontabLine[];
  /** True: the last line ends in a line feed, without which cron ignores the file; or there is no line. */
  readonly complete: boolean;
}

/** The longest command that Debian's cron takes, in bytes; one more and the whole file is dropped. */
export const longestCommand = 998;

/** Reads a crontab. Nothing is refused: what cron would not take is kept as a bad line. */
export function parseCrontab(bytes: Uint8Array, dialect: Dialect): Crontab {
  const text = bytesToText(bytes);
  if (text === '') return { dialect, lines: [], complete: true };
  const complete = text.endsWith('\n');
  const texts = (complete ? text.slice(0, -1) : text).split('\n');
  return { dialect, lines: texts.map((line, index) => parseLine(line, dialect, index === 0)), complete };
}

/** Writes a crontab: the bytes it was read from, as far as its lines are the same. */
export function printCrontab({ lines, complete }: Crontab): Uint8Array {
  const text = lines.map((line) => line.text).join('\n');
  return textToBytes(lines.length > 0 && complete ? `${text}\n` : text);
}

/** Reads one line; a byte order mark counts only at the start of the file. */
export function parseLine(text: string, dialect: Dialect, first = false): CrontabLine {
  if (text.includes('\0')) return { text, kind: 'bad', fault: 'nul' };
  if (first && text.startsWith('\u00ef\u00bb\u00bf')) return { text, kind: 'bad', fault: 'bom' };
  const start = text.replace(/^[ \t]+/u, '');
  if (start === '') return { text, kind: 'blank' };
  if (start.startsWith('#')) return { text, kind: 'comment' };
  const environment = readEnvironment(start);
  if (environment) return { text, kind: 'environment', ...environment };
  return readJob(text, start, dialect);
}

/**
 * `NAME = value`, with or without quotes around either. A quote that is not closed, an equals sign in a quoted name,
 * an empty value without quotes, or text after a closing quote makes it no environment line (Debian's env.c). Blanks
 * are those of C: a carriage return at the end is one.
 */
function readEnvironment(text: string): { name: string; value: string } | undefined {
  const found =
    /^(?:"([^"=]*)"|'([^'=]*)'|([^ \t\r\v\f="'][^ \t\r\v\f=]*|))[ \t\r\v\f]*=[ \t\r\v\f]*(?:"([^"]*)"|'([^']*)'|([^"' \t\r\v\f][^]*))$/u.exec(
      withoutEnd(text, ' \t\r\v\f'),
    );
  if (!found) return undefined;
  const [, double, single, bare, doubleValue, singleValue, bareValue] = found;
  return { name: double ?? single ?? bare ?? '', value: doubleValue ?? singleValue ?? bareValue ?? '' };
}

/** Fields are apart by blanks and tabs only. A command that begins with a star is taken for a sixth field. */
function readJob(text: string, start: string, dialect: Dialect): CrontabLine {
  const schedule = /^(?:@[^ \t]+|(?:[^ \t]+[ \t]+){4}[^ \t]+)/u.exec(start)?.[0];
  if (schedule === undefined) {
    const read = parseSchedule(start);
    return { text, kind: 'bad', fault: isFault(read) ? read.fault : 'weekday' };
  }
  const read = parseSchedule(schedule);
  if (isFault(read)) return { text, kind: 'bad', fault: read.fault };
  let command = start.slice(schedule.length).replace(/^[ \t]+/u, '');
  let user = '';
  if (dialect === 'user' && command.startsWith('*')) return { text, kind: 'bad', fault: 'command' };
  if (dialect === 'system') {
    user = /^[^ \t]+/u.exec(command)?.[0] ?? '';
    command = command.slice(user.length).replace(/^[ \t]+/u, '');
    if (user === '') return { text, kind: 'bad', fault: 'user' };
  }
  if (command.length > longestCommand) return { text, kind: 'bad', fault: 'too_long' };
  return { text, kind: 'job', schedule, user, command };
}
