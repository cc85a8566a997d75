import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../src/packs/index.ts';
import table from '../src/rooms.json' with { type: 'json' };

const source = resolve(import.meta.dirname, '../src');

interface Room {
  readonly may: readonly string[];
  /** Files of this room that gather the files of one name of all packs. */
  readonly gathers?: Readonly<Record<string, string>>;
  readonly npm: readonly string[];
  readonly node: readonly string[] | string;
}

const rooms: Readonly<Record<string, Room>> = table;
const exported: Readonly<Record<string, readonly string[]>> = table.packs.exports;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((entry) =>
  entry.endsWith('.ts'),
);

function importsOf(entry: string): string[] {
  const text = readFileSync(join(source, entry), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/gu;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** What is wrong with an import; undefined: nothing. */
function verdict(entry: string, specifier: string): string | undefined {
  const [room = '', pack] = entry.split('/');
  const rule = rooms[room];
  if (rule === undefined) return `src/${room} is no room`;
  if (specifier.startsWith('.')) {
    const target = relative(source, resolve(source, dirname(entry), specifier));
    const [other = '', otherPack = '', ...rest] = target.split('/');
    if (target.startsWith('..')) return room === 'cli' ? undefined : 'leaves src/';
    if (other === room) {
      if (room !== 'packs' || pack === otherPack || rest.length === 0 || entry.split('/').length === 2)
        return undefined;
      return exported[otherPack]?.includes(rest.join('/')) === true
        ? undefined
        : `the pack ${otherPack} does not export it`;
    }
    if (other === 'packs' && rule.gathers?.[entry.split('/').slice(1).join('/')] === rest.join('/'))
      return undefined;
    return rule.may.includes(other) ? undefined : `${room} may import ${rule.may.join(', ') || 'nothing'}`;
  }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier))
    return rule.node === 'all' || rule.node.includes(specifier) ? undefined : 'only host touches the machine';
  return rule.npm.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ? undefined
    : `${specifier} belongs to another room`;
}

test('each room imports only what the architecture allows', () => {
  const wrong: string[] = [];
  for (const entry of files) {
    if (!entry.includes('/')) continue;
    for (const specifier of importsOf(entry)) {
      const said = verdict(entry, specifier);
      if (said !== undefined) wrong.push(`src/${entry}: ${specifier}: ${said}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('no file imports itself by way of others, types included', () => {
  const graph = new Map(
    files.map((entry) => [
      entry,
      importsOf(entry)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(source, resolve(source, dirname(entry), specifier))),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (entry: string, above: readonly string[]): void => {
    if (above.includes(entry)) circles.push([...above.slice(above.indexOf(entry)), entry].join(' → '));
    if (done.has(entry) || above.includes(entry)) return;
    for (const next of graph.get(entry) ?? []) visit(next, [...above, entry]);
    done.add(entry);
  };
  for (const entry of files) visit(entry, []);
  expect(circles).toEqual([]);
});

test('no two files export one name', () => {
  const owners = new Map<string, string[]>();
  for (const entry of files)
    for (const [, name = ''] of readFileSync(join(source, entry), 'utf8').matchAll(
      /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gmu,
    ))
      owners.set(name, [...(owners.get(name) ?? []), entry]);
  const shared = [...owners].filter(([, entries]) => new Set(entries).size > 1);
  expect(shared).toEqual([]);
});

test('programs are started through one door', () => {
  const starting = /(?:from|import\() ?'(?:execa|(?:node:)?(?:child_process|cluster|worker_threads))'/u;
  const starters = files.filter((entry) =>
    starting.test(readFileSync(join(source, entry), 'utf8').replaceAll(/^import type [^;]*;/gmu, '')),
  );
  // What a user's own program starts has his rights already, and kapa itself imports nothing of it.
  const ofUsers = ['host/pm2/script-syntax.ts', 'host/pm2/shell-line.ts'];
  expect(starters.toSorted()).toEqual([...ofUsers, 'host/processes/programs.ts']);
  const importers = files.filter((entry) =>
    /\/(?:script-syntax|shell-line)\.ts'/u.test(readFileSync(join(source, entry), 'utf8')),
  );
  expect(importers).toEqual(['host/pm2/ecosystem-program.ts']);
});

test('no mechanism names a registered type', () => {
  const types = [...registry.resources, ...registry.probes, ...registry.remedies].map(({ type }) => type);
  // A plain English word may mean something else than the type.
  const telling = new Set(types.filter((type) => type.includes('_')));
  const named: string[] = [];
  for (const entry of files) {
    if (entry.startsWith('packs/')) continue;
    const code = readFileSync(join(source, entry), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
    for (const [, word = ''] of code.matchAll(/'(\w+)'|\b(?=\w*_)(\w+):/gu))
      if (telling.has(word)) named.push(`src/${entry}: ${word}`);
  }
  expect(named).toEqual([]);
});
