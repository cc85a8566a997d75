import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, type Copy, type Ran } from './program.ts';

const policy = 'policy: p\nresources:\n  - name: Greeting\n    file: { path: /etc/motd, content: "hi\\n" }\n';
let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

const firstLine = ({ out }: Ran): string => out.split('\n', 1)[0] ?? '';

test('a command says first which policies it read, of how many files', () => {
  host.policy(policy);
  host.policy('policy: q\n', 'more.yml');
  const folder = join(host.folder, 'policies');
  for (const command of [['plan'], ['history'], ['apply', '--yes']])
    expect(firstLine(host.run(command)), command[0]).toBe(`policies: ${folder} (2 files)`);
  expect(host.run(['lint']).err).toBe(`policies: ${folder} (2 files)\n`);
  expect(firstLine(host.run(['plan', 'policies/policy.yaml']))).toBe(
    `policies: ${folder}/policy.yaml (1 file)`,
  );
  expect(firstLine(host.run(['plan'], { env: { LANG: 'es_CO.UTF-8' } }))).toBe(
    `políticas: ${folder} (2 archivos)`,
  );
});

test('what is left aside is said, and warned of where it differs', () => {
  host.policy(policy);
  const here = join(host.folder, 'policies');
  const installed = join(host.root, 'etc/kapa/policies');
  mkdirSync(join(host.root, 'etc/kapa'), { recursive: true });
  cpSync(here, installed, { recursive: true });
  const same = host.run(['plan']);
  expect(firstLine(same)).toBe(`policies: ${here} (1 file); left aside: ${installed}`);
  expect(same.err).toBe('');
  writeFileSync(join(installed, 'policy.yaml'), policy.replace('hi', 'hello'));
  const other = host.run(['plan']);
  expect(other.err).toMatch(/^! .*policies was read; .*etc\/kapa\/policies holds others/u);
  expect(host.run(['plan', here]).err).toBe('');
  expect(host.run(['plan', '--json']).err).toMatch(/holds others/u);
  writeFileSync(join(here, 'policy.yaml.bak'), policy);
  expect(firstLine(host.run(['plan', here]))).toContain(`left aside: ${here}/policy.yaml.bak`);
});

test('what others put beside their policies neither holds lint up nor fills its memory', () => {
  host.policy(policy);
  const here = join(host.folder, 'policies');
  const installed = join(host.root, 'etc/kapa/policies');
  mkdirSync(join(host.root, 'etc/kapa'), { recursive: true });
  cpSync(here, installed, { recursive: true });
  execFileSync('mkfifo', [join(here, 'pipe.yml')]);
  symlinkSync('/dev/zero', join(here, 'zero.yml'));
  const { status, err } = host.run(['lint', '--root', host.root]);
  expect(status).toBe(1);
  expect(err).toMatch(/holds others/u);
});

test('what programs read stays as it was', () => {
  host.policy(policy);
  expect(host.run(['plan', '--json']).json()).toMatchObject({ version: 1 });
  const lint = host.run(['lint', '--format', 'github']);
  expect(lint.out + lint.err).not.toContain('policies:');
  expect(host.run(['check', '--format', 'nagios']).out).toMatch(/^KAPA UNKNOWN/u);
  expect(host.run(['history', '--json']).json()).toMatchObject({ version: 1 });
});

test('without policies the first contact names where they are and what writes some', () => {
  for (const command of ['plan', 'status', 'doctor']) {
    const { err } = kapa([command], { cwd: host.folder });
    expect(err).toMatch(/kapa init --out \/etc\/kapa\/policies/u);
  }
});
