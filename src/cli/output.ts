import { fstatSync, writeSync } from 'node:fs';
import type { Stream } from '../report/sink.ts';

/** Device numbers of terminals on Linux: virtual consoles and pseudo-terminals. */
const terminalMajors: readonly number[] = [4, 136, 137, 138, 139, 140, 141, 142, 143];

/**
 * Standard output or standard error. Anything but a terminal is written to directly: Node's stream for it would cost
 * a tenth of the whole start. A reader that has gone away, as head does, ends the writing quietly.
 */
export function openOutput(fd: 1 | 2): Stream {
  if (isTerminal(fd)) return fd === 1 ? process.stdout : process.stderr;
  let closed = false;
  return {
    isTTY: false,
    write(text) {
      if (!closed) closed = !writeAll(fd, Buffer.from(text));
    },
  };
}

function isTerminal(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isCharacterDevice() && terminalMajors.includes(stat.rdev >> 8);
  } catch {
    return false;
  }
}

/** Writes all bytes; false when nobody reads any more. */
function writeAll(fd: number, bytes: Uint8Array): boolean {
  let written = 0;
  while (written < bytes.length)
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      // A pipe that is full and was made non-blocking by whoever shares it: its reader needs a moment.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  return true;
}
