import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { globalOptions } from '../../src/app/option.ts';

// Whatever the documents tell a reader to type is a command, with options, that there is.

const project = resolve(import.meta.dirname, '../..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(project, 'docs')).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(project, name), 'utf8') }));
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
);

const lines = documents.flatMap(({ name, text }) => {
  const fenced = [...text.matchAll(/^```([^\n]*)\n(.*?)^```/gmsu)].flatMap(([, language = '', body = '']) =>
    /^(?:sh|console|shell)?$/u.test(language) ? body.split('\n') : [],
  );
  const inline = [...text.matchAll(/`((?:kapa|npm) [^`\n]+)`/gu)].map(([, code = '']) => code);
  return [...fenced, ...inline]
    .flatMap((line) =>
      line
        .replace(/^\$ /u, '')
        .replace(/\s#.*$/u, '')
        .split(/ && | \| /u),
    )
    .filter((line) => /^(?:kapa|npm) \S/u.test(line))
    .map((line) => ({ name, line: line.trim() }));
});

test('the documents name commands', () => {
  expect(lines.length).toBeGreaterThan(20);
});

test.each(lines.filter(({ line }) => line.startsWith('kapa ')))('$name: $line', ({ line }) => {
  const [, named = '', ...words] = line.split(/\s+/u);
  if (named.startsWith('-')) return;
  const alternatives = named.split(/[|,]/u);
  for (const one of alternatives) {
    const command = commands.find(({ name }) => name === one);
    expect(command, `kapa ${one}`).toBeDefined();
    const known = [...(command?.options ?? []), ...globalOptions].flatMap(
      ({ flags }) => flags.match(/--[\w-]+/gu) ?? [],
    );
    for (const [option = ''] of words.join(' ').matchAll(/(?<=^|\s|\[)--[\w-]+/gu))
      expect([...known, '--help']).toContain(option);
  }
});

test.each(lines.filter(({ line }) => /^npm (?:run|test)/u.test(line)))('$name: $line', ({ line }) => {
  const words = line.split(/\s+/u);
  expect(scripts).toContain(words[1] === 'run' ? words[2] : words[1]);
});

test('every command is in the documents and has an example in its help', () => {
  const all = documents.map(({ text }) => text).join('\n');
  for (const { name, example } of commands) {
    expect(all, name).toContain(`kapa ${name}`);
    expect(example).toContain(`kapa ${name}`);
  }
});

test('links between the documents lead somewhere', () => {
  const missing = documents.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)]
      .map(([, target = '']) => target)
      // Written by npm run bench.
      .filter((target) => !target.endsWith('bench/RESULTS.md'))
      .filter((target) => readOrNothing(join(project, name, '..', target)) === undefined)
      .map((target) => `${name}: ${target}`),
  );
  expect(missing).toEqual([]);
});

function readOrNothing(path: string): unknown {
  try {
    return path.endsWith('/') || !/\.\w+$/u.test(path) ? readdirSync(path) : readFileSync(path);
  } catch {
    return undefined;
  }
}
