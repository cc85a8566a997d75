import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPackages, type Packages } from './packaged.ts';

// The packages for arm64, unpacked and run by QEMU with the libraries of that architecture: no such machine is booted.

let packages: Packages;
let tree: string;

beforeAll(() => {
  packages = buildPackages();
  tree = mkdtempSync(join(tmpdir(), 'kapa-arm64-'));
  for (const deb of readdirSync(packages.folder).filter((name) => /_(?:arm64|all)\.deb$/u.test(name)))
    execFileSync('dpkg-deb', ['--extract', join(packages.folder, deb), tree]);
});
afterAll(() => {
  packages.remove();
  rmSync(tree, { recursive: true, force: true });
});

test('its Node is of that architecture, and apt finds it there', () => {
  const deb = readdirSync(packages.folder).find((name) => name.endsWith('_arm64.deb')) ?? '';
  expect(
    execFileSync('dpkg-deb', ['--field', join(packages.folder, deb), 'Architecture'], { encoding: 'utf8' }),
  ).toBe('arm64\n');
  expect(onArm64('-p', 'process.arch')).toBe('arm64\n');
  const index = join(packages.folder, 'repository/dists/stable/main/binary-arm64/Packages');
  expect(execFileSync('grep', ['^Filename:', index], { encoding: 'utf8' })).toContain(`pool/${deb}`);
});

test('kapa runs on it', () => {
  const kapa = join(tree, 'usr/lib/kapa/dist/kapa.cjs');
  expect(onArm64(kapa, '--version')).toMatch(/^\d+\.\d+\.\d+\n$/u);
  expect(onArm64(kapa, 'lint', '--allow-untrusted', join(tree, 'usr/share/kapa/policies'))).toContain(
    'No findings',
  );
});

function onArm64(...args: readonly string[]): string {
  const node = join(tree, 'usr/lib/kapa/bin/node');
  return execFileSync('qemu-aarch64-static', ['-L', '/usr/aarch64-linux-gnu', node, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
