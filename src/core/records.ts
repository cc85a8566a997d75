import type { Reading } from './reading.ts';

/** A file of the records folder. */
export interface RecordFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** Holder of a lock. */
export interface LockHolder {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A lock that was asked for: held until `release`, or held by someone else. */
export type Lock =
  { readonly held: true; release(): void } | { readonly held: false; readonly holder: LockHolder };

/**
 * Records that health keeps in the state folder: samples, events, evidence, the state of rules. Names are
 * relative, with `/`; folders come into being (0700, files 0600). Unlike StateStore nothing is synced to the
 * disk: a record that a power cut loses is a gap in a chart. Calls are synchronous; a write that fails throws
 * a Failure.
 */
export interface Records {
  /** The folder as a path of this machine. */
  readonly path: string;
  /** A file, or a part of it: `from` below 0 counts from the end. */
  read(name: string, from?: number, to?: number): Reading<Uint8Array>;
  /** Files and folders in a folder, in byte order; none when it is not there. A folder's size is 0. */
  list(name: string): readonly RecordFile[];
  /** Replaces a file atomically. */
  write(name: string, content: Uint8Array | string): void;
  append(name: string, content: Uint8Array | string): void;
  /** Removes a file, or a folder with all in it; no fault when it is not there. */
  remove(name: string): void;
  rename(name: string, to: string): void;
  /** Takes a lock if it is free; it is as soon as its holder has ended. Of the same process another is somebody else, too. */
  lock(name: string): Lock;
  /** Process that says to hold a lock, if it is alive. Writes nothing. */
  holder(name: string): LockHolder | undefined;
}

/**
 * Adds one line to a log file for people. The file is opened for each line, so that rotation by rename or by
 * truncation loses none; a new one gets mode 0640 and the group adm; a link as its last part is refused. Throws a Failure.
 */
export type AppendLog = (path: string, line: string) => void;
