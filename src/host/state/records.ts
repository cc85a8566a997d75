import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import type { AppendLog, RecordFile, Records } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';
import { hideUrlPasswords } from '../../core/url-password.ts';
import { codeOf, faultCure } from '../errno.ts';
import { lockHolder, takeLock } from './lock-file.ts';
import { openForLine } from '../files/placing.ts';
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
    lock: (name) => change(name, takeLock),
    holder(name) {
      const target = paths.find(name);
      return target === undefined ? undefined : lockHolder(target);
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
