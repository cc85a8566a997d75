import { closeSync, constants, fstatSync, ftruncateSync, lstatSync, readSync, writeSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { parseProcStat } from '../../core/proc-stat.ts';
import type { Lock, LockHolder } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import { readShort } from '../processes/proc.ts';
import { runHelper, whyFailed } from '../processes/programs.ts';
import { openStateFile } from './state-paths.ts';

/**
 * Takes the lock that a file stands for: flock(2), which the kernel gives to one open file alone and takes back as soon as
 * that is closed, however its process ends. The file is never removed nor renamed; what it says of the holder is for
 * messages. Node opens with O_CLOEXEC, so no child has it. Throws where the file is not kapa's own, or the file system knows no locks.
 */
export function takeLock(path: string): Lock {
  for (let tries = 1; ; tries += 1) {
    const file = openStateFile(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    let isHeld = false;
    try {
      const isFree = flock(file, path);
      const said = readHolder(file);
      if (isFree && isAt(path, file) && !isHeldAsBefore(said)) {
        sayHolder(file);
        isHeld = true;
        return { held: true, release: onceOnly(() => release(file)) };
      }
      if (said !== undefined && !isFree) return { held: false, holder: said };
      if (isHeldAsBefore(said)) return { held: false, holder: said };
      // Its holder has it but has not said so yet, or somebody has removed the file.
      if (tries === mostTries) return { held: false, holder: { pid: 0, since: Date.now() } };
    } finally {
      if (!isHeld) closeSync(file);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tries * 2);
  }
}

/** Process that a lock file names, if it is kapa's own file and that process lives. */
export function lockHolder(path: string): LockHolder | undefined {
  let file: number;
  try {
    file = openStateFile(path, constants.O_RDONLY);
  } catch {
    return undefined;
  }
  try {
    return readHolder(file);
  } finally {
    closeSync(file);
  }
}

const mostTries = 8;

/** Node has no flock(2); a child can take the lock for the open file that it inherits, and it stays when the child ends. */
function flock(file: number, path: string): boolean {
  const ended = runHelper('flock', ['-xn', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', file],
    seconds: 10,
  });
  if (ended.status === 0) return true;
  if (ended.status === 1) return false;
  throw new Failure(t('host.cannot_lock', { path, reason: whyFailed('flock', ended) }), {
    cure: t('host.cannot_lock_cure'),
  });
}

function isAt(path: string, file: number): boolean {
  const [there, here] = [lstatSync(path, { throwIfNoEntry: false }), fstatSync(file)];
  return there !== undefined && there.ino === here.ino && there.dev === here.dev;
}

/**
 * Process that a file names. `kernel`: it holds the file itself; without it, by the file's being there, as
 * kapa once did.
 */
interface NamedHolder extends LockHolder {
  readonly kernel: boolean;
}

function isHeldAsBefore(holder: NamedHolder | undefined): holder is NamedHolder {
  return holder?.kernel === false;
}

function readHolder(file: number): NamedHolder | undefined {
  const bytes = Buffer.alloc(256);
  try {
    const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
    const { pid, start, since, kernel } = JSON.parse(text) as Record<string, unknown>;
    const isAlive = typeof pid === 'number' && typeof since === 'number' && startTime(pid) === start;
    return isAlive ? { pid, since, kernel: kernel === true } : undefined;
  } catch {
    return undefined;
  }
}

function sayHolder(file: number): void {
  const start = (ownStart ??= startTime(process.pid));
  ftruncateSync(file);
  writeSync(file, JSON.stringify({ pid: process.pid, start, since: Date.now(), kernel: true }), 0);
}

function release(file: number): void {
  try {
    ftruncateSync(file);
  } catch {
    // On a disk that is read-only by now it goes on naming this process, and is free all the same.
  }
  closeSync(file);
}

let ownStart: string | undefined;

/** Time when a process was started, in the kernel's ticks; undefined: none of this number runs. */
function startTime(pid: number): string | undefined {
  const stat = parseProcStat(readShort(`/proc/${pid}/stat`) ?? '');
  return stat === undefined || stat.ended ? undefined : String(stat.started);
}

/** A descriptor that was closed may be another file's by now. */
function onceOnly(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
