import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { editTree, readTree, type Node, type Tree } from '../../../src/formats/apache-tree.ts';
import type { Lexed } from '../oracle/conflex.ts';
import { openBatchLexer, type BatchLexer } from './batch.ts';

let lexer: BatchLexer;
beforeAll(() => {
  lexer = openBatchLexer();
});
afterAll(() => lexer.remove());

describe('sections are refused where Apache refuses them', () => {
  test.each([
    '<A>\n</A>x\n',
    '<A>\n</A x>\n',
    '<A>\n</A> x\n',
    '<A b>\n</A> </B>\n',
    '<A b\n</A>\n',
    '< A>\n</>\n',
    '<>\n</>\n',
    '<A>x>\n</A>\n',
    '<A>b c\n</A>\n',
    '<A>\n</a>',
    '<A>\n</A>\\\n x\n',
    '<A>\n</\\\nA>\n',
    '</>\n',
    '<A>\n<B>\n</A>\n</B>\n',
    '<A>\n',
    '\xef\xbb\xbf<A>\n</A>\n',
  ])('%j', (text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(read(bytes) === undefined).toBe(lexer.nesting(bytes) !== undefined);
  });
});

// Filled by test/oracle/apache-corpus.sh, some 250 MB of Debian's packages: for a long run only.
const corpus = process.env['KAPA_CORPUS'] ?? '.cache/apache-corpus';
if (existsSync(corpus))
  test('every file of the corpus is printed byte for byte and read as Apache reads it', () => {
    const files = readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'MANIFEST.tsv')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    const theirs = lexer.lexAll(files);
    for (const [at, bytes] of files.entries()) {
      const tree = read(bytes);
      if (tree === undefined) continue;
      expect(Buffer.from(editTree(tree, [])).equals(bytes)).toBe(true);
      expect(lexer.nesting(bytes)).toBeUndefined();
      expect(flat(tree.children)).toEqual(seen(theirs[at] ?? []));
    }
  }, 300_000);

function read(bytes: Uint8Array): Tree | undefined {
  try {
    return readTree(bytes, 'x');
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

type Entry = readonly [line: number, name: string, args: readonly string[]];

function flat(nodes: readonly Node[]): readonly Entry[] {
  return nodes.flatMap((node): readonly Entry[] =>
    node.kind === 'directive'
      ? [[node.line, node.name, node.args]]
      : [[node.line, `<${node.name}`, []], ...flat(node.children)],
  );
}

/** Apache's list without closing tags, arguments of headers, and bodies that are not its syntax. */
function seen(list: readonly Lexed[]): readonly Entry[] {
  const entries: Entry[] = [];
  let opaque: string | undefined;
  for (const { line, name, args } of list) {
    if (opaque !== undefined) {
      if (name.toLowerCase() === `</${opaque}>`) opaque = undefined;
      continue;
    }
    if (name.startsWith('</')) continue;
    opaque = /^<(perl|macro|luahook\w*)>?$/iu.exec(name)?.[1]?.toLowerCase();
    entries.push(name.startsWith('<') ? [line, name.replace(/>$/u, ''), []] : [line, name, args]);
  }
  return entries;
}
