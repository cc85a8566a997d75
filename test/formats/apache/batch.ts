import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lexed } from '../oracle/conflex.ts';

/** Apache's lexer over many files in one process, built from mod_conflexes.c. */
export interface BatchLexer {
  /** What Apache makes of each file; undefined where it cannot read one to its end. */
  lexAll(files: readonly Uint8Array[]): readonly (readonly Lexed[] | undefined)[];
  /** Apache's complaint about how sections nest in a file; undefined where it has none. */
  nesting(bytes: Uint8Array): string | undefined;
  remove(): void;
}

export function openBatchLexer(): BatchLexer {
  if (!existsSync('/usr/bin/apxs'))
    throw new Error(
      "these tests ask Apache's own lexer: apt-get install apache2-dev gcc (npm test does so by itself)",
    );
  const folder = mkdtempSync(join(tmpdir(), 'kapa-lexers-'));
  copyFileSync(join(import.meta.dirname, 'mod_conflexes.c'), join(folder, 'mod_conflexes.c'));
  execFileSync('apxs', ['-c', 'mod_conflexes.c'], { cwd: folder, stdio: 'ignore' });
  const load = `LoadModule conflexes_module ${join(folder, '.libs/mod_conflexes.so')}`;
  return {
    lexAll(files) {
      for (const [number, bytes] of files.entries()) writeFileSync(join(folder, String(number)), bytes);
      const { status, stdout, stderr } = spawnSync(
        '/usr/sbin/apache2',
        // prettier-ignore
        ['-d', folder, '-f', '/dev/null', '-C', load, '-C', `ConfLexes ${folder} ${files.length}`, '-t'],
        { encoding: 'latin1', maxBuffer: 1 << 28 },
      );
      if (status !== 0) throw new Error(stderr);
      return stdout
        .split(/^\{"file":\d+\}\n/mu)
        .slice(1)
        .map((part) => {
          const lines = part.split('\n').filter((line) => line !== '');
          return lines.some((line) => line.startsWith('{"error"'))
            ? undefined
            : lines.map((line) => JSON.parse(line) as Lexed);
        });
    },
    nesting(bytes) {
      const file = join(folder, 'nesting.conf');
      writeFileSync(file, bytes);
      const { stderr } = spawnSync('/usr/sbin/apache2', ['-d', folder, '-f', file, '-t'], {
        encoding: 'latin1',
      });
      return /.*(?:Expected <\/|without matching|was not closed|missing closing '>').*/u.exec(stderr)?.[0];
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
