import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  editTree,
  readTree,
  writeArgs,
  type DirectiveNode,
  type Node,
} from '../../src/formats/apache-tree.ts';
import { openLexer, type Lexed, type Lexer } from './oracle/conflex.ts';

let lexer: Lexer;
beforeAll(() => {
  lexer = openLexer();
});
afterAll(() => lexer.remove());

describe('every line is read as Apache’s lexer reads it', () => {
  const folder = 'demo/host/etc/apache2';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:conf|load)$/u.test(name),
  );

  test.each(files)('%s', (name) => {
    expectSame(readFileSync(join(folder, name)));
  });

  test('thousands of generated files, a hundred at a time', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 100, maxLength: 100 }), (blocks) => {
        // Blank lines end whatever continuation a block leaves open.
        expectSame(bytesOf(blocks.join('\n'.repeat(30))));
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test('generated files as they are, ends included', () => {
    fc.assert(
      fc.property(block, (text) => expectSame(bytesOf(text))),
      { numRuns: 200 },
    );
  });

  test.each([
    'SetEnv A x\\',
    'SetEnv A x\\\n',
    'SetEnv A x\\\\\n\nB c',
    '# note \\\nSetEnv A b\nSetEnv C d',
    'SetEnv A \\\n# c \\\n x',
    'Header set X-Lo\\\r\nng "two"\r\n',
    "SetEnv A \"unclosed\nSetEnv B 'x\\'y'",
    'SetEnv "x"y x"y z"',
    'A \x0b b\x0cc\rd',
    'A b\0c d\nE f',
    'A \xe9\xff',
  ])('%j', (text) => {
    expectSame(bytesOf(text));
  });
});

describe('sections', () => {
  test('arguments end at the last > of the header, closing tags may be followed by anything after a blank', () => {
    const { children } = readTree(
      bytesOf('<Directory "/a > b" >\n A b\n</directory> # note\n<If "%{X} > 1">x>\n</If>\n< Odd x>\n</>\n'),
      'x',
    );
    expect(children.map((node) => [node.name, node.args])).toEqual([
      ['Directory', ['/a > b']],
      ['If', ['%{X} > 1', '>x']],
      ['', ['Odd', 'x']],
    ]);
  });

  test.each([
    ['<A>\n', 1],
    ['</A>\n', 1],
    ['<A>\n<B>\n</A>\n</B>\n', 3],
    ['<A>\n</A >\n', 2],
    ['<A>\n</A\n', 2],
    ['\n<A \\\n x>\n</Ab>\n', 4],
  ])('%j is refused at line %i', (text, line) => {
    expect(() => readTree(bytesOf(text), 'x')).toThrow(
      expect.objectContaining({
        text: expect.objectContaining({ args: expect.objectContaining({ line }) as unknown }) as unknown,
      }) as Error,
    );
  });

  test('bodies that are not Apache’s syntax have no children', () => {
    const { children } = readTree(
      bytesOf('<Perl>\n<a>\n</b>\n</Perl>\n<Macro m $x>\n</$x>\n</macro>\nA b\n'),
      'x',
    );
    expect(children.map(({ kind, name }) => [kind, name])).toEqual([
      ['section', 'Perl'],
      ['section', 'Macro'],
      ['directive', 'A'],
    ]);
  });
});

describe('edits, judged by Apache', () => {
  test('nothing to change leaves every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const plain = bytes.filter((byte) => byte !== 60);
        expect(editTree(readTree(plain, 'x'), [])).toEqual(plain);
      }),
    );
  });

  test('words are written so that they are read again', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        expect(lexer.lex(bytesOf(`Name ${writeArgs(words)}\n`))[0]?.args).toEqual(words);
      }),
      { numRuns: 300 },
    );
  });

  test('a change, a removal, an insertion: that entry differs, and no other', () => {
    fc.assert(
      fc.property(
        block,
        fc.nat(),
        fc.constantFrom('replace', 'remove', 'before', 'after', 'in'),
        (text, pick, how) => {
          const tree = readTree(bytesOf(text), 'x');
          const nodes = tree.children.filter((node): node is DirectiveNode => node.kind === 'directive');
          const at = nodes.length === 0 ? -1 : pick % nodes.length;
          const node = nodes[at];
          const before = entries(lexer.lex(bytesOf(text)));
          const wanted = [...before];
          let edit: Parameters<typeof editTree>[1][number];
          if (how === 'in' || node === undefined) {
            edit = { edit: 'insert', name: 'New', args: 'a', where: { in: null } };
            wanted.push(added);
          } else if (how === 'replace') {
            edit = { edit: 'replace', node, args: 'a' };
            wanted[at] = JSON.stringify([node.name, ['a']]);
          } else if (how === 'remove') {
            edit = { edit: 'remove', node };
            wanted.splice(at, 1);
          } else {
            edit = {
              edit: 'insert',
              name: 'New',
              args: 'a',
              where: how === 'before' ? { before: node } : { after: node },
            };
            wanted.splice(how === 'before' ? at : at + 1, 0, added);
          }
          const after = entries(lexer.lex(editTree(tree, [edit])));
          // Where the file's end leaves no other way, a new line goes before the last one.
          expect(how === 'after' || how === 'in' ? after.toSorted() : after).toEqual(
            how === 'after' || how === 'in' ? wanted.toSorted() : wanted,
          );
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);
});

const added = JSON.stringify(['New', ['a']]);
const piece = fc.constantFrom(
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
);
const block = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
const word = fc
  .array(fc.constantFrom('a', ' ', '"', "'", '\\', '#', '>', '\t', '$', '\xe9', '/x'), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

function expectSame(bytes: Uint8Array): void {
  const theirs = lexer.lex(bytes).filter(({ name }) => !name.startsWith('</'));
  const ours = flat(readTree(bytes, 'x').children);
  expect(ours.map(({ line, name }) => [line, name])).toEqual(
    theirs.map(({ line, name }) => [line, name.startsWith('<') ? name.replace(/>$/u, '') : name]),
  );
  const directives = (list: readonly Lexed[]): unknown[] =>
    list.filter(({ name }) => !name.startsWith('<')).map(({ args }) => args);
  expect(directives(ours)).toEqual(directives(theirs));
}

function flat(nodes: readonly Node[]): readonly Lexed[] {
  return nodes.flatMap((node) =>
    node.kind === 'directive' ? [node] : [{ ...node, name: `<${node.name}` }, ...flat(node.children)],
  );
}

function entries(list: readonly Lexed[]): readonly string[] {
  return list.map(({ name, args }) => JSON.stringify([name, args]));
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
