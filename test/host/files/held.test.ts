import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusal } from '../../../src/core/path-walk.ts';
import { entryOf, holdFolders, type Target } from '../../../src/host/files/held.ts';
import { scratch } from '../support.ts';

const eve = 4242;
const bob = 4343;

/** What a path leads to; undefined where it leads to no folder. */
function reach(path: string): Target['arrival'] | undefined {
  const folders = holdFolders('/');
  try {
    return folders.reach(path, true).arrival;
  } catch {
    return undefined;
  } finally {
    folders.close();
  }
}

test('leads where the kernel leads, whatever links there are', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const to = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '..', '.'), { minLength: 1, maxLength: 4 });
  const node = fc.oneof(
    fc.record({ at: fc.array(name, { minLength: 1, maxLength: 3 }), is: fc.constant('folder' as const) }),
    fc.record({
      at: fc.array(name, { minLength: 1, maxLength: 3 }),
      is: fc.constant('link' as const),
      to,
      absolute: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(
      fc.array(node, { maxLength: 14 }),
      fc.array(name, { minLength: 1, maxLength: 5 }),
      (nodes, asked) => {
        const folder = realpathSync(scratch());
        for (const one of nodes)
          try {
            const path = join(folder, ...one.at);
            if (one.is === 'folder') mkdirSync(path);
            else symlinkSync(one.absolute ? `${folder}/${one.to.join('/')}` : one.to.join('/'), path);
          } catch {
            // Its folder is not among the nodes, or the name is taken.
          }
        const path = join(folder, ...asked);
        let real: string | undefined;
        try {
          real = realpathSync.native(path);
        } catch {
          real = undefined;
        }
        if (real !== undefined) expect(reach(path)?.path).toBe(real);
        else expect(reach(path)?.entry.kind ?? 'absent').toBe('absent');
      },
    ),
    { numRuns: 150 },
  );
});

