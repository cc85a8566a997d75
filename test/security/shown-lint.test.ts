import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kapa } from '../cli/program.ts';
import { patient } from '../patient.ts';

// The author of a pull request writes policies, templates and links; lint runs over them with the secrets of the build.

let folder: string;
let checkout: string;
const formats = ['text', 'json', 'github', 'sarif'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-pull-'));
  checkout = join(folder, 'checkout');
  mkdirSync(join(checkout, 'policies'), { recursive: true });
  mkdirSync(join(checkout, 'templates'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(checkout, name), text);
const lint = (args: readonly string[] = [], env = {}): ReturnType<typeof kapa> =>
  kapa(['lint', ...args], { cwd: checkout, env });

test.each(['yes', '"true"', '1', 'TRUE', 'on', '', 'maybe', '[true]'])(
  'what stands beside secret: %s is in no frame',
  (said) => {
    for (const content of ['T=CANARY-hunter2', '[ CANARY-hunter2 ]', '77123459876'])
      for (const order of [
        `content: ${content}\n      secret: ${said}`,
        `secret: ${said}\n      content: ${content}`,
      ]) {
        write(
          'policies/p.yaml',
          `policy: p\nresources:\n  - name: R\n    file:\n      path: /srv/e\n      ${order}\n      mode: 9\n`,
        );
        const { out, err } = lint(['policies']);
        expect(out).toContain('KAPA');
        expect(out + err).not.toMatch(/hunter2|77123459876/u);
        if (!['', 'maybe', 'TRUE'].includes(said)) expect(out).toContain(`secret: ${said}`);
      }
  },
);

test('a variable that is called secret hides no other', () => {
  write('policies/p.yaml', 'policy: p\nvars: { secret: CANARY-x, domain: shop.example }\nnonsense: 1\n');
  expect(lint(['policies']).out).toContain('shop.example');
});

test.each(['netrc', 'environ', 'folder'])('a link to what is no policy (%s) shows nothing of it', (kind) => {
  const env = { CI_TOKEN: 'CANARY-token' };
  writeFileSync(join(folder, 'netrc'), 'CI_TOKEN=CANARY-token\n');
  mkdirSync(join(folder, 'hidden'));
  writeFileSync(join(folder, 'hidden/a.yaml'), 'CI_TOKEN=CANARY-token\n');
  execFileSync('git', ['init', '-q'], { cwd: checkout });
  if (kind === 'folder') {
    rmSync(join(checkout, 'policies'), { recursive: true });
    symlinkSync('../hidden', join(checkout, 'policies'));
  } else
    symlinkSync(
      kind === 'netrc' ? join(folder, 'netrc') : '/proc/self/environ',
      join(checkout, 'policies/x.yaml'),
    );
  for (const named of kind === 'folder' ? ['policies'] : ['policies', 'policies/x.yaml'])
    for (const format of formats) {
      const { out, err, status } = lint(['--format', format, named], env);
      expect(out + err, named).not.toMatch(/CANARY|TOKEN/u);
      expect(status).not.toBe(0);
      if (kind !== 'folder' && named === 'policies' && format === 'text')
        expect(out).toContain(
          'policies/x.yaml:1:1: error KAPA013 policies/x.yaml is a link that leads out of',
        );
    }
});

test('links inside a checkout, a link that is named, and a folder behind a link are read', () => {
  const policy = 'policy: p\nresources:\n  - name: R\n    file: { path: /srv/e, content: a }\n';
  execFileSync('git', ['init', '-q'], { cwd: checkout });
  mkdirSync(join(checkout, 'shared'));
  write('shared/a.yaml', policy);
  symlinkSync('../shared/a.yaml', join(checkout, 'policies/a.yaml'));
  expect(lint(['policies']).out).toContain('No findings');
  symlinkSync(join(checkout, 'shared/a.yaml'), join(folder, 'link.yaml'));
  symlinkSync(join(checkout, 'shared'), join(folder, 'link'));
  expect(lint([join(folder, 'link.yaml')]).out).toContain('No findings');
  expect(lint([join(folder, 'link')]).out).toContain('No findings');
  rmSync(join(checkout, 'policies/a.yaml'));
  symlinkSync('../.git/config', join(checkout, 'policies/a.yaml'));
  expect(lint(['policies']).out).toContain('is a link that leads out of');
});

test('a template behind a link that leads out is not read', () => {
  writeFileSync(join(folder, 'netrc'), 'CANARY {{CANARY}}\n');
  symlinkSync(join(folder, 'netrc'), join(checkout, 'templates/t.hbs'));
  write(
    'policies/p.yaml',
    'policy: p\nresources:\n  - name: R\n    file: { path: /srv/e, template: t.hbs }\n',
  );
  const { out, err, status } = lint(['policies']);
  expect(out + err).toContain('is a link that leads out of');
  expect(out + err).not.toContain('CANARY');
  expect(status).not.toBe(0);
});

test.each(['link', 'folder'])('a module behind a %s that leads out is not read', (kind) => {
  execFileSync('git', ['init', '-q'], { cwd: checkout });
  mkdirSync(join(folder, 'hidden'));
  writeFileSync(join(folder, 'hidden/evil.yaml'), 'policy: evil\nCI_TOKEN: CANARY-token\n');
  if (kind === 'folder') symlinkSync(join(folder, 'hidden'), join(checkout, 'policies/modules'));
  else {
    mkdirSync(join(checkout, 'policies/modules'));
    symlinkSync(join(folder, 'hidden/evil.yaml'), join(checkout, 'policies/modules/evil.yaml'));
  }
  write('policies/p.yaml', 'policy: p\nuse:\n  - { module: evil, as: x }\n');
  for (const format of formats) {
    const { out, err, status } = lint(['--format', format, 'policies']);
    expect(out + err).not.toMatch(/CANARY|TOKEN/u);
    expect(status).not.toBe(0);
  }
});

const many = `[${Array.from({ length: 200 }, () => '1').join(', ')}]`;
const each = `{{#each q}}${'{{#each @root.q}}'.repeat(5)}x${'{{/each}}'.repeat(6)}`;
const inlines = Array.from(
  { length: 40 },
  (_, at) => `{{#*inline "p${at}"}}${at === 0 ? 'x' : `{{> p${at - 1}}}{{> p${at - 1}}}`}{{/inline}}`,
).join('');
const doubled = (value: (before: string) => string): string =>
  Array.from({ length: 40 }, (_, at) => `, v${at + 1}: ${value(`{{v${at}}}`)}`).join('');

test.each([
  ['nested loops', '', each],
  ['a loop over a long text', '', `{{#each q}}{{#each @root.q}}${'y'.repeat(10_000)}{{/each}}{{/each}}`],
  ['inline partials', '', `${inlines}{{> p39}}`],
  ['texts that double', doubled((before) => `"${before}${before}"`), '{{v40}}'],
  ['lists that double', doubled((before) => `["${before}", "${before}"]`), 'a'],
  ['mappings in a template', doubled((before) => `["${before}", "${before}"]`), '{{#if q}}{{v40}}{{/if}}'],
])('%s come to an end that is told', (_, vars, text) => {
  write(
    'policies/p.yaml',
    `policy: p\nvars: { q: ${many}, v0: xxxxxxxx${vars} }\nresources:\n  - name: R\n    file: { path: /srv/e, content: '${text}' }\n`,
  );
  const began = performance.now();
  const { out, status } = lint(['policies']);
  expect(out).toContain('KAPA009');
  expect(out).toMatch(/comes to more than/u);
  expect(status).toBe(1);
  expect(performance.now() - began).toBeLessThan(patient(15_000));
});

test('of thousands of findings the first are shown and the others counted, in linear time', () => {
  write(
    'policies/p.yaml',
    `policy: p\nresources:\n${Array.from({ length: 20_000 }, (_, at) => `  - {nme: N${at}, fle: {path: "/etc/x${at}", content: a}}\n`).join('')}`,
  );
  const began = performance.now();
  const { out, status } = lint(['policies']);
  expect(out.match(/KAPA\d{3}/gu)?.length).toBe(1000);
  expect(out).toMatch(/\d+ more/u);
  expect(status).toBe(1);
  expect(performance.now() - began).toBeLessThan(patient(20_000));
});
