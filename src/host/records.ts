import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
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
import { dirname, join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { parseProcStat } from '../core/proc-stat.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import type { AppendLog, Lock, LockHolder, RecordFile, Records } from '../core/records.ts';
import { t, type Text } from '../core/text.ts';
import { hideUrlPasswords } from '../core/url-password.ts';
import { codeOf, faultCure } from './fault.ts';

/**
 * The records folder at a path of this machine. Nothing is made before the first write. What others say into a record, a
 * log's line or a command line, is kept without the passwords of URLs in it.
 */
export function openRecords(path: string): Records {
  const at = (name: string): string => join(path, name);
  return {
    path,
    read: (name, from, to) => readPart(at(name), from, to),
    list: (name) => listFolder(at(name)),
    write(name, content) {
      attempt(at(name), () => {
        const staged = `${at(name)}.${process.pid}.new`;
        try {
          inFolder(at(name), () => {
            writeFileSync(staged, kept(content), { mode: 0o600 });
          });
          renameSync(staged, at(name));
        } catch (error) {
          rmSync(staged, { force: true });
          throw error;
        }
      });
    },
    append(name, content) {
      attempt(at(name), () => {
        inFolder(at(name), () => {
          appendWhole(at(name), kept(content), 0o600);
        });
      });
    },
    remove(name) {
      attempt(at(name), () => {
        rmSync(at(name), { force: true, recursive: true });
      });
    },
    rename(name, to) {
      attempt(at(name), () => {
        renameSync(at(name), at(to));
      });
    },
    lock: (name) => takeLock(at(name)),
    holder: (name) => aliveHolder(readText(at(name)) ?? ''),
  };
}

function kept(content: Uint8Array | string): Uint8Array | string {
  return typeof content === 'string' ? hideUrlPasswords(content) : content;
}

/** Adds a line to a log file for people. */
export const appendLog: AppendLog = (path, line) => {
  attempt(path, () => {
    appendWhole(path, `${line}\n`, 0o640);
  });
};

function appendWhole(path: string, content: Uint8Array | string, mode: number): void {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY, O_NONBLOCK } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } finally {
    closeSync(file);
  }
}

function readPart(path: string, from = 0, to = Number.POSITIVE_INFINITY): Reading<Uint8Array> {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
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

function listFolder(path: string): readonly RecordFile[] {
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
      inFolder(path, () => {
        writeFileSync(claimed, mine, { mode: 0o600 });
      });
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

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a file, and makes its folder where there is none: mostly there is one. */
function inFolder(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    write();
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
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
