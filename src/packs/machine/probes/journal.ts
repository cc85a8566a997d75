import type { Instruments } from '../../../core/instruments.ts';
import { endingOf } from '../../../core/command-result.ts';
import { compilePattern, patternProse } from '../../../core/pattern.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { present, unreadable, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { countLines, lineFields, windowSchema, type Counted } from './line-window.ts';
import { judgeLines, printable, type FoundLines, type Search } from './log-lines.ts';

/** Spec of `journal`. */
export interface JournalSpec {
  readonly match: string;
  readonly unit?: string;
  readonly identifier?: string;
  readonly kernel?: boolean;
  readonly priority?: Priority;
  readonly window?: string | number;
}

const priorities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
type Priority = (typeof priorities)[number];

/** Entries of the journal that match, since the last check or within a window. */
export const journal: ProbeType<JournalSpec> = {
  type: 'journal',
  summary: "Counts new lines of systemd's journal that match, from where the last check stopped.",
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['match'],
    properties: {
      match: {
        type: 'string',
        minLength: 1,
        format: 'regex',
        description: `A regular expression that is looked for in the first 8 KiB of each line. ${patternProse}`,
        examples: ['Out of memory: Killed process'],
      },
      unit: {
        type: 'string',
        pattern: '^[A-Za-z0-9@:_.\\\\-]+$',
        description: 'Only what this unit says, or is said of it.',
        examples: ['apache2'],
      },
      identifier: {
        type: 'string',
        pattern: '^[^-\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*$',
        description: 'Only what is said under this name (SYSLOG_IDENTIFIER).',
        examples: ['sshd'],
      },
      kernel: { type: 'boolean', default: false, description: 'Only what the kernel says.' },
      priority: { enum: priorities, description: 'Only what is as grave as this, or graver.' },
      window: windowSchema,
    },
  },
  example: `killed: { journal: { kernel: true, match: "Out of memory: Killed process", window: 10m } }`,
  fields: () => ({
    ...lineFields,
    missed: {
      type: 'bool',
      description: 'Lines may be missing from the count: more than 16 MiB came between two checks.',
    },
  }),
  told: (fields, show) => [
    ...tellFields('count')(fields, show),
    ...(fields['missed'] === true ? [t('measure.log_missed')] : []),
  ],
  async measure(spec, { instruments, now, memory }) {
    const before = asMemory(memory);
    const compiled = await compilePattern(spec.match);
    if ('fault' in compiled) return { unknown: t('policy.pattern', { fault: compiled.fault }) };
    const search: Search = { instruments, matches: compiled.matches, until: performance.now() + patience };
    const read =
      before === undefined ? await endOf(spec, now, instruments) : await newSince(before, spec, search, now);
    if (read.state !== 'present') return { unknown: whyNot(read, 'journalctl') };
    const { cursor, since, ...found } = read.value;
    const place = { ...(cursor === undefined ? {} : { cursor }), since };
    return countLines(found, { before, window: spec.window, now }, place);
  },
};

/** Place in the journal: behind an entry, or where it has none, from a time on. */
interface Cursor {
  readonly cursor?: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

type Remembered = Counted & Cursor;
type News = FoundLines & Cursor & { readonly missed: boolean };

/** Milliseconds for a check to judge lines in, and seconds for journalctl to give them, and to give the last: below ten in all. */
const patience = 2000;
const seconds = 4;
const secondsOfEnd = 2;
/** Bytes of a command's output that are kept: what is longer has lost its end, and the cursor there. */
const mostOutput = 16 * 1024 * 1024;
const mark = '-- cursor: ';

function asMemory(memory: unknown): Remembered | undefined {
  const known = memory as Remembered | undefined;
  return typeof known?.since === 'number' && Array.isArray(known.found) ? known : undefined;
}

/**
 * The last entry of those that are asked for: behind one that is not among them, journalctl passes over the first that
 * is.
 */
async function endOf(spec: JournalSpec, now: number, instruments: Instruments): Promise<Reading<News>> {
  const said = await ask(['--lines=1', ...filters(spec)], secondsOfEnd, instruments);
  if (said.state !== 'present') return said;
  const { cursor } = parted(said.value);
  return present({
    ...(cursor === undefined ? {} : { cursor }),
    since: now,
    count: 0,
    last: '',
    missed: false,
  });
}

async function newSince(
  { cursor, since }: Remembered,
  spec: JournalSpec,
  search: Search,
  now: number,
): Promise<Reading<News>> {
  const from = cursor === undefined ? `--since=@${Math.min(since, now) / 1000}` : `--after-cursor=${cursor}`;
  const said = await ask([from, ...filters(spec)], seconds, search.instruments);
  if (said.state !== 'present') return said;
  const { lines, cursor: reached } = parted(said.value);
  const found = { count: 0, last: '' };
  const { length } = await judgeLines(lines, false, false, search, found);
  if (!said.value.isWhole || length < lines.length) {
    // What is left is passed over rather than read again from its beginning at each check.
    const end = await endOf(spec, now, search.instruments);
    return end.state === 'present' ? present({ ...end.value, ...shown(found), missed: true }) : end;
  }
  const next = reached ?? cursor;
  return present({
    ...(next === undefined ? {} : { cursor: next }),
    since,
    ...shown(found),
    missed: false,
  });
}

function shown({ count, last }: FoundLines): FoundLines {
  return { count, last: printable(last) };
}

function filters({ unit, identifier, kernel, priority }: JournalSpec): readonly string[] {
  return [
    ...(unit === undefined ? [] : [`--unit=${unit}`]),
    ...(identifier === undefined ? [] : [`--identifier=${identifier}`]),
    ...(kernel === true ? ['_TRANSPORT=kernel'] : []),
    ...(priority === undefined ? [] : [`--priority=${priority}`]),
  ];
}

/** Words of journalctl. Cut off by the time or by their number they are not whole, and end anywhere. */
interface Said {
  readonly output: Uint8Array;
  readonly isWhole: boolean;
}

async function ask(
  words: readonly string[],
  timeout: number,
  instruments: Instruments,
): Promise<Reading<Said>> {
  const common = ['--quiet', '--no-pager', '--output=cat', '--show-cursor', '--all'];
  const done = await instruments.query(['journalctl', ...common, ...words], { timeout });
  const output = done.stdout;
  if (done.status === 0) return present({ output, isWhole: output.length < mostOutput });
  if (done.failed === 'timeout' && output.length > 0) return present({ output, isWhole: false });
  return unreadable(t('measure.command_failed', { program: 'journalctl', reason: endingOf(done) }));
}

/**
 * Lines, and the cursor of the last entry, which journalctl writes behind them. What does not end there ends in words of
 * whoever writes in the journal, and has none.
 */
function parted({ output, isWhole }: Said): { readonly lines: Uint8Array; readonly cursor?: string } {
  if (!isWhole) return { lines: output };
  const start = output.lastIndexOf(10, output.length - 2) + 1;
  const last = new TextDecoder().decode(output.subarray(start)).trimEnd();
  return last.startsWith(mark)
    ? { lines: output.subarray(0, start), cursor: last.slice(mark.length) }
    : { lines: output };
}
