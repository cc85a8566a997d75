import type { Reading } from './reading.ts';

/** Digests in lower-case hex. The engine is given one, so that it needs no cryptography of its own. */
export interface Digester {
  /** SHA-256. */
  digest(data: Uint8Array | string): string;
  /** HMAC-SHA-256: for bytes that must not be guessed from their digest. */
  seal(key: Uint8Array, data: Uint8Array): string;
}

/**
 * The state folder, as the engine sees it. Names are relative, with `/`; folders come into being when something
 * is written below them (0700, files 0600). All calls are synchronous: their order is what crash safety rests on.
 * A write that fails throws a Failure that names the file and the reason.
 */
export interface StateStore extends Digester {
  /** The folder as a path of this machine, for messages and for the paths of backups kept in it. */
  readonly path: string;
  read(name: string): Reading<Uint8Array>;
  /** Names in a folder, in byte order; none when it is not there. */
  list(name: string): readonly string[];
  /** Replaces a file atomically and durably. */
  write(name: string, content: Uint8Array | string): void;
  /** Appends and syncs; the record is durable on return, together with the file's name. */
  append(name: string, content: Uint8Array | string): void;
  /** Removes a file, or a folder with all in it; no fault when it is not there. */
  remove(name: string): void;
  /** 32 random bytes that belong to this folder: made at first need, passing when the folder cannot be written. */
  key(): Uint8Array;
}

/** Runs work while this process alone may change the host; a Failure says who holds the lock. */
export type WithLock = <T>(work: () => Promise<T>) => Promise<T>;
