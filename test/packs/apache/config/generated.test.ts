import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editTree } from '../../../../src/packs/apache/config/edits.ts';
import { readTree, type DirectiveNode } from '../../../../src/packs/apache/config/tree.ts';
import { bytesOf, nameOf, openBatchLexer, type BatchLexer } from './batch.ts';

let lexer: BatchLexer;
beforeAll(() => {
  lexer = openBatchLexer();
});
afterAll(() => lexer.remove());

test('ten thousand generated files, ends included: printed byte for byte, and read as Apache reads them', () => {
  const files = fc.sample(file, 10_000).map((text) => bytesOf(text));
  const theirs = files.flatMap((_, at) => (at % 1000 === 0 ? lexer.lexAll(files.slice(at, at + 1000)) : []));
  expect(theirs).toHaveLength(files.length);
  // Compared as text: ten thousand times expect() take longer than all the rest.
  const wrong = files.filter((bytes, at) => {
    const tree = readTree(bytes, 'x');
    const ours = tree.children.filter((node): node is DirectiveNode => node.kind === 'directive');
    return (
      !Buffer.from(editTree(tree, [])).equals(bytes) ||
      JSON.stringify(ours.map(({ line, name, args }) => ({ line, name, args }))) !==
        JSON.stringify(theirs[at]?.map(({ line, name, args }) => ({ line, name: nameOf(name), args })))
    );
  });
  expect(wrong.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual([]);
});

const file = fc
  .array(
    fc.constantFrom(
      // prettier-ignore
      'A',
      'Set',
      'x y',
      ' ',
      '\t',
      '\v',
      '\f',
      '\r',
      '\n',
      '\n',
      '\n',
      '\r\n',
      '\\',
      '\\\n',
      '\\\r\n',
      '\\\\',
      '"',
      "'",
      '\\"',
      "\\'",
      '#',
      '>',
      '$',
      '${X}',
      '%{V}e',
      '\xe9',
      '\0',
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));
