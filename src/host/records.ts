import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { parseProcStat } from '../core/proc-stat.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import type { AppendLog, Lock, LockHolder, RecordFile, Records } from '../core/records.ts';
import { t, type Text } from '../core/text.ts';
import { hideUrlPasswords } from '../core/url-password.ts';
import { codeOf, faultCure } from './fault.ts';
import { openForLine } from './placing.ts';
import { openStateFile, openStatePaths } from './state-paths.ts';

/**
 * The records folder at a path of this machine, judged as it is opened. Nothing is made before the first write. What
 * others say into a record, a log's line or a command line, is kept without the passwords of URLs in it.
 */
export function openRecords(path: string): Records {
  const paths = openStatePaths(path);
  const change = <T>(name: string, act: (path: string) => T): T =>
    attempt(join(path, name), () => act(paths.make(name).path));
  return {
    path,
    read: (name, from, to) => readPart(() => paths.find(name), from, to),
    list: (name) => listFolder(paths.find(`${name}/.`)),
    write(name, content) {
      change(name, (target) => {
        const staged = `${target}.${process.pid}.new`;
        try {
          rmSync(staged, { force: true });
          writeFileSync(staged, kept(content), { mode: 0o600, flag: 'wx' });
          renameSync(staged, target);
        } catch (error) {
          rmSync(staged, { force: true });
          throw error;
        }
      });
    },
    append(name, content) {
      change(name, (target) => {
        const { O_APPEND, O_CREAT, O_WRONLY } = constants;
        writeWhole(openStateFile(target, O_WRONLY | O_APPEND | O_CREAT, 0o600), kept(content));
      });
    },
    remove(name) {
      attempt(join(path, name), () => {
        const target = paths.find(name);
        if (target !== undefined) rmSync(target, { force: true, recursive: true });
      });
    },
    rename(name, to) {
      change(to, (target) => {
        renameSync(paths.find(name) ?? join(path, name), target);
      });
    },
    lock: (name) => takeLock(change(name, (target) => target)),
    holder(name) {
      const target = paths.find(name);
      return target === undefined ? undefined : aliveHolder(readText(target) ?? '');
    },
  };
}

function kept(content: Uint8Array | string): Uint8Array | string {
  return typeof content === 'string' ? hideUrlPasswords(content) : content;
}

/** Adds a line to a log file for people. */
export const appendLog: AppendLog = (path, line) => {
  attempt(path, () => {
    writeWhole(openForLine(path, 0o640), `${line}\n`);
  });
};

/** Writes and closes. */
function writeWhole(file: number, content: Uint8Array | string): void {
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } finally {
    closeSync(file);
  }
}

function readPart(
  find: () => string | undefined,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): Reading<Uint8Array> {
  let file: number;
  try {
    const path = find();
    if (path === undefined) return absent;
    file = openStateFile(path, constants.O_RDONLY);
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    return codeOf(error) === 'ENOENT' ? absent : unreadable(reasonOf(error));
  }
  try {
    const { size } = fstatSync(file);
    const start = from < 0 ? Math.max(0, size + from) : Math.min(from, size);
    const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(file, bytes, filled, bytes.length - filled, start + filled);
      if (got === 0) break;
      filled += got;
    }
    return present(bytes.subarray(0, filled));
  } catch (error) {
    return unreadable(reasonOf(error));
  } finally {
    closeSync(file);
  }
}

function listFolder(path: string | undefined): readonly RecordFile[] {
  if (path === undefined) return [];
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => {
    try {
      const stat = lstatSync(join(path, name));
      return [{ name, size: stat.isDirectory() ? 0 : stat.size, mtime: stat.mtimeMs }];
    } catch {
      return [];
    }
  });
}

/**
 * A lock is a file that names its holder by pid and start time; a holder that is gone has lost it. Taking a dead
 * holder's lock over is a rename of exactly the file that was read, so that of two only one succeeds.
 */
function takeLock(path: string): Lock {
  const mine = JSON.stringify({
    pid: process.pid,
    start: (ownStart ??= startTime(process.pid)),
    since: Date.now(),
  });
  for (let tries = 0; tries < 3; tries += 1) {
    const claimed = `${path}.${process.pid}`;
    const taken = attempt(path, () => {
      rmSync(claimed, { force: true });
      writeFileSync(claimed, mine, { mode: 0o600, flag: 'wx' });
      return linkIfFree(claimed, path);
    });
    if (taken)
      return {
        held: true,
        release: () => {
          try {
            if (readText(path) === mine) unlinkSync(path);
          } catch {
            // On a disk that is read-only by now it stays, and is free as soon as this process has ended.
          }
        },
      };
    const found = readText(path);
    if (found === undefined) continue;
    const holder = aliveHolder(found);
    if (holder !== undefined) return { held: false, holder };
    removeStale(path, found);
  }
  return { held: false, holder: aliveHolder(readText(path) ?? '') ?? { pid: 0, since: Date.now() } };
}

function linkIfFree(claimed: string, path: string): boolean {
  try {
    linkSync(claimed, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    unlinkSync(claimed);
  }
}

function removeStale(path: string, found: string): void {
  const moved = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, moved);
    if (readText(moved) !== found) linkSync(moved, path);
    unlinkSync(moved);
  } catch {
    // Another process was quicker: the next round sees what it made.
  }
}

function aliveHolder(text: string): LockHolder | undefined {
  try {
    const { pid, start, since } = JSON.parse(text) as { pid: number; start: string; since: number };
    return startTime(pid) === start ? { pid, since } : undefined;
  } catch {
    return undefined;
  }
}

let ownStart: string | undefined;

/** When a process was started, in the kernel's ticks; empty: there is none of this number. */
function startTime(pid: number): string {
  return String(parseProcStat(readText(`/proc/${pid}/stat`) ?? '')?.started ?? '');
}

/** A text of some lines, as of a lock; a pipe in its place is not waited for. */
function readText(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure)
      throw new Failure(t('health.cannot_write', { path, reason: error.text }), error.detail);
    throw new Failure(t('health.cannot_write', { path, reason: reasonOf(error) }), {
      cure: faultCure(codeOf(error) ?? ''),
      cause: error,
    });
  }
}

function reasonOf(error: unknown): Text {
  const code = codeOf(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return t('health.disk_full');
  if (code === 'EACCES' || code === 'EPERM') return t('health.not_allowed');
  if (code === 'EROFS') return t('health.read_only');
  if (code === 'ENOTDIR' || code === 'EEXIST') return t('health.not_a_folder');
  if (code === 'EISDIR') return t('health.is_a_folder');
  if (code === 'ELOOP') return t('health.is_a_link');
  return t('health.system_error', { code: code === '' ? String(error) : code });
}
