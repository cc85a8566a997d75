import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editTree, type Edit } from '../../../../src/packs/apache/config/edits.ts';
import {
  readTree,
  writeArgs,
  type DirectiveNode,
  type Node,
  type SectionNode,
} from '../../../../src/packs/apache/config/tree.ts';
import { bytesOf, openBatchLexer, treeOf, type BatchLexer } from './batch.ts';

let lexer: BatchLexer;
beforeAll(() => {
  lexer = openBatchLexer();
});
afterAll(() => lexer.remove());

/** What Apache's tree says, entry by entry, lines aside. */
type Entries = readonly string[];

function entry(depth: number, name: string, args: readonly string[]): string {
  return JSON.stringify([depth, name, args]);
}

/** A file, a way to change it, and what Apache is to see then. */
interface Case {
  readonly bytes: Uint8Array;
  readonly changed: Uint8Array;
  readonly wanted: Entries;
  /** A new line at the end of a file may have to go before the last one. */
  readonly anyOrder: boolean;
}

/** Every node in Apache's order, with how deep it stands. */
function walk(nodes: readonly Node[], depth = 0): readonly { readonly node: Node; readonly depth: number }[] {
  return nodes.flatMap((node) => [
    { node, depth },
    ...(node.kind === 'section' ? walk(node.children, depth + 1) : []),
  ]);
}

function shown(nodes: readonly { readonly node: Node; readonly depth: number }[]): string[] {
  return nodes.map(({ node, depth }) =>
    entry(depth, node.kind === 'section' ? `<${node.name}` : node.name, node.args),
  );
}

function caseOf(
  text: string,
  pick: number,
  how: 'replace' | 'remove' | 'before' | 'after' | 'in',
): Case | undefined {
  const bytes = bytesOf(text);
  const tree = treeOf(bytes);
  if (tree === undefined) return undefined;
  const all = walk(tree.children);
  const wanted = shown(all);
  const choices = [...all.keys()].filter((at) => {
    const kind = all[at]?.node.kind;
    return how === 'in'
      ? kind === 'section'
      : how === 'before' || how === 'after'
        ? true
        : kind === 'directive';
  });
  const at = choices[pick % choices.length] ?? -1;
  const { node, depth = 0 } = all[at] ?? {};
  const add = (where: Extract<Edit, { edit: 'insert' }>['where']): Edit => {
    return { edit: 'insert', name: 'New', args: 'a "b c"', where };
  };
  const size = node === undefined ? 0 : 1 + (node.kind === 'section' ? walk(node.children).length : 0);
  let edit: Edit;
  let place: number;
  let deep = depth;
  if (node === undefined || (how === 'in' && pick % 7 === 0)) {
    edit = add({ in: null });
    place = all.length;
    deep = 0;
  } else if (how === 'replace' || how === 'remove') {
    const directive = node as DirectiveNode;
    edit =
      how === 'remove' ? { edit: how, node: directive } : { edit: how, node: directive, args: 'a "b c"' };
    wanted.splice(at, 1, ...(how === 'remove' ? [] : [entry(depth, node.name, ['a', 'b c'])]));
    return done(false);
  } else if (how === 'in') {
    edit = add({ in: node as SectionNode });
    place = at + size;
    deep = depth + 1;
  } else {
    edit = add(how === 'before' ? { before: node } : { after: node });
    place = how === 'before' ? at : at + size;
  }
  wanted.splice(place, 0, entry(deep, 'New', ['a', 'b c']));
  return done(deep === 0 && place === all.length);

  function done(anyOrder: boolean): Case {
    return { bytes, changed: editTree(tree ?? readTree(bytes, 'x'), [edit]), wanted, anyOrder };
  }
}

