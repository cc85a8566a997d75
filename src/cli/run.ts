import type { CodeCache } from '../core/diagnosis.ts';
import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import { block, forPeople, render, t, type Locale, type Text, type Writer } from '../core/text.ts';
import type { Mask } from '../report/mask.ts';
import { createSink, type Sink, type Stream } from '../report/sink.ts';
import { commands } from './commands.ts';
import type { CommandContext, GlobalOptions } from '../app/context.ts';
import { failureDocument, writeFailure } from '../app/failure.ts';
import { runProgram } from './program.ts';

/** Parts of the process that a command line may use. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Learns the secrets of the policies. */
  readonly mask: Mask;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Opened only to ask: a terminal's stream costs time. */
  stdin(): NodeJS.ReadStream;
  cwd(): string;
  codeCache(): CodeCache;
}

/** Runs one command line and returns the exit status. Nothing is thrown. */
export async function runCommandLine(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<ExitStatus> {
  const { mask } = surroundings;
  let answered = false;
  let json = false;
  const stdout: Stream = Object.create(surroundings.stdout, {
    write: {
      value(text: string) {
        answered = true;
        return surroundings.stdout.write(text);
      },
    },
  }) as Stream;
  const out = createSink(stdout, mask, surroundings.env);
  const err = createSink(surroundings.stderr, mask, surroundings.env);
  let locale = environmentLocale(surroundings.env);
  // Masked before anything is cut off, or escaped.
  const writer: Writer = {
    word: (text) => forPeople.word(mask.told(text)),
    block: (text) => forPeople.block(mask.told(text)),
  };
  const say = (text: Text): string => render(text, locale, writer);
  const asTold: Writer = { word: mask.told, block: mask.told };
  const verbatim = (text: Text): string => render(text, locale, asTold);
  const contextFor = (options: GlobalOptions): CommandContext => {
    ({ json } = options);
    return contextOf(options);
  };
  const contextOf = (options: GlobalOptions): CommandContext => ({
    options,
    out,
    err,
    mask,
    env: surroundings.env,
    cwd: surroundings.cwd(),
    codeCache: surroundings.codeCache,
    get locale() {
      return locale;
    },
    speak(chosen) {
      locale = chosen;
    },
    say,
    verbatim,
    confirm: (question) => ask(question, surroundings, err, say),
  });
  try {
    return await runProgram(argv, { out, say, contextFor });
  } catch (error) {
    if (error instanceof Failure) {
      writeFailure(error, err, say);
      if (json && !answered) out.document(failureDocument(error, verbatim));
      return error.detail.exit ?? exitStatus.failed;
    }
    if (isMixedBuilds(error)) {
      err.write(`${say(t('cli.error'))}: ${error.message}\n`);
      const named = commands.find(({ name }) => name === argv[0]);
      return named?.monitoring === true ? exitStatus.incomplete : exitStatus.failed;
    }
    const { sourceStack } = await import('./source-stack.ts');
    const fault = error instanceof Error ? sourceStack(error) : String(error);
    err.write(`${say(t('cli.error'))}: ${say(t('cli.fault', { fault: block(`\n${fault}`) }))}\n`);
    return exitStatus.failed;
  }
}

/** An error of scripts/launcher.cjs, which says itself what is wrong: part of the program is of another build. */
function isMixedBuilds(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'KAPA_MIXED_BUILDS';
}

/** The language that the environment asks for, as gettext reads it. */
function environmentLocale(env: Readonly<Record<string, string | undefined>>): Locale {
  const name = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return name?.toLowerCase().startsWith('es') === true ? 'es' : 'en';
}

async function ask(
  question: Text,
  surroundings: Surroundings,
  err: Sink,
  say: (text: Text) => string,
): Promise<boolean | undefined> {
  const stdin = surroundings.stdin();
  if (!stdin.isTTY || !err.terminal) return undefined;
  const { createInterface } = await import('node:readline');
  err.write(`${say(question)} ${say(t('cli.yes_no'))} `);
  const terminal = createInterface({ input: stdin });
  try {
    const answer = await new Promise<string>((resolve) => {
      terminal.once('line', resolve).once('close', () => {
        resolve('');
      });
    });
    return say(t('cli.yes_letters')).split(' ').includes(answer.trim().toLowerCase());
  } finally {
    terminal.close();
  }
}
