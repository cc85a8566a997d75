import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** Values kept in the state folder by the digest of what they were made from. Losing them costs time, nothing else. */
export interface Kept {
  /** Undefined: nothing is kept of it, or it cannot be read. */
  read(digest: string): unknown;
  /** Keeps a value if JSON can say it; what no longer is among `wanted` goes. */
  write(digest: string, value: unknown, wanted: readonly string[]): void;
}

/** Opens the values kept below a state folder by one version of kapa. */
export function openKept(stateFolder: string, version: string): Kept {
  const folder = join(stateFolder, 'parsed');
  const nameOf = (digest: string): string => `${digest}-${version}.json`;
  return {
    read(digest) {
      try {
        return JSON.parse(readFileSync(join(folder, nameOf(digest)), 'utf8'));
      } catch {
        return undefined;
      }
    },
    write(digest, value, wanted) {
      const text = JSON.stringify(value);
      if (!isDeepStrictEqual(JSON.parse(text), value)) return;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const names = new Set(wanted.map(nameOf));
        for (const name of readdirSync(folder))
          if (!names.has(name)) rmSync(join(folder, name), { force: true });
        const staged = join(folder, `.${nameOf(digest)}.${process.pid}`);
        writeFileSync(staged, text, { mode: 0o600 });
        renameSync(staged, join(folder, nameOf(digest)));
      } catch {
        // A full or read-only disk: the next run parses again.
      }
    },
  };
}
