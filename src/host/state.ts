import { createHash, createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../core/failure.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import type { StateStore } from '../core/state-store.ts';
import { changeFailure, codeOf, faultCure, unreadableReason } from './fault.ts';

/** The state folder at a path of this machine. Nothing is made before the first write. */
export function openStateStore(path: string): StateStore {
  const at = (name: string): string => join(path, name);
  let passingKey: Uint8Array | undefined;
  const store: StateStore = {
    path,
    digest: (data) => createHash('sha256').update(data).digest('hex'),
    seal: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
    read: (name) => readFile(at(name)),
    list: (name) => listFolder(at(name)),
    write: (name, content) => guarded(at(name), () => replaceFile(at(name), content)),
    append: (name, content) => guarded(at(name), () => appendFile(at(name), content)),
    remove: (name) =>
      guarded(at(name), () => {
        rmSync(at(name), { recursive: true, force: true });
        syncFolder(dirname(at(name)));
      }),
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

function readFile(path: string): Reading<Uint8Array> {
  try {
    return present(readFileSync(path));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? absent : unreadable(unreadableReason(path, error));
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new Failure(unreadableReason(path, error), { cure: faultCure(codeOf(error) ?? ''), cause: error });
  }
}

function replaceFile(path: string, content: Uint8Array | string): void {
  makeFolder(dirname(path));
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
  makeFolder(dirname(path));
  const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  const descriptor = openSync(path, 'a', 0o600);
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

/** Makes a folder and those above it; the names of new ones are durable on return. */
function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
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

function guarded(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw changeFailure(path, error);
  }
}
