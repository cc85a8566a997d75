import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

interface Room {
  readonly rooms: readonly string[] | 'all';
  readonly npm: readonly string[];
  readonly node: readonly string[] | 'all';
}

/** The table of docs/architecture.md: who may import whom. */
const rooms: Readonly<Record<string, Room>> = {
  core: { rooms: [], npm: ['ajv', 're2js'], node: [] },
  formats: { rooms: ['core'], npm: [], node: [] },
  policy: {
    rooms: ['core', 'formats'],
    npm: ['yaml', 'ajv', 'handlebars', '@marcbachmann/cel-js', '#validators', '#templates'],
    node: [],
  },
  resources: { rooms: ['core', 'formats'], npm: [], node: ['node:path', 'node:path/posix', 'node:crypto'] },
  services: { rooms: ['core'], npm: [], node: [] },
  probes: { rooms: ['core'], npm: [], node: [] },
  remedies: { rooms: ['core'], npm: [], node: [] },
  engine: { rooms: ['core'], npm: [], node: [] },
  host: { rooms: ['core'], npm: ['execa', 'nodemailer', '#pm2-errand'], node: 'all' },
  report: { rooms: ['core'], npm: ['diff', 'sarif'], node: [] },
  cli: { rooms: 'all', npm: ['commander'], node: 'all' },
};

const siblingsApart = new Set(['resources', 'probes', 'remedies']);

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/gu;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function verdict(room: string, file: string, specifier: string): string | undefined {
  const rules = rooms[room];
  if (rules === undefined) return `src/${room} is no room`;
  if (specifier.startsWith('.')) {
    const target = relative(source, resolve(dirname(file), specifier));
    const [targetRoom = ''] = target.split('/');
    if (target.startsWith('..')) return room === 'cli' ? undefined : 'leaves src/';
    if (targetRoom === room) {
      const apart = siblingsApart.has(room) && !file.endsWith('/index.ts');
      return apart
        ? 'siblings never import each other; what they share belongs in core or formats'
        : undefined;
    }
    return rules.rooms === 'all' || rules.rooms.includes(targetRoom)
      ? undefined
      : `${room} may import ${rules.rooms.join(', ') || 'nothing'}, not ${targetRoom}`;
  }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier))
    return rules.node === 'all' || rules.node.includes(specifier)
      ? undefined
      : 'only host touches the machine';
  return rules.npm.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ? undefined
    : `${specifier} belongs to another room`;
}

test('each room imports only what the architecture allows', () => {
  const wrong: string[] = [];
  for (const entry of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.ts') || !entry.includes('/')) continue;
    const file = join(source, entry);
    for (const specifier of importsOf(file)) {
      const said = verdict(entry.split('/')[0] ?? '', file, specifier);
      if (said !== undefined) wrong.push(`src/${entry}: ${specifier}: ${said}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('programs are started through one door', () => {
  const starting = /(?:from|import\() ?'(?:execa|(?:node:)?(?:child_process|cluster|worker_threads))'/u;
  const starters = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((entry) => entry.endsWith('.ts'))
    .filter((entry) =>
      starting.test(readFileSync(join(source, entry), 'utf8').replaceAll(/^import type [^;]*;/gmu, '')),
    );
  expect(starters).toEqual(['host/programs.ts']);
});
