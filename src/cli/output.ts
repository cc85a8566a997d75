import { fstatSync, writeSync } from 'node:fs';
import type { Stream } from '../report/sink.ts';

/** Device numbers of terminals on Linux: virtual consoles and pseudo-terminals. */
const terminalMajors: ReadonlySet<number> = new Set([4, 136, 137, 138, 139, 140, 141, 142, 143]);

/** A stream that never throws: a change of the host must not end in the middle because nobody can be told of it. */
export interface Output extends Stream {
  /** Reason why not all was written, a full disk for example; a reader that went away is no trouble. */
  trouble(): string | undefined;
}

/**
 * Standard output or standard error. Anything but a terminal is written to directly: Node's stream for it would cost
 * a tenth of the whole start. A reader that has gone away, as head does, ends the writing quietly.
 */
export function openOutput(fd: 1 | 2): Output {
  if (isTerminal(fd)) return terminal(fd === 1 ? process.stdout : process.stderr);
  let closed = false;
  let trouble: string | undefined;
  return {
    isTTY: false,
    write(text) {
      if (closed) return;
      const ended = writeAll(fd, Buffer.from(text));
      closed = ended !== undefined;
      if (ended !== 'EPIPE') trouble = ended;
    },
    trouble: () => trouble,
  };
}

/** A terminal that has gone away, as when the connection to the host breaks, is not written to any more. */
function terminal(stream: NodeJS.WriteStream): Output {
  let closed = false;
  stream.on('error', () => (closed = true));
  return {
    isTTY: true,
    columns: stream.columns,
    write: (text) => closed || stream.write(text),
    trouble: () => undefined,
  };
}

function isTerminal(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isCharacterDevice() && terminalMajors.has(stat.rdev >> 8);
  } catch {
    return false;
  }
}

/** Writes all bytes; the error's code when that is not possible. */
function writeAll(fd: number, bytes: Uint8Array): string | undefined {
  let written = 0;
  while (written < bytes.length)
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      // A pipe that is full and was made non-blocking by whoever shares it: its reader needs a moment.
      if (code !== 'EAGAIN') return code;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  return undefined;
}