function judge(cases: readonly Case[]): void {
  const theirs = cases.flatMap((_, at) =>
    at % 1000 === 0 ? lexer.treesOf(cases.slice(at, at + 1000).map(({ changed }) => changed)) : [],
  );
  const wrong = cases.filter(({ wanted, anyOrder }, at) => {
    const seen = theirs[at]?.map(({ depth, name, args }) => entry(depth, name, args));
    const named = wanted.filter((line) => !/^\[\d+,"",/u.test(line));
    return anyOrder
      ? JSON.stringify(seen?.toSorted()) !== JSON.stringify(named.toSorted())
      : JSON.stringify(seen) !== JSON.stringify(named);
  });
  expect(
    wrong.map(({ bytes, changed }) =>
      [bytes, changed].map((file) => Buffer.from(file).toString('latin1')).join(' became '),
    ),
  ).toEqual([]);
}

describe('an edit changes the entry that it names and no other, in the tree that Apache builds', () => {
  test('replaced, removed, put before, after and last in, in thousands of generated files', () => {
    const how = fc.constantFrom('replace', 'remove', 'before', 'after', 'in' as const);
    const cases = fc
      .sample(fc.tuple(fc.oneof(file, loose), fc.nat(1000), how), 8000)
      .map(([text, pick, what]) => caseOf(text, pick, what as 'in'))
      .filter((one) => one !== undefined);
    expect(cases.length).toBeGreaterThan(4000);
    judge(cases);
  });

  test('several edits at once do not disturb each other', () => {
    const text = '<A>\n  B c\n  D \\\n    e\n</A>\nF g';
    const tree = readTree(bytesOf(text), 'x');
    const [a, f] = tree.children as [SectionNode, DirectiveNode];
    const [b, d] = a.children as [DirectiveNode, DirectiveNode];
    const changed = editTree(tree, [
      { edit: 'insert', name: 'L', args: '1', where: { in: null } },
      { edit: 'insert', name: 'L', args: '2', where: { in: null } },
      { edit: 'remove', node: b },
      { edit: 'insert', name: 'X', args: '', where: { after: b } },
      { edit: 'insert', name: 'Y', args: 'z', where: { in: a } },
      { edit: 'replace', node: d, args: 'new' },
      { edit: 'insert', name: 'W', args: 'v', where: { before: f } },
    ]);
    expect(Buffer.from(changed).toString()).toBe('<A>\n  X\n  D new\n  Y z\n</A>\nW v\nF g\nL 1\nL 2');
  });
});

describe('a new line looks like its neighbours', () => {
  test.each([
    ['its section’s last line', '<A>\n\tB c\n</A>\n', '<A>\n\tB c\n\tNew a\n</A>\n'],
    ['an empty section', '  <A>\n  </A>\n', '  <A>\n      New a\n  </A>\n'],
    [
      'an empty section in a file of tabs',
      '<A>\n</A>\n<B>\n\tC d\n</B>\n',
      '<A>\n\tNew a\n</A>\n<B>\n\tC d\n</B>\n',
    ],
    ['CRLF', '<A>\r\n  B c\r\n</A>\r\n', '<A>\r\n  B c\r\n  New a\r\n</A>\r\n'],
    ['CRLF in this section only', 'X y\n<A>\r\n</A>\r\n', 'X y\n<A>\r\n    New a\r\n</A>\r\n'],
    ['a comment that swallows a line', '<A>\n # c \\\n B c\n</A>\n', '<A>\n # c \\\n B c\n    New a\n</A>\n'],
    ['a header over two lines', '<A \\\n  x>\n</A>\n', '<A \\\n  x>\n    New a\n</A>\n'],
    ['a line that a backslash ends', '<A>\n B c\\\n\n</A>\n', '<A>\n B c\\\n\n New a\n</A>\n'],
  ])('%s', (_, text, wanted) => {
    const tree = readTree(bytesOf(text), 'x');
    const section = tree.children.find((node): node is SectionNode => node.kind === 'section') ?? null;
    const changed = editTree(tree, [{ edit: 'insert', name: 'New', args: 'a', where: { in: section } }]);
    expect(Buffer.from(changed).toString()).toBe(wanted);
  });

  test.each([
    ['alignment stays', 'A     b   c\n', 'A     new\n'],
    ['a continued value becomes one line', '  A\t b \\\n\t c\r\n', '  A\t new\r\n'],
    ['a name over two lines is written whole', '  A\\\nB c\nD e\n', '  AB new\nD e\n'],
    ['a directive without arguments', '\tA\n', '\tA new\n'],
    ['no newline at the end', 'A b', 'A new'],
  ])('%s', (_, text, wanted) => {
    const tree = readTree(bytesOf(text), 'x');
    const [node] = tree.children as [DirectiveNode];
    expect(Buffer.from(editTree(tree, [{ edit: 'replace', node, args: 'new' }])).toString()).toBe(wanted);
  });
});

test('a closing tag at a file’s end that a new line would change keeps its section', () => {
  const one = caseOf('<A>\nB c\n</A> x\\', 0, 'after');
  const last = caseOf('<A>\nB c\n</A> x\\', 7, 'in');
  judge([one, last].filter((found) => found !== undefined));
});

describe('values', () => {
  test('words are written so that they are read again', () => {
    const word = fc
      .array(fc.constantFrom('a', ' ', '"', "'", '\\', '#', '>', '\t', '\v', '$', '\xe9', '\xa0', '/x'), {
        maxLength: 6,
      })
      .map((pieces) => pieces.join(''));
    const lists = fc.sample(fc.array(word, { minLength: 1, maxLength: 8 }), 3000);
    const seen = lexer.lexAll(lists.map((words) => Buffer.from(`Name ${writeArgs(words)}\nNext\n`)));
    expect(
      lists.filter((words, at) => JSON.stringify(seen[at]?.[0]?.args) !== JSON.stringify(words)),
    ).toEqual([]);
  });

  test.each(['a\nInclude /etc/shadow', 'a\r', 'a\0b'])('%j is no value', (args) => {
    const tree = readTree(bytesOf('A b\n'), 'x');
    const [node] = tree.children as [DirectiveNode];
    expect(() => editTree(tree, [{ edit: 'replace', node, args }])).toThrow();
    expect(() => editTree(tree, [{ edit: 'insert', name: 'A', args, where: { in: null } }])).toThrow();
  });

  test.each(['C:\\', '"C:\\', 'a \\\\', "x 'y\\"])(
    '%j, with its backslash at the end, does not take in the next line',
    (args) => {
      const tree = readTree(bytesOf('A b\nC d\n'), 'x');
      const [node] = tree.children as [DirectiveNode];
      const [before] = lexer.lexAll([bytesOf(`A ${args}`)]);
      const [after] = lexer.lexAll([editTree(tree, [{ edit: 'replace', node, args }])]);
      expect(after?.map((line) => line.args)).toEqual([before?.[0]?.args, ['d']]);
    },
  );
});

const loose = fc
  .array(
    // prettier-ignore
    fc.constantFrom('A', 'Set', 'x y', ' ', '\t', '\v', '\f', '\r', '\n', '\n', '\n', '\r\n', '\\', '\\\n', '\\\r\n', '\\\\', '"', "'", '\\"', '#', '>', '$', '\xe9', '\0'),
    { maxLength: 25 },
  )
  .map((pieces) => pieces.join(''));
const eol = fc.constantFrom('\n', '\n', '\n', '\r\n', '\\\n\n', '\n\n', '\\\r\n\r\n');
const { file } = fc.letrec<{ file: string; body: string; entry: string }>((tie) => ({
  file: fc
    .tuple(tie('body'), fc.constantFrom('', '', '', 'L m', '# c', 'L \\', '# c\\', 'L m\\\n', '\t'))
    .map((parts) => parts.join('')),
  body: fc.array(tie('entry'), { maxLength: 4 }).map((entries) => entries.join('')),
  entry: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(
        fc.constantFrom('', '  ', '\t', '\v', '\\\n'),
        // prettier-ignore
        fc.constantFrom('D', 'E x', 'E  x \\\n  y', 'E\tx', '# c', '# c \\\nE z', '', '"q r" s', 'F> g', 'H\\\nI j', '"#" k', 'G "x" \'y', 'E\0x'),
        eol,
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        fc.constantFrom('', '  ', '\t', '"'),
        // prettier-ignore
        fc.constantFrom('A>', 'A /x>', 'A "/y > z">', 'A \\\n x>', 'A>> > d', 'A\v b>'),
        eol,
        tie('body'),
        fc.constantFrom('', '  ', '\t', '\\\n'),
        fc.constantFrom('</A>', '</a> x', '"</A>"', '</\\\nA>', '</A>\vy'),
        eol,
      )
      .map(
        ([lead, head, ending, body, indent, tail, last]) =>
          `${lead}<${head}${ending}${body}${indent}${head.startsWith('A>>') ? '</A>>' : tail}${last}`,
      ),
  ),
}));
