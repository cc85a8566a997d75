import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Apache's own lexer makes of a line: bytes as characters, the last line of a continued one. */
export interface Lexed {
  readonly line: number;
  readonly name: string;
  readonly args: readonly string[];
}

/** Apache's lexer, built from mod_conflex.c. */
export interface Lexer {
  lex(bytes: Uint8Array): readonly Lexed[];
  remove(): void;
}

export function openLexer(): Lexer {
  if (!existsSync('/usr/bin/apxs'))
    throw new Error(
      "these tests ask Apache's own lexer: apt-get install apache2-dev gcc (npm test does so by itself)",
    );
  const folder = mkdtempSync(join(tmpdir(), 'kapa-lexer-'));
  copyFileSync(join(import.meta.dirname, 'mod_conflex.c'), join(folder, 'mod_conflex.c'));
  execFileSync('apxs', ['-c', 'mod_conflex.c'], { cwd: folder, stdio: 'ignore' });
  const file = join(folder, 'x.conf');
  return {
    lex(bytes) {
      writeFileSync(file, bytes);
      const module = join(folder, '.libs/mod_conflex.so');
      const { status, stdout, stderr } = spawnSync(
        '/usr/sbin/apache2',
        // prettier-ignore
        ['-d', folder, '-f', '/dev/null', '-C', `LoadModule conflex_module ${module}`, '-C', `ConfLex ${file}`, '-t'],
        { encoding: 'latin1', maxBuffer: 1 << 28 },
      );
      if (status !== 0) throw new Error(stderr);
      return stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Lexed);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
