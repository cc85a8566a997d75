import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { changeFailure } from '../host/index.ts';

/** Writes a file that the operator asked for, not a part of the host; a Failure where that cannot be. */
export function writeAsked(path: string, content: string, mode: number): void {
  try {
    writeFileSync(path, content, { mode });
  } catch (error) {
    throw changeFailure(path, error);
  }
}

/** As `writeAsked`, and makes the folders above it. */
export function writeAskedBelow(path: string, content: string, mode: number): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw changeFailure(dirname(path), error);
  }
  writeAsked(path, content, mode);
}
