import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { installCollection } from './control.ts';

// The collection as Ansible's own tools judge it, installed from its archive; no host is needed.

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

let folder: string;
let installed: string;
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-collection-'));
  const collections = join(folder, 'collections');
  env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_COLLECTIONS_PATH: collections,
    PYTHONPATH: collections,
  };
  installCollection(folder, env);
  installed = join(collections, 'ansible_collections/kapa/kapa');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function judged(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: installed, env, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  return stdout + stderr;
}

test('each module and the callback are documented', () => {
  expect(judged('ansible-doc', 'kapa.kapa.policy', 'kapa.kapa.check', 'kapa.kapa.facts')).toContain(
    'secret_vars',
  );
  expect(judged('ansible-doc', '-t', 'callback', 'kapa.kapa.fleet')).toContain('KAPA_FLEET_MARKDOWN');
});

test('each playbook is read', () => {
  for (const name of ['install', 'plan', 'rollout', 'rollback', 'check', 'report'])
    judged('ansible-playbook', '--syntax-check', '-i', 'web1,', `kapa.kapa.${name}`, '-e', 'run=x dest=x');
});

test('ansible-lint finds nothing', () => {
  // It looks at what a repository holds.
  execFileSync('git', ['init', '--quiet'], { cwd: installed, env });
  execFileSync('git', ['add', '--all'], { cwd: installed, env });
  judged('ansible-lint', '--offline', '--nocolor', '-q', '--profile', 'production', '-x', 'galaxy');
});

test('validate-modules finds nothing', () => {
  const validate =
    '/usr/lib/python3/dist-packages/ansible_test/_util/controller/sanity/validate-modules/validate.py';
  expect(
    judged('python3', validate, '--collection', 'ansible_collections/kapa/kapa', 'plugins/modules'),
  ).toBe('');
});
