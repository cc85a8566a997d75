import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const project = resolve(import.meta.dirname, '../..');

/** Command line for a served kapa: arguments, folder to run in, and the whole environment. */
export interface Question {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** End of a command line. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** kapa as it is built, started once for many command lines: a start costs more processor than most tests. */
export interface ServedKapa {
  /** Runs a command line to its end. Throws where kapa did not survive it, or takes longer than three minutes. */
  ask(question: Question): Answer;
  close(): void;
}

/** Serves a kapa on this machine, through named pipes: whoever asks waits, as for a program that is run. */
export function serveKapa(): ServedKapa {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-served-'));
  const [questions, answers] = [join(folder, 'questions'), join(folder, 'answers')];
  execFileSync('mkfifo', [questions, answers]);
  // A reader that does not wait for its writer comes first.
  const [asked, from] = [openToRead(questions), openToRead(answers)];
  const [toKapa, answered] = [openSync(questions, 'w'), openSync(answers, 'w')];
  const kapa = spawn(process.execPath, servedProgram(project), {
    stdio: [asked, answered, 'inherit'],
    env: {},
  });
  for (const fd of [asked, answered]) closeSync(fd);
  kapa.unref();
  const close = (): void => {
    for (const fd of [toKapa, from]) closeSync(fd);
    kapa.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    ask(question) {
      writeSync(toKapa, `${JSON.stringify(question)}\n`);
      return JSON.parse(readLine(from, question.args.join(' '))) as Answer;
    },
    close,
  };
}

/** Runs command lines, one behind another, in a kapa that is started, by `start`, for the first of them. */
export class KapaBehindPipes {
  #start: (argv: readonly string[]) => ChildProcess;
  #argv: readonly string[];
  #kapa: ChildProcess | undefined;
  #answer: ((line: string | undefined) => void) | undefined;

  /** `folder` is where the project lies for the one that is started. */
  constructor(start: (argv: readonly string[]) => ChildProcess, folder = project) {
    this.#start = start;
    this.#argv = [process.execPath, ...servedProgram(folder)];
  }

  /** True: it runs a command line, and the next would have to wait. */
  get busy(): boolean {
    return this.#answer !== undefined;
  }

  async ask(question: Question): Promise<Answer> {
    this.#kapa ??= this.#listen();
    const answer = new Promise<string | undefined>((resolve) => (this.#answer = resolve));
    this.#kapa.stdin?.write(`${JSON.stringify(question)}\n`);
    const line = await answer;
    this.#answer = undefined;
    if (line === undefined) throw new Error(`kapa ${question.args.join(' ')}: it ended without an answer`);
    return JSON.parse(line) as Answer;
  }

  #listen(): ChildProcess {
    const kapa = this.#start(this.#argv);
    if (kapa.stdout === null) throw new Error('a served kapa needs a pipe for its answers');
    createInterface({ input: kapa.stdout }).on('line', (line) => this.#answer?.(line));
    kapa.once('exit', () => this.#answer?.(undefined));
    return kapa;
  }
}

/** The program as it is built, which users start. */
export const kapaProgram = join(project, 'dist/kapa.cjs');

/** Arguments for Node. */
function servedProgram(folder: string): readonly string[] {
  return [join(folder, 'build/served/served.mjs'), join(folder, 'dist/kapa.cjs')];
}

/** Line from a pipe that does not block. */
function readLine(fd: number, what: string): string {
  const chunks: Buffer[] = [];
  const until = Date.now() + 180_000;
  for (let wait = 1; ; wait = Math.min(wait + 1, 15)) {
    const chunk = readSome(fd);
    if (chunk === undefined) {
      if (Date.now() > until) throw new Error(`kapa ${what}: no end after three minutes`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
      continue;
    }
    if (chunk.length === 0) throw new Error(`kapa ${what}: it ended without an answer; see its stack above`);
    chunks.push(chunk);
    if (chunk.at(-1) === 10) return Buffer.concat(chunks).toString();
  }
}

function openToRead(pipe: string): number {
  return openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
}

/** Bytes that are there; none at the end of the pipe, undefined where there are none yet. */
function readSome(fd: number): Buffer | undefined {
  const chunk = Buffer.alloc(65_536);
  try {
    return chunk.subarray(0, readSync(fd, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
