import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { runCommandLine } from '../../src/cli/run.ts';
import { createMask } from '../../src/report/mask.ts';
import type { Stream } from '../../src/report/sink.ts';
import type { Answer, Question } from './serve.ts';

// kapa, started once for many command lines: reads each from a line of standard input and answers in a line of standard
// output. An error that nobody caught ends it, and whoever asked is told.

const [, , program = ''] = process.argv;
// What kapa takes for its own program: the one that users start.
process.argv[1] = program;

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await answerTo(JSON.parse(line) as Question);
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve));
}

async function answerTo({ args, cwd, env }: Question): Promise<Answer> {
  process.chdir(cwd);
  const [stdout, stderr] = [keep(), keep()];
  const status = await runCommandLine(args, {
    env,
    mask: createMask(),
    stdout,
    stderr,
    stdin: () => createReadStream('/dev/null') as unknown as NodeJS.ReadStream,
    cwd: () => cwd,
    codeCache: () => ({ folder: '', accepted: 0, refused: 0, missing: 0 }),
  });
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that is no terminal and keeps what is written. */
function keep(): Stream & { text(): string } {
  const written: string[] = [];
  return { isTTY: false, write: (text) => written.push(text), text: () => written.join('') };
}
