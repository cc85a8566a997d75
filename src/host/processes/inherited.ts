import { constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';

/** Files that a program gets under each number, from 0 on. */
export type Stdio = readonly ('ignore' | 'inherit' | 'pipe' | number)[];

/**
 * Adds to a program's files the device that holds nothing, in place of each file that whoever started kapa had left open:
 * a lock or a log of root's would be the program's as well. kapa keeps them, since a lock may hang on them.
 */
export function withoutInherited(stdio: Stdio): Stdio {
  const { numbers, nothing } = (found ??= find());
  const last = Math.max(stdio.length - 1, ...numbers);
  return Array.from({ length: last + 1 }, (_, number) =>
    number < stdio.length ? (stdio[number] ?? 'ignore') : numbers.has(number) ? nothing : 'ignore',
  );
}

interface Inherited {
  readonly numbers: ReadonlySet<number>;
  /** /dev/null, once it is needed. */
  readonly nothing: number;
}

let found: Inherited | undefined;

/** Node opens each file so that no program inherits it; one that is not so was there before. */
function find(): Inherited {
  const numbers = new Set(openNumbers().filter(isPassedOn));
  return { numbers, nothing: numbers.size === 0 ? -1 : openSync('/dev/null', constants.O_RDWR) };
}

function openNumbers(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch (cause) {
    throw new Failure(t('host.no_proc'), { cure: t('host.no_proc_cure'), cause });
  }
}

function isPassedOn(number: number): boolean {
  if (number <= 2) return false;
  try {
    const flags = /^flags:\s*(\d+)$/mu.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    // The folder's own descriptor, closed by now.
    return false;
  }
}

/** O_CLOEXEC, which Node does not name. */
const closeOnExec = 0o2000000;
