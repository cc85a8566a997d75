import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bashCompletion } from '../../src/cli/generate/completion-scripts.ts';

// Root presses the tabulator key in a folder of somebody else's: what stands in its policies is read, and offered.

const values = resolve(import.meta.dirname, '../../packaging/kapa/complete-values');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-keys-'));
  mkdirSync(join(folder, 'policies'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const policy = (name: string): string => `policy: p\nrules:\n  - name: ${name}\n    when: "true"\n`;
const put = (file: string, text: string): void => writeFileSync(join(folder, 'policies', file), text);

test('a pipe among the policies, and one that is very long, keep no shell waiting', () => {
  put('a.yaml', policy('Fine'));
  execFileSync('mkfifo', [join(folder, 'policies/b.yaml')]);
  put('c.yaml', '');
  truncateSync(join(folder, 'policies/c.yaml'), 256 * 1024 * 1024);
  const ran = spawnSync('/bin/sh', [values, 'rules'], { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  expect(ran).toMatchObject({ signal: null, stdout: 'Fine\n' });
});

test('values of the host offer no names', () => {
  put('a.yaml', policy('Fine'));
  put('host.vars.yaml', 'rules:\n  - name: Other\n');
  expect(execFileSync('/bin/sh', [values, 'rules'], { cwd: folder, encoding: 'utf8' })).toBe('Fine\n');
});

test('no name reaches the terminal with signs that it obeys', () => {
  const names = ['One\u001B[2J', 'Two\u0085', 'Three\u202E', 'Four\u007F', 'Año «cinco» — ok'];
  put('a.yaml', names.map((name) => policy(name)).join('---\n'));
  const offered = execFileSync('/bin/sh', [values, 'rules'], { cwd: folder, encoding: 'utf8' });
  expect(offered).toBe('Año «cinco» — ok\n');
});

test('bash puts nothing into a quoted word that it would run', () => {
  const hostile = ['$(touch run)', '`touch run`', 'x"; touch run; "', "x'; touch run; '", 'x\\'];
  put('a.yaml', [...hostile, 'x is fine'].map((name) => policy(name)).join('---\n'));
  const script = bashCompletion([
    { name: 'check', about: '', options: [{ flags: ['--rule'], about: '', value: 'rules' }], places: [] },
  ]);
  writeFileSync(
    join(folder, 'completion'),
    script.replaceAll('/usr/lib/kapa/complete-values', `/bin/sh ${values}`),
  );
  const bash = (...words: readonly string[]): string =>
    execFileSync('bash', ['--norc', '--noprofile', '-c', ...words], { cwd: folder, encoding: 'utf8' });
  const offered = (typed: string): string =>
    bash(
      '. ./completion; COMP_WORDS=(kapa check --rule "$1"); COMP_CWORD=3; _kapa; printf "%s\\n" "${COMPREPLY[@]}"',
      ...['bash', typed],
    );
  for (const quote of ['"', "'"]) expect(offered(quote)).toBe('x is fine\n');
  // Without quotes each sign is escaped, and the word is one.
  const words = offered('').trimEnd().split('\n').join(' ');
  expect(bash(`printf '%s\\n' ${words}`)).toBe(`${[...hostile, 'x is fine'].join('\n')}\n`);
});
