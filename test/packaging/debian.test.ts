import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What `npm run package` makes of kapa itself; the hosts that it is installed on are in test/hosts/debian.test.ts.

const project = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
let folder: string;
let deb: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-debian-'));
  deb = build('first');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('two builds of one commit are the same bytes, the repository and its signature among them', () => {
  const second = build('second');
  expect(readFileSync(second).equals(readFileSync(deb))).toBe(true);
  execFileSync('diff', ['-r', join(folder, 'first'), join(folder, 'second')]);
});

test('lintian has neither errors nor warnings', () => {
  const ran = spawnSync('lintian', ['--fail-on', 'error,warning', deb], { encoding: 'utf8' });
  expect(ran.stdout).toBe('');
  expect(ran.status, ran.stderr).toBe(0);
});

test('it holds what a host needs, nothing of it a configuration file but the rotation of the logs', () => {
  const files = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' });
  for (const file of [
    /^-rwxr-xr-x root\/root .* \.\/usr\/bin\/kapa$/mu,
    /^drwxr-xr-x root\/root .* \.\/etc\/kapa\/$/mu,
    /\.\/usr\/share\/kapa\/policies\/health\.yaml$/mu,
    /\.\/usr\/lib\/systemd\/system\/kapa-watch\.service$/mu,
    /\.\/usr\/lib\/systemd\/system\/kapa-check@\.timer$/mu,
    /\.\/etc\/ansible\/facts\.d\/kapa\.fact -> \/usr\/lib\/kapa\/ansible-fact$/mu,
  ])
    expect(files).toMatch(file);
  expect(files).not.toContain('/dist/cache/');
  expect(execFileSync('dpkg-deb', ['--info', deb, 'conffiles'], { encoding: 'utf8' })).toBe(
    '/etc/logrotate.d/kapa\n',
  );
  expect(execFileSync('dpkg-deb', ['--field', deb, 'Depends'], { encoding: 'utf8' })).toContain(
    'nodejs (>= 20.19) | kapa-node',
  );
});

test('the repository is believed with its own key, and not when a byte of it differs', () => {
  const repository = join(folder, 'first/repository');
  const keyring = join(repository, 'kapa-archive-keyring.gpg');
  const inRelease = join(repository, 'dists/stable/InRelease');
  expect(spawnSync('gpgv', ['--keyring', keyring, inRelease]).status).toBe(0);
  const spoilt = join(folder, 'InRelease');
  writeFileSync(spoilt, readFileSync(inRelease, 'utf8').replace('Origin: kapa', 'Origin: mapa'));
  expect(spawnSync('gpgv', ['--keyring', keyring, spoilt]).status).not.toBe(0);
  const index = readFileSync(join(repository, 'dists/stable/main/binary-arm64/Packages'), 'utf8');
  expect(index).toContain(`Filename: pool/kapa_${version}_all.deb`);
});

function build(name: string): string {
  const out = join(folder, name);
  execFileSync(process.execPath, ['packaging/build.mjs', out, 'kapa'], { cwd: project, stdio: 'ignore' });
  return join(out, `kapa_${version}_all.deb`);
}
