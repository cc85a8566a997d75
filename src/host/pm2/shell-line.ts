import { spawnSync } from 'node:child_process';
import type { AppSettings } from './compared.ts';

/** Seconds in which a shell says what it knows of a line. */
const patience = 5;

/**
 * Reason why a shell cannot run the line that an application is: PM2 gives a script with a blank in its name to one, and
 * calls whatever that says a start. Undefined: it can, is no such line, or only running it would show it.
 */
export function whyNoLine({ pm_exec_path: shell, args, pm_cwd: cwd, env }: AppSettings): string | undefined {
  if (typeof shell !== 'string' || !/\/(?:ba|da)?sh$/u.test(shell)) return undefined;
  if (!Array.isArray(args) || args.length !== 2 || args[0] !== '-c' || typeof args[1] !== 'string')
    return undefined;
  const line = args[1];
  const ask = (...words: readonly string[]): { readonly status: number | null; readonly stderr: string } =>
    spawnSync(shell, words, {
      encoding: 'utf8',
      timeout: patience * 1000,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(typeof cwd === 'string' ? { cwd } : {}),
      env: env as NodeJS.ProcessEnv,
    });
  const read = ask('-n', '-c', line);
  if (typeof read.status === 'number' && read.status !== 0) return lastLineOf(read.stderr);
  const program = programOf(line);
  return program !== undefined && ask('-c', 'command -v -- "$1"', 'sh', program).status === 1
    ? `${program}: not a command that ${shell} finds; PM2 gives it a script with a blank in it`
    : undefined;
}

/** Program that a line begins with, variables aside; undefined: a shell would make it of something else. */
function programOf(line: string): string | undefined {
  const words = line.trim().split(/[ \t]+/u);
  const first = words.find((word) => !/^\w+=[\w./:@%+,-]*$/u.test(word));
  return first !== undefined && /^[\w./@%+,:-]+$/u.test(first) ? first : undefined;
}

function lastLineOf(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
