import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kapa, shipped, type Ran } from './program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-names-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Policies with one rule that fires while a file is there, and another that is well. */
function write(rule: string, settings = ''): void {
  writeFileSync(
    join(folder, 'p.yaml'),
    `policy: p
group: p
log: { file: ${folder}/log, locale: es }
settings: { state_dir: ${folder}/state, ${settings} }
probes:
  ill: { file_age: { path: ${folder}/ill } }
  never: { file_age: { path: ${folder}/never } }
rules:
  - { ${rule}, when: ill.exists, do: [{ run: { argv: [sh, -c, 'echo tried >> ${folder}/tried'] } }], verify: { within: 1s }, limit: { times: 1, within: 1h } }
  - { name: The other one is well, when: never.exists }
`,
  );
}
const run = (...args: string[]): Ran => kapa([...args, join(folder, 'p.yaml')]);

test('a name and its verdict stand apart, verdicts below each other', () => {
  write('name: Nothing is ill');
  writeFileSync(join(folder, 'ill'), '');
  const { out } = run('status');
  expect(out).toMatch(/^✗ Nothing is ill {9}alert \d+s /mu);
  expect(out).toMatch(/^✓ The other one is well {2}ok \d+s +exists false$/mu);
  expect(run('check').out).not.toContain('The other one is well');
});

test('a rule that is renamed keeps its state, its orders and its history', () => {
  write('name: Something is ill');
  writeFileSync(join(folder, 'ill'), '');
  run('check');
  run('silence', 'Something is ill', '--for', '1h', '--reason', 'known');
  write('name: Nothing is ill, formerly: [Something is ill]');
  const { out } = run('check');
  expect(out).toMatch(/Nothing is ill .*backing off/u);
  expect(out).toMatch(/silenced until/u);
  expect(readFileSync(join(folder, 'tried'), 'utf8')).toBe('tried\n');
  const before = run('history', '--rule', 'Nothing is ill').out;
  expect(before).toMatch(/alert.* Something is ill/u);
  expect(run('silence', 'Something is ill', '--end').out).toMatch(/^Nothing is ill: the order is over/mu);
});

test('rules speak the language of the settings, and of the log, and are called by any of their names', () => {
  write('name: Nothing is ill, names: { es: Nada anda mal }');
  writeFileSync(join(folder, 'ill'), '');
  expect(run('check').out).toContain('Nothing is ill');
  expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/Nada anda mal: alerta/u);
  write('name: Nothing is ill, names: { es: Nada anda mal }', 'locale: es');
  const spanish = run('check').out;
  expect(spanish).toMatch(/✗ Nada anda mal {2,}sin más intentos/u);
  expect(spanish).not.toContain('Nothing is ill');
  expect(run('clear', 'Nothing is ill').out).toContain('despejada');
  expect(run('history', '--rule', 'Nada anda mal').out).toMatch(/alerta Nothing is ill/u);
});

test('one name stands for one rule, whenever it was used', () => {
  write('name: Nothing is ill, formerly: [The other one is well]');
  expect(run('lint').out).toMatch(/KAPA005/u);
});

test('each shipped rule says what must hold, in both languages, and remembers what it was called', () => {
  const former = new Set<string>();
  const modules = join(shipped, '../modules');
  for (const file of readdirSync(modules)) {
    const documents = parseAllDocuments(readFileSync(join(modules, file), 'utf8')).map(
      (document) =>
        document.toJS() as { rules?: { name: string; names?: { es?: string }; formerly?: string[] }[] },
    );
    for (const { name, names, formerly } of documents.flatMap(({ rules = [] }) => rules)) {
      expect(names?.es, name).toMatch(/\p{L}/u);
      for (const one of formerly ?? []) former.add(one);
      // What an operator greps for in the logs stands there for something else.
      expect(`${name} ${names?.es ?? ''}`).not.toMatch(/CLOSE_WAIT:|Reiniciado|Reset|[✅❌]/u);
    }
  }
  expect(former.size).toBe(11);
});
