import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import type { StateStore } from '../../core/state-store.ts';
import { changeFailure, codeOf, faultCure, unreadableReason } from '../errno.ts';
import { openStateFile, openStatePaths } from './state-paths.ts';

/** The state folder at a path of this machine, judged as it is opened. Nothing is made before the first write. */
export function openStateStore(path: string): StateStore {
  const paths = openStatePaths(path);
  let passingKey: Uint8Array | undefined;
  const change = (name: string, act: (path: string) => void): void => {
    try {
      const { path: target, made } = paths.make(name);
      if (made !== undefined) syncNew(dirname(target), made);
      act(target);
    } catch (error) {
      throw changeFailure(join(path, name), error);
    }
  };
  const store: StateStore = {
    path,
    digest: (data) => createHash('sha256').update(data).digest('hex'),
    seal: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
    read: (name) => readFile(join(path, name), () => paths.find(name)),
    list: (name) => listFolder(join(path, name), () => paths.find(`${name}/.`)),
    write: (name, content) => change(name, (target) => replaceFile(target, content)),
    append: (name, content) => change(name, (target) => appendFile(target, content)),
    remove(name) {
      try {
        const target = paths.find(name);
        if (target === undefined) return;
        rmSync(target, { recursive: true, force: true });
        syncFolder(dirname(target));
      } catch (error) {
        throw changeFailure(join(path, name), error);
      }
    },
    key() {
      if (passingKey !== undefined) return passingKey;
      const kept = store.read('key');
      if (kept.state === 'present' && kept.value.length === 32) passingKey = kept.value;
      else {
        passingKey = randomBytes(32);
        try {
          store.write('key', passingKey);
        } catch (error) {
          // Who may not write here can still plan: the key then lives as long as the process.
          if (!(error instanceof Failure)) throw error;
        }
      }
      return passingKey;
    },
  };
  return store;
}

function readFile(path: string, find: () => string | undefined): Reading<Uint8Array> {
  try {
    const found = find();
    if (found === undefined) return absent;
    const file = openStateFile(found, constants.O_RDONLY);
    try {
      return present(readFileSync(file));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    return codeOf(error) === 'ENOENT' ? absent : unreadable(unreadableReason(path, error));
  }
}

function listFolder(path: string, find: () => string | undefined): readonly string[] {
  try {
    const found = find();
    return found === undefined ? [] : readdirSync(found).sort();
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (codeOf(error) === 'ENOENT') return [];
    throw new Failure(unreadableReason(path, error), { cure: faultCure(codeOf(error) ?? ''), cause: error });
  }
}

function replaceFile(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeAll(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

function appendFile(path: string, content: Uint8Array | string): void {
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  const descriptor = openStateFile(path, O_WRONLY | O_APPEND | O_CREAT, 0o600);
  try {
    writeAll(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isNew) syncFolder(dirname(path));
}

function writeAll(descriptor: number, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** Makes the names of new folders durable. */
function syncNew(path: string, first: string): void {
  for (let folder = path; folder.length >= first.length; folder = dirname(folder))
    syncFolder(dirname(folder));
}

function syncFolder(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
