import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, treeOf, type Copy } from './program.ts';

let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

test('init writes policies of what is there: they lint clean and their first plan shows no change', () => {
  const before = treeOf(host.root);
  const folder = join(host.folder, 'found');
  const made = host.run(['init', '--out', folder]);
  expect(made.status, made.err).toBe(0);
  expect(treeOf(host.root)).toEqual(before);
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(text).toContain('apache_mpm');
  expect(text).toContain('kapa.healtheworld.com.co');
  expect(text).toContain('/usr/local/bin/backup-db --quiet');
  const lint = kapa(['lint', folder]);
  expect(lint.status, lint.out).toBe(0);
  const plan = host.run(['plan', folder, '--json', '--detailed-exitcode']);
  expect(plan.json().resources.filter(({ action }) => action !== 'none')).toEqual([]);
  expect(plan.status, plan.err).toBe(0);
  expect(host.run(['init', '--out', folder])).toMatchObject({
    status: 1,
    err: expect.stringContaining('--force'),
  });
  expect(host.run(['init', '--out', folder, '--force']).status).toBe(0);
});

test('a host with nothing that kapa knows is told so', () => {
  const empty = join(host.folder, 'empty');
  mkdirSync(empty);
  expect(kapa(['init', '--root', empty, '--out', join(host.folder, 'none')]).status).toBe(1);
});
