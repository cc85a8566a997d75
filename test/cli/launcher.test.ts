import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kapa, treeOf } from './program.ts';

/** All that lint says beside its findings: which policies it read. */
const onlyRead = /^policies: [^\n]+ \(6 files\)\n$/u;

const project = resolve(import.meta.dirname, '../..');
const { version, engines } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa launcher '));
  for (const part of ['dist', 'package.json', 'templates', 'schema', 'policies', 'modules'])
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

test('installed by root, it runs for another user, who leaves nothing in it', () => {
  const program = copyProgram('installed');
  chmodSync(folder, 0o755);
  const before = treeOf(dirname(program));
  const ran = spawnSync(
    'setpriv',
    [
      ...['--reuid=65534', '--regid=65534', '--clear-groups', '--', process.execPath, program],
      ...['lint', join(dirname(dirname(program)), 'policies'), '--allow-untrusted'],
    ],
    { cwd: '/', encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  expect(ran.stderr).toMatch(onlyRead);
  expect(ran.stdout).toBe('No findings in 6 files.\n');
  expect(treeOf(dirname(program))).toEqual(before);
});

test.each<[what: string, spoil: (cache: string) => void]>([
  ['of another Node', (cache) => writeFileSync(cache, Buffer.alloc(64, 1))],
  ['that was written in part', (cache) => truncateSync(cache, 100)],
  ['that is not there', (cache) => rmSync(cache)],
])('without a code cache, or with one %s, it runs as well', (what, spoil) => {
  const program = copyProgram(what);
  const caches = join(dirname(program), 'cache');
  const [node = ''] = readdirSync(caches);
  for (const cache of readdirSync(join(caches, node))) spoil(join(caches, node, cache));
  expect(runs(program, ['lint', join(project, 'policies')])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(onlyRead),
  });
});

test.each([
  ['the Node that made them', '', /^caches: \d\d read, 0 refused\n$/u],
  [
    'another build of the same version',
    "const fs = require('node:fs'); const { statSync } = fs; fs.statSync = (...a) => Object.assign(statSync(...a), { size: 1 });",
    /^caches: 0 read, 0 refused\n$/u,
  ],
])('code caches are read by %s as they should be', (_, other, told) => {
  const counting = join(folder, 'counting.cjs');
  writeFileSync(
    counting,
    `${other}
     const vm = require('node:vm');
     let read = 0, refused = 0;
     vm.Script = class extends vm.Script {
       constructor(text, options) {
         super(text, options);
         if (options.cachedData !== undefined) read += 1;
         if (this.cachedDataRejected) refused += 1;
       }
     };
     process.on('exit', () => process._rawDebug('caches: ' + read + ' read, ' + refused + ' refused'));`,
  );
  expect(kapa(['--help'], { node: ['--require', counting] }).err).toMatch(told);
});

test.each<[what: string, chunk: RegExp, spoil: (chunk: string) => void]>([
  ['its first chunk gone', /^main-.*cjs$/u, (chunk) => rmSync(chunk)],
  ["a command's chunk gone", /^check-.*cjs$/u, (chunk) => rmSync(chunk)],
  ['a chunk of another build', /^check-.*cjs$/u, (chunk) => appendFileSync(chunk, 'f')],
  ['a chunk that was written in part', /^check-.*cjs$/u, (chunk) => truncateSync(chunk, 900)],
])('%s: that is said, with the cure, and is "unknown" to who monitors', (what, name, spoil) => {
  const program = copyProgram(what);
  const chunk = chunksOf(program).find((file) => name.test(file)) ?? '';
  spoil(join(dirname(program), 'chunks', chunk));
  const ran = runs(program, ['check']);
  expect(ran).toMatchObject({ status: 3, stdout: '' });
  expect(ran.stderr).toMatch(
    new RegExp(
      `^error: the installation of kapa is incomplete, or is being updated: .*${chunk} cannot be read or is of another build\n  cure: .*install kapa again\n$`,
      'u',
    ),
  );
  const spanish = runs(program, ['check'], { LANG: 'es_CO.UTF-8' });
  expect(spanish.stderr).toMatch(/^error: la instalación de kapa está incompleta .*\n  solución: .*\n$/u);
});

test('a command that must not end half way has read the whole program before it begins', () => {
  const program = copyProgram('replaced beneath it');
  const policy = join(folder, 'wrong.yaml');
  writeFileSync(policy, 'policy: a\nresources: [{ name: A, nonesuch: {} }]\n');
  const replace = join(folder, 'replace.cjs');
  writeFileSync(
    replace,
    `const fs = require('node:fs');
     const { lstatSync } = fs;
     fs.lstatSync = (...a) => {
       fs.rmSync(${JSON.stringify(join(dirname(program), 'chunks'))}, { recursive: true, force: true });
       return lstatSync(...a);
     };`,
  );
  const ran = runs(process.execPath, ['--require', replace, program, 'apply', policy]);
  expect(ran.stderr).toMatch(/nonesuch/u);
  expect(ran.status).toBe(78);
  expect(existsSync(join(dirname(program), 'chunks'))).toBe(false);
});

test.each([
  ['in a command', 'JSON.stringify = () => { throw new TypeError("broken"); };', ['lint', '--json']],
  [
    'where nobody waits for it',
    'const real = JSON.stringify; JSON.stringify = (...a) => { setImmediate(() => real({ toJSON() { throw new TypeError("broken"); } })); return real(...a); };',
    ['explain', 'KAPA101', '--json'],
  ],
])('a fault %s is shown with its stack, in files and lines of the sources', (_, fault, args) => {
  const pretend = join(folder, 'fault.cjs');
  writeFileSync(pretend, fault);
  const ran = kapa(args, { node: ['--require', pretend] });
  expect(ran.status).toBe(1);
  expect(ran.err).toContain('TypeError: broken');
  expect(ran.err).not.toContain('.cjs:2:');
});

test('each place of a stack is one of the sources', () => {
  const pretend = join(folder, 'fault.cjs');
  writeFileSync(
    pretend,
    'Error.stackTraceLimit = 30; JSON.stringify = () => { throw new TypeError("broken"); };',
  );
  const ran = kapa(['lint', '--json'], { node: ['--require', pretend] });
  const places = [
    ...ran.err.matchAll(/ at (?:async )?(?:[\w.]+\.)?(\w+)(?: \[as \w+\])? \((src\/[^:]+):(\d+):\d+\)/gu),
  ];
  const found = places.map(([, called, file]) => `${called} ${file}`);
  expect(found).toContain('lintCommand src/cli/commands/lint.ts');
  expect(found).toContain('main src/main.ts');
  const [, , file = '', line] = places[0] ?? [];
  expect(readFileSync(join(project, file), 'utf8').split('\n')[Number(line) - 1]).toContain('JSON.stringify');
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

/** A copy of the program to spoil; answers with its launcher. */
function copyProgram(name: string): string {
  for (const part of ['dist', 'templates', 'policies', 'modules'])
    cpSync(join(project, part), join(folder, name, part), { recursive: true });
  return join(folder, name, 'dist/kapa.cjs');
}

function chunksOf(program: string): string[] {
  return readdirSync(join(dirname(program), 'chunks'));
}

function runs(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): SpawnSyncReturns<string> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: path, ...env } });
}
