import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** Values kept in the state folder beside the text that they were made from. Losing them costs time, nothing else. */
export interface Kept {
  /** Undefined: nothing is kept of it, or it cannot be read. */
  read(text: string): unknown;
  /** Keeps a value if JSON can say it; what was made of texts that no longer are among `wanted` goes. */
  write(text: string, value: unknown, wanted: readonly string[]): void;
}

/** Opens the values kept below a state folder by one version of kapa. */
export function openKept(stateFolder: string, version: string): Kept {
  const folder = join(stateFolder, 'parsed');
  const nameOf = (text: string): string => `${shortNameOf(text)}-${version}.json`;
  return {
    read(text) {
      try {
        const kept = JSON.parse(readFileSync(join(folder, nameOf(text)), 'utf8')) as Partial<KeptText>;
        return kept.text === text ? kept.value : undefined;
      } catch {
        return undefined;
      }
    },
    write(text, value, wanted) {
      const kept: KeptText = { text, value };
      const written = JSON.stringify(kept);
      if (!isDeepStrictEqual(JSON.parse(written), kept)) return;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const names = new Set(wanted.map(nameOf));
        for (const name of readdirSync(folder))
          if (!names.has(name)) rmSync(join(folder, name), { force: true });
        const staged = join(folder, `.${nameOf(text)}.${process.pid}`);
        writeFileSync(staged, written, { mode: 0o600 });
        renameSync(staged, join(folder, nameOf(text)));
      } catch {
        // A full or read-only disk: the next run parses again.
      }
    },
  };
}

interface KeptText {
  readonly text: string;
  readonly value: unknown;
}

/**
 * A short name for a text: FNV-1a over its UTF-16 units. Two texts may share it, so the text itself is compared; a
 * cryptographic digest would need a part of Node that takes longer to load than all the rest of reading.
 */
function shortNameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length.toString(16)}-${(hash >>> 0).toString(16)}`;
}
