import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editTree } from '../../../../src/packs/apache/config/edits.ts';
import { readTree, type Node } from '../../../../src/packs/apache/config/tree.ts';
import { isConditional } from '../../../../src/packs/apache/config/skipped.ts';
import {
  badNesting,
  bytesOf,
  openBatchLexer,
  placed,
  treeOf,
  type BatchLexer,
  type Placed,
} from './batch.ts';

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

describe('a NUL', () => {
  const line = (length: number): string => `A ${'x'.repeat(10)}\0${'y'.repeat(length - 13)}`;
  test.each([
    ['in a line that Apache’s buffer holds', `${line(199)}\nB\n`],
    ['in a line that others continue', `A\\\n${line(190)}\nB\n`],
  ])('%s ends it', (_, text) => expectSameTree(text, true));

  test.each([
    ['in a longer one', `${line(230)}\nB\n`],
    ['in a long one that others continue', `A ${'x'.repeat(100)}\\\n${line(150)}\nB\n`],
    ['in one of 9 kB', `${line(9000)}\nB\n`],
    ['in a long one that a condition skips', `<IfModule nope.c>\n${line(300)}\n</IfModule>\nB\n`],
  ])('%s: what is left of it becomes a line for Apache, and kapa refuses it', (_, text) => {
    const bytes = bytesOf(text);
    const read = lexer.treesOf([bytes])[0]?.at(-1);
    expect(read).toMatchObject({ name: 'B' });
    expect(read?.line).toBeGreaterThan(text.split('\n').length - 2);
    expect(() => readTree(bytes, 'x')).toThrow(
      expect.objectContaining({
        text: expect.objectContaining({ id: 'apache.nul_in_long_line' }) as unknown,
      }) as Error,
    );
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
});

describe('sections that a condition skips, or lets be read', () => {
  test.each([
    ['a header without its bracket, skipped', '<IfModule nope.c>\n<A x\n</A>\n</IfModule>\nD\n', true],
    [
      'a header without its bracket, read',
      '<IfModule core.c>\n<Directory x\n</Directory>\n</IfModule>\n',
      false,
    ],
    [
      'a header without its bracket, skipped further in',
      '<B>\n<IfModule core.c>\n<IfDefine NOPE>\n<A x\n</A>\n</IfDefine>\n</IfModule>\n</B>\n',
      true,
    ],
    ['a closing tag of nothing, skipped', '<IfModule nope.c>\n</A>\n</IfModule>\n', false],
    [
      'a closing tag with another last character, skipped',
      '<IfModule nope.c>\n<A>\n</Ax\n</IfModule]\nD\n',
      true,
    ],
    ['a closing tag with another last character, read', '<IfModule core.c>\n<A>\n</Ax\n</IfModule>\n', false],
    ['tags that cross, skipped', '<IfModule nope.c>\n<A>\n</IfModule>\n</A>\n', false],
    ['other cases', '<ifModule nope.c>\n<A>\n</a>\n</IFMODULE>\n', true],
    ['a word after a header’s bracket, skipped', '<IfModule nope.c>\n<A> y>\n</A>\n</IfModule>\n', false],
    ['a word after a header’s bracket, read', '<IfModule core.c>\n<A> y>\n</A>\n</IfModule>\n', true],
    ['two brackets closed by two, skipped', '<IfModule nope.c>\n<A> y>\n</A>>\n</IfModule>\n', true],
    ['a closing tag with a comment, skipped', '<IfModule nope.c>\n</IfModule> # c\n', true],
    ['a closing tag with a comment, read', '<IfModule core.c>\n</IfModule> # c\n', false],
    ['a closing tag in quotes, skipped', '<IfModule nope.c>\n"</IfModule>"\n', true],
    ['a closing tag in quotes, read', '<IfModule core.c>\n"</IfModule>"\n', false],
    ['never closed, skipped', '<IfModule nope.c>\nD\n', false],
    ['never closed, read', '<IfModule core.c>\nD\n', true],
    ['never closed, read, with a section in it', '<IfModule core.c>\n<A>\nD\n', true],
    ['never closed, read, in a section', '<A>\n<IfModule core.c>\nD\n', false],
    ['no condition', '<IfModule>\n</IfModule>\n', false],
    ['no condition, skipped', '<IfDefine NOPE>\n<IfModule>\n</IfModule>\n</IfDefine>\n', true],
    ['negated with a blank', '<IfModule ! core.c>\n</A>\n</IfModule>\n', false],
  ])('%s', (_, text, accepted) => {
    const bytes = bytesOf(text);
    const [theirs] = lexer.treesOf([bytes]);
    expect(theirs !== undefined).toBe(accepted);
    expect(readAs(bytes)).toEqual(theirs);
  });

  test('ten thousand generated files: refused where Apache refuses them, else the same tree', () => {
    const files = fc.sample(conditional, 10_000).map(bytesOf);
    const theirs = files.flatMap((_, at) =>
      at % 1000 === 0 ? lexer.treesOf(files.slice(at, at + 1000)) : [],
    );
    const wrong = files.filter((bytes, at) => {
      const order = theirs[at]?.map(({ depth, line, name, args }) => ({ depth, line, name, args }));
      return JSON.stringify(readAs(bytes)) !== JSON.stringify(order);
    });
    expect(
      wrong.map((bytes) => Buffer.from(bytes).toString('latin1')).toSorted((a, b) => a.length - b.length),
    ).toEqual([]);
    expect(theirs.filter((tree) => tree !== undefined).length).toBeGreaterThan(2000);
  });
});

/** The tree with what holds there, and without what does not; undefined where the file is refused for either. */
function readAs(bytes: Uint8Array): readonly Placed[] | undefined {
  const tree = treeOf(bytes);
  let refused = tree === undefined;
  const read = (nodes: readonly Node[]): readonly Node[] =>
    nodes.flatMap((node): readonly Node[] => {
      if (node.kind === 'directive') return [node];
      if (!isConditional(node.name)) return [{ ...node, children: read(node.children) }];
      const [, not = '', word] =
        /^(!?)(.*)$/su.exec(node.args[0] === '!' ? `!${node.args[1]}` : (node.args[0] ?? '')) ?? [];
      const holds = (/^ifmodule$/iu.test(node.name) && word === 'core.c') !== (not === '!');
      if (node.onlyIf !== undefined && node.onlyIf.holds !== holds) refused = true;
      return holds ? read(node.children) : [];
    });
  const order = placed(read(tree?.children ?? []));
  return refused ? undefined : order;
}

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
const stray = fc.constantFrom(
  '',
  '',
  '',
  '',
  '',
  '',
  ' ',
  '\t',
  '\v',
  '\r',
  '\\\n',
  '>',
  '"',
  ' x',
  '\\',
  '\0',
  '${X}',
  '#',
);
const close = fc.constantFrom('>', '>', '>', '>', '>', '>', '> d', '', '>>', 'x', ' >', '\0>', '>#');
const { conditional } = fc.letrec<{ conditional: string; part: string }>((tie) => ({
  conditional: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(
        fc.constantFrom('D', 'E x', '# c', '${X} y', '<B', '</A>', '</IfModule>', '"</IfModule>"', 'F>'),
        stray,
        end,
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom(
          'IfModule core.c',
          'IFMODULE core.c',
          'IfModule nope.c',
          'ifmodule !core.c',
          'IfModule ! core.c',
          'IfDefine NOPE',
          'IfDefine !NOPE',
          'IfModule "core.c"',
          'A',
          'A x',
          'b',
          'A> y',
          '${X} z',
        ),
        stray,
        close,
        end,
        tie('conditional'),
        fc.constantFrom('', '', '', '  ', '"', '#'),
        close,
        stray,
        end,
      )
      .map(
        ([head, more, bracket, header, body, lead, tail, last, ending]) =>
          `<${head}${more}${bracket}${header}${body}${lead}</${(head.split(' ')[0] ?? '').toLowerCase()}${tail}${last}${ending}`,
      ),
  ),
}));
