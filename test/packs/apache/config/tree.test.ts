import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editTree } from '../../../../src/packs/apache/config/edits.ts';
import { readTree } from '../../../../src/packs/apache/config/tree.ts';
import { bytesOf } from './batch.ts';

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
    ['B\n<A x\n</A>\n', 2],
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
      bytesOf('<Perl>\n<a>\n</Perl > x\n</Perl>\n<Macro m $x>\n</$x>\n<macro n>\n</Macro>\n</macro>\nA b\n'),
      'x',
    );
    expect(children.map(({ kind, name }) => [kind, name])).toEqual([
      ['section', 'Perl'],
      ['section', 'Macro'],
      ['directive', 'A'],
    ]);
  });
});

test('nothing to change leaves every byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const plain = bytes.filter((byte) => byte !== 60);
      expect(editTree(readTree(plain, 'x'), [])).toEqual(plain);
    }),
  );
});
