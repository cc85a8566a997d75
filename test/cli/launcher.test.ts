import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kapa } from './program.ts';

const project = resolve(import.meta.dirname, '../..');
const { version, engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa launcher '));
  for (const part of ['dist', 'package.json', 'templates', 'schema', 'policies'])
    cpSync(join(project, part), join(folder, "it's here", part), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('kapa runs from a folder with blanks in its name, and through links to it', () => {
  const program = join(folder, "it's here/dist/kapa.cjs");
  mkdirSync(join(folder, 'bin'));
  symlinkSync(program, join(folder, 'bin/kapa.real'));
  symlinkSync('kapa.real', join(folder, 'bin/kapa'));
  for (const called of [program, join(folder, 'bin/kapa')]) {
    expect(runs(called, ['--version']).stdout.trim()).toBe(version);
    const linted = runs(called, ['lint', join(project, 'policies')]);
    expect(linted.status, linted.stderr).toBe(0);
  }
});

test('npx runs the packed package, which needs no other', () => {
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, '--silent'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(packed.status, packed.stderr).toBe(0);
  const ran = spawnSync(
    'npx',
    ['--yes', '--offline', '--package', join(folder, packed.stdout.trim()), '--', 'kapa', '--version'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, npm_config_cache: join(folder, 'cache') } },
  );
  expect(ran.stderr).toBe('');
  expect(ran.stdout.trim()).toBe(version);
});

test.each([
  ['10.24.1', ['lint'], 1],
  ['18.19.0', ['plan'], 1],
  ['20.18.3', ['check'], 3],
])('a Node %s is refused by %s in two lines with the cure, %i', (old, args, status) => {
  const pretend = join(folder, 'pretend.cjs');
  writeFileSync(
    pretend,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${old}' } });`,
  );
  const ran = kapa(args, { node: ['--require', pretend] });
  expect(ran).toMatchObject({ status, out: '' });
  expect(ran.err).toBe(
    `error: kapa needs Node ${engines.node.replace('>=', '')} or newer, and this is ${old} (${process.execPath})\n` +
      '  cure: install a newer Node, or put it first on the PATH of what calls kapa\n',
  );
  const spanish = kapa(args, { node: ['--require', pretend], env: { LANG: 'es_CO.UTF-8' } });
  expect(spanish.err).toContain('kapa necesita Node 20.19 o posterior');
});

test('what an old Node reads first has no word that it does not understand', () => {
  const text = readFileSync(join(project, 'dist/kapa.cjs'), 'utf8');
  expect(text.replaceAll(/^\s*\/\/.*$/gmu, '')).not.toMatch(/\?\.|\?\?|\|\|=|&&=|#\w|\bstatic\s*\{|\d_\d/u);
});

function runs(program: string, args: readonly string[]): SpawnSyncReturns<string> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: path } });
}
