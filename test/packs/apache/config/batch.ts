import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../../src/core/failure.ts';
import { textOf } from '../../../../src/packs/apache/config/text.ts';
import { readTree, type Node, type Tree } from '../../../../src/packs/apache/config/tree.ts';

/** What Apache's own lexer makes of a line: bytes as characters, the last line of a continued one. */
export interface Lexed {
  readonly line: number;
  readonly name: string;
  readonly args: readonly string[];
}

/** An entry of the tree that Apache builds of a file; a section's name begins with `<`. */
export interface Placed extends Lexed {
  readonly depth: number;
}

/** Apache's own functions over many files in one process, built from mod_conflexes.c. */
export interface BatchLexer {
  /** What Apache makes of each file; undefined where it cannot read one to its end. */
  lexAll(files: readonly Uint8Array[]): readonly (readonly Lexed[] | undefined)[];
  /** The tree that Apache builds of each file, with no directive known; undefined where it refuses one. */
  treesOf(files: readonly Uint8Array[]): readonly (readonly Placed[] | undefined)[];
  /** What Apache's own test says of a file, with few modules loaded. */
  said(bytes: Uint8Array): string;
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

  function ask(directive: string, files: readonly Uint8Array[]): readonly (readonly unknown[] | undefined)[] {
    for (const [number, bytes] of files.entries()) writeFileSync(join(folder, String(number)), bytes);
    const { status, stdout, stderr } = spawnSync(
      '/usr/sbin/apache2',
      // prettier-ignore
      ['-d', folder, '-f', '/dev/null', '-C', load, '-C', `${directive} ${folder} ${files.length}`, '-t'],
      { encoding: 'latin1', maxBuffer: 1 << 28 },
    );
    if (status !== 0) throw new Error(stderr);
    return stdout
      .split(/^\{"file":\d+\}\n/mu)
      .slice(1)
      .map((part) => {
        const lines = part.split('\n').filter((line) => line !== '');
        return lines.some((line) => line.startsWith('{"error"') || line.endsWith('"open":true}'))
          ? undefined
          : lines.map((line) => JSON.parse(line, decoded) as unknown);
      });
  }

  return {
    lexAll: (files) => ask('ConfLexes', files) as ReturnType<BatchLexer['lexAll']>,
    treesOf: (files) =>
      (ask('ConfTrees', files) as ReturnType<BatchLexer['treesOf']>).map((list) =>
        list?.filter(({ name }) => name !== ''),
      ),
    said(bytes) {
      const file = join(folder, 'nesting.conf');
      writeFileSync(file, bytes);
      // Without an MPM Apache does not come to look at the sections that it knows.
      const modules = ['mpm_event', 'macro', 'lua'].flatMap((name) => [
        '-C',
        `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
      ]);
      const { stderr } = spawnSync('/usr/sbin/apache2', ['-d', folder, '-f', file, ...modules, '-t'], {
        encoding: 'latin1',
      });
      return stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Apache's complaint about how sections nest; a file may have other faults. */
export const badNesting = /Expected <\/|without matching|was not closed|missing closing '>'|too long/u;

/** kapa's tree of a file; undefined where it refuses it. */
export function treeOf(bytes: Uint8Array): Tree | undefined {
  try {
    return readTree(bytes, 'x');
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** A tree as Apache’s is printed, without directives of no name: Apache skips, or does not know, these. */
export function placed(nodes: readonly Node[], depth = 0): readonly Placed[] {
  return nodes.flatMap((node): readonly Placed[] => {
    const { line, args } = node;
    if (node.kind === 'directive') return node.name === '' ? [] : [{ depth, line, name: node.name, args }];
    return [{ depth, line, name: `<${node.name}`, args }, ...placed(node.children, depth + 1)];
  });
}

/** The name that Apache makes of a line's first word. */
export function nameOf(word: string): string {
  return word[1] === '/' ? word : word.replace(/>$/u, '');
}

/** What Apache prints, one character a byte, as the text that kapa reads. */
function decoded(_: string, value: unknown): unknown {
  return typeof value === 'string' ? textOf(bytesOf(value)) : value;
}

/** A text of one character a byte. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