describe('links that a write follows', () => {
  /** `OWNER PATH` a folder, `OWNER PATH -> TARGET` a link, `OWNER PATH =` a file; mode after a colon. */
  function tree(lines: readonly string[]): string {
    const folder = scratch();
    for (const line of lines) {
      const [owner = '', path = '', sign, target = ''] = line.split(' ');
      const [uid = 0, mode] = owner
        .split(':')
        .map((part, at) => (at === 0 ? Number(part) : Number.parseInt(part, 8)));
      const at = join(folder, path);
      if (sign === '->') symlinkSync(target, at);
      else if (sign === '=') writeFileSync(at, '');
      else mkdirSync(at);
      if (sign === '->') lchownSync(at, uid, uid);
      else chownSync(at, uid, uid);
      if (mode !== undefined) chmodSync(at, mode);
    }
    return folder;
  }

  const followed: readonly (readonly [what: string, lines: readonly string[], path: string])[] = [
    ["root's in root's folders", ['0 a', '0 b', '0 a/l -> ../b'], 'a/l/x'],
    ["root's to a user's folder", ['0 a', `${eve} b`, '0 a/l -> ../b'], 'a/l/x'],
    ["a user's to his folder", [`${eve} a`, `${eve} a/r`, `${eve} a/l -> r`], 'a/l/x'],
    ["a user's to his file", [`${eve} a`, `${eve} a/f =`, `${eve} a/l -> f`], 'a/l'],
    ["a user's to root's file in his folder", [`${eve} a`, '0 a/f =', `${eve} a/l -> f`], 'a/l'],
    ["a user's to nothing in his folder", [`${eve} a`, `${eve} a/l -> f`], 'a/l'],
    [
      "a user's, through another of his",
      [`${eve} a`, `${eve} a/r`, `${eve} a/m -> r`, `${eve} a/l -> m`],
      'a/l/x',
    ],
    ["a user's in a sticky folder", ['0:1777 t', `${eve} a`, `${eve} t/l -> ../a`], 't/l/x'],
    ["root's in a sticky folder", ['0:1777 t', '0 a', '0 t/l -> ../a'], 't/l/x'],
    ["root's in a user's folder to that user's", [`${eve} a`, `${eve} a/r`, '0 a/l -> r'], 'a/l/x'],
    [
      "a user's below another user's folder",
      [`${bob} w`, `${eve} w/a`, `${eve} w/a/r`, `${eve} w/a/l -> r`],
      'w/a/l/x',
    ],
    [
      "a user's through root's link",
      ['0 v -> run', '0 run', `${eve} run/e`, `${eve} a`, `${eve} a/l -> ../v/e`],
      'a/l/x',
    ],
  ];

  test.for(followed)('%s', ([, lines, path]) => {
    const folder = tree(lines);
    expect(judge(join(folder, path))).toBeUndefined();
  });

  const refused: readonly (readonly [what: string, lines: readonly string[], path: string, id: string])[] = [
    ["a user's to root's folder", [`${eve} a`, '0 b', `${eve} a/l -> ../b`], 'a/l/x', 'host.planted_link'],
    [
      "a user's to another user's folder",
      [`${eve} a`, `${bob} b`, `${eve} a/l -> ../b`],
      'a/l/x',
      'host.planted_link',
    ],
    [
      "a user's to his file in root's folder",
      [`${eve} a`, '0 b', `${eve} b/f =`, `${eve} a/l -> ../b/f`],
      'a/l',
      'host.planted_link',
    ],
    [
      "a user's to another's file in his folder",
      [`${eve} a`, `${bob} a/f =`, `${eve} a/l -> f`],
      'a/l',
      'host.planted_link',
    ],
    [
      "a user's to nothing in root's folder",
      [`${eve} a`, '0 b', `${eve} a/l -> ../b/f`],
      'a/l',
      'host.planted_link',
    ],
    [
      "a user's to himself, and root's from there",
      [`${eve} a`, `${eve} a/r`, '0 b', `${eve} a/l -> r`, '0 a/r/m -> ../../b'],
      'a/l/m/x',
      'host.movable_link',
    ],
    [
      "a user's to root's link",
      [`${eve} a`, '0 b', '0 m -> b', `${eve} a/l -> ../m`],
      'a/l/x',
      'host.planted_link',
    ],
    [
      "a user's into a folder of his and out again",
      [`${eve} a`, '0 b', `${eve} a/r`, `${eve} a/l -> r/../../b`],
      'a/l/x',
      'host.planted_link',
    ],
    [
      "a user's in a sticky folder to root's",
      ['0:1777 t', '0 b', `${eve} t/l -> ../b`],
      't/l/x',
      'host.planted_link',
    ],
    [
      "root's in a user's folder to root's",
      [`${eve} a`, '0 b', '0 a/l -> ../b'],
      'a/l/x',
      'host.movable_link',
    ],
    [
      "root's in root's folder that a user can rename",
      [`${eve} a`, '0 a/c', '0 b', '0 a/c/l -> ../../b'],
      'a/c/l/x',
      'host.movable_link',
    ],
    ["root's where everybody writes", ['0:777 t', `${eve} a`, '0 t/l -> ../a'], 't/l/x', 'host.movable_link'],
    [
      "a user's where everybody writes",
      ['0:777 t', `${eve} a`, `${eve} t/l -> ../a`],
      't/l/x',
      'host.planted_link',
    ],
    [
      "a user's in another user's folder",
      [`${bob} w`, `${eve} a`, `${eve} w/l -> ../a`],
      'w/l/x',
      'host.planted_link',
    ],
  ];

  test.for(refused)('not %s', ([, lines, path, id]) => {
    const folder = tree(lines);
    expect(judge(join(folder, path))).toBe(id);
  });

  test("a second name of root's link where others can give names", () => {
    const folder = tree(['0:1777 t', '0 b', '0 m -> ../b']);
    linkSync(join(folder, 'm'), join(folder, 't/l'));
    expect(judge(join(folder, 't/l/x'))).toBe('host.movable_link');
  });

  test('a second name in a folder of others', () => {
    const folder = tree([`${eve} a`, '0 f =']);
    linkSync(join(folder, 'f'), join(folder, 'a/f'));
    expect(judge(join(folder, 'a/f'))).toBe('host.planted_hard_link');
    expect(judge(join(folder, 'f'))).toBeUndefined();
  });
});

function judge(path: string): string | undefined {
  const folders = holdFolders('/');
  try {
    const { arrival, there } = folders.reach(path, true);
    return refusal({ do: 'write', path }, arrival, entryOf(there))?.text.id;
  } finally {
    folders.close();
  }
}
