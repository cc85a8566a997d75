import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editTree } from '../../../src/formats/apache-tree.ts';
import { badNesting, bytesOf, openBatchLexer, placed, treeOf, type BatchLexer } from './batch.ts';

let lexer: BatchLexer;
beforeAll(() => {
  lexer = openBatchLexer();
});
afterAll(() => lexer.remove());

/** kapa makes the tree that Apache makes, or refuses what it refuses. */
function expectSameTree(text: string, accepted?: boolean): void {
  const bytes = bytesOf(text);
  const [theirs] = lexer.treesOf([bytes]);
  const tree = treeOf(bytes);
  expect(tree && placed(tree.children)).toEqual(theirs);
  if (accepted !== undefined) expect(tree !== undefined).toBe(accepted);
}

describe('sections nest by the first word of a line as Apache splits it', () => {
  test.each([
    ['a closing tag followed by a vertical tab', '<A>\n</A>\vx\n', true],
    ['a closing tag followed by a lone CR', '<A>\n</A>\rx\n', true],
    ['a closing tag followed by a blank and anything', '<A>\n</A> </B> # x\n', true],
    ['a header in quotes', '"<A" b>\nC\n</A>\n', true],
    ['a closing tag in quotes', '<A b>\nC\n"</A>" x\n', true],
    ['a closing tag in single quotes, without a blank behind it', "<A b>\n'</A>'x\n", true],
    ['two brackets', '<A>>\nC\n</A>>\n', true],
    ['two brackets closed by one', '<A>>\n</A>\n', false],
    ['a bracket inside a name', '<A>b c>\n</A>b>\n', true],
    ['a name of no letters', '< A>\n</>\n', true],
    ['no name and no argument', '<>\n</>\n', true],
    ['names in other case', '<aB>\n</Ab>\n', true],
    ['a closing tag without its bracket', '<A>\n</A\n', false],
    ['a closing tag with a blank before its bracket', '<A>\n</A >\n', false],
    ['a closing tag with a word before its bracket', '<A>\n</A junk>\n', false],
    ['a header without its bracket', '<A /x\n</A>\n', false],
    ['a header whose bracket stands before its arguments', '<A> /x\n</A>\n', false],
    ['a header of one word without its bracket', '<A\n</A>\n', true],
    ['tags that cross', '<A>\n<B>\n</A>\n</B>\n', false],
    ['a section that is not closed', '<A>\n', false],
    ['a closing tag alone', '</A>\n', false],
    ['a tag continued in the middle of its word', '<A>\n</\\\nA>\n', true],
    ['a closing tag that swallows the next line', '<A>\n</A>\\\n x\n', true],
    ['a byte order mark before a header', '\xef\xbb\xbf<A>\n</A>\n', false],
    ['a bracket at the end of a directive', 'A> b\n', true],
    ['a line whose first word is empty', '"" b\nA\n', true],
  ])('%s', (_, text, accepted) => expectSameTree(text, accepted));

  // Apache itself, not only its lexer: what it knows, it asks for its bracket.
  test.each([
    '<Directory /x\n</Directory>\n',
    '<Directory /x>\n</Directory >\n',
    '<Directory /x>\n</Directory junk>\n',
  ])('%j is refused by apache2 -t and by kapa', (text) => {
    expect(lexer.said(bytesOf(text))).toMatch(badNesting);
    expect(treeOf(bytesOf(text))).toBeUndefined();
  });
});

describe('the longest line', () => {
  const most = 16 * 1024 * 1024;
  const line = (length: number): string => `A ${'x'.repeat(length - 2)}`;
  test.each([
    ['as long as Apache takes', `${line(most - 1)}\nB\n`, true],
    ['one byte longer', `${line(most)}\nB\n`, false],
    ['the last, without its newline', line(most), true],
    ['the last, without its newline, one byte longer', line(most + 1), false],
    ['with CRLF', `${line(most - 2)}\r\nB\n`, true],
    ['with CRLF, one byte longer', `${line(most - 1)}\r\nB\n`, false],
    ['continued', `${line(most - 11)}\\\n${'y'.repeat(10)}\nB\n`, true],
    ['continued, one byte longer', `${line(most - 11)}\\\n${'y'.repeat(11)}\nB\n`, false],
    ['a comment, one byte longer', `#${'y'.repeat(most - 1)}\n`, false],
  ])('%s', (_, text, accepted) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(lexer.lexAll([bytes])[0] !== undefined).toBe(accepted);
    expect(treeOf(bytes) !== undefined).toBe(accepted);
  });
});

test('five thousand generated files of sections: refused where Apache refuses them, else the same tree', () => {
  const files = fc.sample(file, 5000).map(bytesOf);
  const theirs = files.flatMap((_, at) => (at % 1000 === 0 ? lexer.treesOf(files.slice(at, at + 1000)) : []));
  const trees = files.map(treeOf);
  const wrong = files.filter((bytes, at) => {
    const tree = trees[at];
    if (tree !== undefined && !Buffer.from(editTree(tree, [])).equals(bytes)) return true;
    const order = theirs[at]?.map(({ depth, line, name, args }) => ({ depth, line, name, args }));
    return JSON.stringify(tree && placed(tree.children)) !== JSON.stringify(order);
  });
  expect(wrong.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual([]);
  expect(trees.filter((tree) => tree !== undefined).length).toBeGreaterThan(1000);
}, 60_000);

const odd = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' ',
  '\t',
  '\v',
  '\r',
  '\\\n',
  '\\\r\n',
  '>',
  '"',
  "'",
  ' x',
  ' >',
  '\\',
);
const end = fc.constantFrom('\n', '\n', '\n', '\r\n', '\\\n\n', '');
const { file } = fc.letrec<{ file: string; entry: string }>((tie) => ({
  file: fc.array(tie('entry'), { maxLength: 5 }).map((entries) => entries.join('')),
  entry: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(fc.constantFrom('D', 'E x', '# c', '', '"q" r', 'F>', '> y'), odd, end)
      .map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom('', ' ', '"'),
        fc.constantFrom('A', 'b', ''),
        odd,
        fc.constantFrom('', ' /x', ' "/y > z"', " 'p", ' %{V}'),
        fc.constantFrom('>', '>', '>', '>', '>>', '> d', '', '"'),
        end,
        tie('file'),
        fc.constantFrom('', '  ', '"'),
        odd,
        fc.constantFrom('>', '>', '>', '>', '>>', '> d', '', '>\v', '>"'),
        end,
      )
      .map(
        ([before, name, middle, args, close, header, body, lead, tail, last, ending]) =>
          `${before}<${name}${middle}${args}${close}${header}${body}${lead}</${name.toUpperCase()}${tail}${last}${ending}`,
      ),
  ),
}));
