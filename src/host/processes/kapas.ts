import { readlinkSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Records } from '../../core/records.ts';
import { inspectProcess } from './proc.ts';

/** Folder in which kapa keeps its locks. */
export type Locks = Pick<Records, 'list' | 'holder'>;

/** Processes that hold a lock of kapa's. */
export function lockHolders(locks: Locks | undefined): ReadonlySet<number> {
  const names = (locks?.list('') ?? []).map(({ name }) => name);
  return new Set(
    names
      .filter((name) => name === 'lock' || name.endsWith('.lock'))
      .flatMap((name) => locks?.holder(name)?.pid ?? []),
  );
}

/**
 * Tells whether a process runs the program that runs here, as root or as who runs this one. What a process
 * calls itself is its own choice: of another user's nothing is believed.
 */
export function runsKapa(pid: number): boolean {
  const detail = inspectProcess(pid);
  if (detail.state !== 'present') return false;
  const { uid, argv } = detail.value;
  const own = realPath(process.argv[1] ?? '', '/');
  if (own === undefined || (uid !== 0 && uid !== process.getuid?.())) return false;
  const script = argv.slice(1).find((word) => !word.startsWith('-'));
  const folder = script?.startsWith('/') === false ? folderOf(pid) : '/';
  return script !== undefined && folder !== undefined && realPath(script, folder) === own;
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function realPath(path: string, folder: string): string | undefined {
  try {
    return realpathSync(resolve(folder, path));
  } catch {
    return undefined;
  }
}
