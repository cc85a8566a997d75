import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '..');
const folders = ['src', 'test', 'scripts', 'templates', 'policies', 'modules', 'demo', 'docs'];
const copied = [...folders, 'package.json', 'tsconfig.json'];
let folder = '';

/** Runs a program of the copy; what it wrote. */
function run(...[program, ...args]: readonly [string, ...string[]]): string {
  return execFileSync(program, args, {
    cwd: folder,
    env: { ...process.env, KAPA_BUILT: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-scaffold-'));
  for (const name of copied) cpSync(join(project, name), join(folder, name), { recursive: true });
  for (const name of ['.prettierrc.json', 'vitest.config.ts', '.oxlintrc.json'])
    cpSync(join(project, name), join(folder, name));
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what the scaffolds write works as it is, in a pack that is there and in a new one', () => {
  run('node', 'scripts/new.mjs', 'resource', 'network/hosts_entry');
  run('node', 'scripts/new.mjs', 'probe', 'redis/redis_memory');
  run('node', 'scripts/new.mjs', 'remedy', 'redis/redis_reload');
  run('node', 'scripts/new.mjs', 'remedy', 'systemd/service_kick');
  run('node', 'scripts/build.mjs');
  run('node', 'node_modules/typescript/bin/tsc', '--noEmit');
  const made = ['packs/network/resources', 'packs/redis', 'packs/systemd/remedies/service-kick'];
  run(
    'node',
    'node_modules/vitest/vitest.mjs',
    'run',
    'test/rooms.test.ts',
    ...made.map((part) => `test/${part}`),
  );
  expect(run('node', 'dist/kapa.cjs', 'explain', 'redis_memory')).toContain('redis_memory');
}, 300_000);

test('a name that is no key of a policy is refused, and one that is taken', () => {
  expect(() => run('node', 'scripts/new.mjs', 'probe', 'redis/Redis-Memory')).toThrow(
    /usage: npm run new:probe/u,
  );
  expect(() => run('node', 'scripts/new.mjs', 'probe', 'machine/load')).toThrow(/load\.ts is there already/u);
});
