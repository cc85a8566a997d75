import { expect, test } from 'vitest';
import type { Reader } from '../../../src/core/reader.ts';
import { keepingViews } from '../../../src/converge/plan/kept-views.ts';

test('a view begins with the host as it is, whatever was changed before it was asked for', async () => {
  const host = { root: '/' } as Reader;
  const changed = ['/etc/a'];
  const views = keepingViews(host, changed);
  const made: Reader[] = [];
  const ask = (): Promise<readonly string[]> =>
    views.of(
      'one',
      (from) => {
        made.push(from);
        return Promise.resolve(['host']);
      },
      (old, since) => Promise.resolve([...old, ...since]),
    );
  expect(await ask()).toEqual(['host', '/etc/a']);
  changed.push('/etc/b', '/etc/c');
  expect(await ask()).toEqual(['host', '/etc/a', '/etc/b', '/etc/c']);
  expect(await ask()).toEqual(['host', '/etc/a', '/etc/b', '/etc/c']);
  expect(made).toEqual([host]);
});
