import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editTree } from '../../../../src/packs/apache/config/edits.ts';
import { badNesting, nameOf, openBatchLexer, placed, treeOf, type BatchLexer, type Lexed } from './batch.ts';

let lexer: BatchLexer;
beforeAll(() => {
  lexer = openBatchLexer();
});
afterAll(() => lexer.remove());

// Filled by test/oracle/apache-corpus.sh, some 250 MB of Debian's packages: for a long run only.
const corpus = process.env['KAPA_CORPUS'] ?? '.cache/apache-corpus';
if (existsSync(corpus))
  test('every file of the corpus is printed byte for byte and read, or refused, as Apache does it', () => {
    expectSame(corpus, filesBelow(corpus));
  }, 300_000);

test('a host’s whole configuration', () => {
  expectSame('demo/host/etc/apache2', filesBelow('demo/host/etc/apache2'));
});

test('constructs that have misled other parsers, each in a file named after its trap', () => {
  const files = filesBelow('test/fixtures/apache');
  expect(files.length).toBeGreaterThanOrEqual(30);
  expectSame('test/fixtures/apache', files);
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'MANIFEST.tsv')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function expectSame(folder: string, paths: readonly string[]): void {
  const files = paths.map((path) => readFileSync(path));
  const theirs = lexer.lexAll(files);
  const wrong: string[] = [];
  for (const [at, bytes] of files.entries()) {
    const path = relative(folder, paths[at] ?? '');
    const tree = treeOf(bytes);
    // No section, no nesting: that spares a process.
    const said = bytes.includes('<') ? lexer.said(bytes) : '';
    if (tree === undefined) {
      // In a template Apache stumbles over something else first: an Include of <%, or a section <%.
      if (!badNesting.test(said) && !/Syntax error|Invalid command '</u.test(said)) wrong.push(path);
      continue;
    }
    if (badNesting.test(said)) wrong.push(path);
    if (!Buffer.from(editTree(tree, [])).equals(bytes)) wrong.push(path);
    const ours = placed(tree.children).map(({ line, name, args }) => [
      line,
      name,
      name.startsWith('<') ? [] : args,
    ]);
    expect(ours, path).toEqual(seen(theirs[at] ?? []));
  }
  expect(wrong).toEqual([]);
}

type Entry = readonly [line: number, name: string, args: readonly string[]];

/** Apache's list without closing tags, arguments of headers, and bodies that are not its syntax. */
function seen(list: readonly Lexed[]): readonly Entry[] {
  const entries: Entry[] = [];
  let opaque: string | undefined;
  let depth = 0;
  for (const { line, name: word, args } of list) {
    if (opaque !== undefined) {
      if (word.toLowerCase() === '<macro') depth += 1;
      else if (word.toLowerCase() === `</${opaque}>`) depth -= 1;
      if (depth === 0) opaque = undefined;
      continue;
    }
    if (word === '' || word.startsWith('</')) continue;
    const name = nameOf(word);
    opaque = /^<(perl|macro|luahook\w*|luaquickhandler)$/iu.exec(name)?.[1]?.toLowerCase();
    depth = 1;
    entries.push([line, name, name.startsWith('<') ? [] : args]);
  }
  return entries;
}
