import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostAt, scratch } from '../support.ts';

const other = 2002;

/** A tree in which root owns /a/b/c, with a file in it. */
function makeTree() {
  const root = scratch();
  const at = (path: string): string => join(root, path);
  mkdirSync(at('a/b/c'), { recursive: true });
  writeFileSync(at('a/b/c/file'), '');
  const { host } = hostAt(root);
  return { at, isGuarded: (path: string) => host.isGuarded(path) };
}

test('root’s folders below root’s folders are guarded, and files in them', async () => {
  const { isGuarded } = makeTree();
  expect(await isGuarded('/a/b/c')).toBe(true);
  expect(await isGuarded('/a/b/c/file')).toBe(true);
  expect(await isGuarded('/')).toBe(true);
  expect(await isGuarded('/a/none')).toBe(false);
});

test.each<[string, (at: (path: string) => string) => void]>([
  ['another user’s', (at) => chownSync(at('a/b/c'), other, 0)],
  ['another user’s, further up', (at) => chownSync(at('a'), other, 0)],
  ['open to a group', (at) => chmodSync(at('a/b'), 0o775)],
  ['open to all', (at) => chmodSync(at('a/b/c'), 0o777)],
])('a folder that is %s is not', async (_, open) => {
  const { at, isGuarded } = makeTree();
  open(at);
  expect(await isGuarded('/a/b/c')).toBe(false);
  expect(await isGuarded('/a/b/c/file')).toBe(false);
});

test('what is root’s in a sticky folder, as /tmp, is guarded; the folder is not', async () => {
  const { at, isGuarded } = makeTree();
  chmodSync(at('a'), 0o1777);
  expect(await isGuarded('/a/b/c/file')).toBe(true);
  expect(await isGuarded('/a')).toBe(false);
});

test('a file that others own or may write is not guarded, though its folder is', async () => {
  const { at, isGuarded } = makeTree();
  chmodSync(at('a/b/c/file'), 0o666);
  expect(await isGuarded('/a/b/c/file')).toBe(false);
  chmodSync(at('a/b/c/file'), 0o644);
  chownSync(at('a/b/c/file'), other, 0);
  expect(await isGuarded('/a/b/c/file')).toBe(false);
});

test('links of root’s are followed where nobody can move them', async () => {
  const { at, isGuarded } = makeTree();
  symlinkSync('/a/b', at('link'));
  expect(await isGuarded('/link/c')).toBe(true);
  mkdirSync(at('open'));
  symlinkSync('/a/b', at('open/link'));
  expect(await isGuarded('/open/link/c')).toBe(true);
  chownSync(at('open'), other, 0);
  expect(await isGuarded('/open/link/c')).toBe(false);
  lchownSync(at('link'), other, 0);
  expect(await isGuarded('/link/c')).toBe(false);
});
