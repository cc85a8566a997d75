import { harmless } from '../../core/harmless.ts';
import type { Host } from '../../core/host.ts';
import { t, type Text } from '../../core/text.ts';
import { openJournal, type SendToJournal } from '../../host/journal.ts';
import { clearLine, palette } from '../../report/colour.ts';
import { localTime } from '../../core/local-time.ts';
import { onOneLine } from '../../report/health/health-value.ts';
import type { Level, Said } from '../../report/health/said.ts';
import type { CommandContext } from '../context.ts';

/** Line to be said: what of kapa itself, or of the host. */
export interface SpokenLine extends Omit<Said, 'text'> {
  readonly text: Text | string;
}

/** Voice of a watch: one line a change, and a word now and then when nothing changes. */
export interface Voice {
  tell(line: SpokenLine): void;
  /** State of all rules after a round, in one sentence. */
  standing(text: Text, isWell: boolean): void;
  /** Ends when all has been said. */
  close(): Promise<void>;
}

/** Seconds of silence after which a watch says how things stand. */
const longestSilence = 300;

/**
 * The voice that suits who listens: at a terminal a quiet live view, in the journal entries with levels and fields, else
 * lines with their time.
 */
export function openVoice(host: Host, context: CommandContext): Voice {
  if (context.out.terminal) return liveVoice(context);
  const send = openJournal(host, context.env);
  return steadyVoice(context, send === undefined ? plainLines(context) : journalLines(send, context));
}

/** Outlet of single lines. */
interface Lines {
  write(line: Said): void;
  close(): Promise<void>;
}

/** A voice of lines, in which silence is broken by how things stand. */
function steadyVoice(context: CommandContext, lines: Lines): Voice {
  let spoke = Number.NEGATIVE_INFINITY;
  const write = (line: SpokenLine): void => {
    spoke = performance.now();
    lines.write({ ...line, text: textOf(line, context) });
  };
  let stood = '';
  return {
    tell: write,
    standing(text, isWell) {
      const now = context.say(text);
      const isNew = stood === '';
      stood = now;
      if (isNew || performance.now() - spoke >= longestSilence * 1000)
        write({ level: isWell ? 'info' : 'warning', text, fields: { event: 'standing' } });
    },
    close: () => lines.close(),
  };
}

/** Lines with their time: what happens on the host on standard output, what is about kapa on standard error. */
function plainLines({ out, err }: CommandContext): Lines {
  return {
    write({ text, fields }) {
      const sink = ofHost.has(fields['event'] ?? '') ? out : err;
      sink.write(`${localTime(Date.now())} ${text}\n`);
    },
    close: () => Promise.resolve(),
  };
}

const ofHost: ReadonlySet<string> = new Set(['alert', 'remedy', 'standing']);

const syslog: Readonly<Record<Level, number>> = { critical: 2, error: 3, warning: 4, notice: 5, info: 6 };

/** Entries of the journal, in order; a line with a level on standard error where the journal takes none. */
function journalLines(send: SendToJournal, { err, mask }: CommandContext): Lines {
  let sent: Promise<void> = Promise.resolve();
  const sendAfter = async (
    earlier: Promise<void>,
    message: Readonly<Record<string, string>>,
    instead: string,
  ): Promise<void> => {
    await earlier;
    if (!(await send(message))) err.write(instead);
  };
  return {
    write({ level, text, fields }) {
      const entry = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          `KAPA_${name.toUpperCase()}`,
          harmless(mask.apply(value)),
        ]),
      );
      const priority = syslog[level];
      const message = { ...entry, PRIORITY: String(priority), MESSAGE: harmless(mask.apply(text)) };
      sent = sendAfter(sent, message, `<${priority}>${text}\n`);
    },
    async close() {
      await sent;
    },
  };
}

/** Lines at a terminal, and below them one that says how things stand and when they were looked at. */
function liveVoice({ out, say }: CommandContext): Voice {
  const paint = palette(out.colour);
  let last = '';
  const show = (): void => out.write(`${clearLine}${last}`);
  return {
    tell(line) {
      const text = textOf(line, { say });
      const plain = (words: string): string => words;
      const { red, yellow } = paint;
      const colours = { critical: red, error: red, warning: yellow, notice: plain, info: plain };
      out.write(`${clearLine}${paint.dim(localTime(Date.now()))} ${colours[line.level](text)}\n`);
      show();
    },
    standing(text, isWell) {
      const time = localTime(Date.now()).slice(11);
      const line = say(t('watch.looked', { text: say(text), time }));
      // A terminal without a size says 0.
      const width = out.columns;
      const fits = line.length < width - 2 ? line : `${line.slice(0, width - 3)}…`;
      last = `${isWell ? paint.green('✓') : paint.yellow('!')} ${fits}`;
      show();
    },
    close() {
      if (last !== '') out.write('\n');
      return Promise.resolve();
    },
  };
}

function textOf({ text }: SpokenLine, { say }: Pick<CommandContext, 'say'>): string {
  return onOneLine(typeof text === 'string' ? text : say(text));
}
