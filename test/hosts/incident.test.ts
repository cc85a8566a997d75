import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { installKapa, site, siteLayers } from './site.ts';

// docs/incident.md, run again: its commands in their order, on the outage that it tells of. INCIDENT_WRITE=1 writes
// what they print into the document; otherwise each line that the document shows must be among what they print.
const file = resolve(import.meta.dirname, '../../docs/incident.md');
const policies = '/etc/kapa/policies';
const asApp = { user: site.user } as const;
let machine: Machine;

beforeAll(async () => {
  machine = await boot('incident', await siteLayers());
  await installKapa(machine);
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  await machine.sh(
    `mkdir -p /etc/kapa && cp -r /usr/local/lib/node_modules/kapa/policies ${policies}
     systemctl stop cron
     kapa apply --yes ${policies}
     kapa check ${policies}`,
  );
  machine.copy(join(import.meta.dirname, 'backend/load.cjs'), '/root/load.cjs');
  await breakDown();
});
afterAll(() => machine.stop());

test('docs/incident.md shows what kapa prints', async () => {
  const written: string[] = [];
  for (const part of readFileSync(file, 'utf8').split(/^(```\n\$ [^]*?^```)$/mu))
    written.push(part.startsWith('```\n$ ') ? await block(part) : part);
  if (process.env['INCIDENT_WRITE'] !== undefined) writeFileSync(file, written.join(''));
}, 300_000);

test('a report of it tells what its history has', async () => {
  const until = new Date().toISOString();
  const asked = `--since 2h --until ${until} ${policies}`;
  const [report, history] = await Promise.all(
    [`kapa report --format json ${asked}`, `kapa history --json ${asked}`].map(async (line) => {
      const { stdout } = await machine.run(['/bin/sh', '-c', line]);
      return JSON.parse(stdout) as { events: { kind: string; at: string }[]; incidents?: object[] };
    }),
  );
  const of = (one: typeof history): readonly object[] =>
    one?.events.filter(({ at }) => at > new Date(Date.parse(until) - 7_000_000).toISOString()) ?? [];
  expect(of(report).length).toBeGreaterThan(2);
  expect(of(report)).toEqual(of(history));
  expect(report?.incidents?.length).toBeGreaterThan(0);
}, 60_000);

/** An orphan of an earlier start hangs and keeps the port; PM2 starts the backend again and again. */
async function breakDown(): Promise<void> {
  await machine.must(['pkill', '-9', '-f', 'God Daemon']);
  await machine.run(['pkill', '-9', '-f', 'backend/server.js']);
  machine.start(['node', `${site.backend}/server.js`], asApp);
  await machine.waitForPort(3001);
  await machine.must(['curl', '-s', '-X', 'POST', 'http://127.0.0.1:3001/fault/block?seconds=600']);
  await machine.run(['systemctl', 'restart', `pm2-${site.user}`]);
  machine.start(['node', '/root/load.cjs', '2', '/root/load.log']);
  // Visitors who have given up.
  await machine.run(['curl', '-s', '-m', '3', 'http://127.0.0.1:3001/']);
}

/** What must have come about before a command is typed. */
async function before(command: string): Promise<void> {
  if (!command.includes('--dry-run')) return;
  await machine.waitUntil(
    'the restarts are over their limit',
    async () => {
      const { stdout } = await machine.run(['pm2', 'jlist'], asApp);
      return Number(/"restart_time":(\d+)/u.exec(stdout)?.[1] ?? 0) > 60;
    },
    120,
  );
}

/** A block of the document anew: each `$ command` with what it prints now, less what is cut. */
async function block(old: string): Promise<string> {
  const lines = ['```'];
  for (const part of old.slice(4, -3).split(/^(?=\$ )/mu)) {
    const [command = '', ...shown] = part.trimEnd().split('\n');
    await before(command);
    const { stdout, stderr } = await machine.run(['/bin/sh', '-c', command.slice(2)]);
    const printed = `${stdout}${stderr}`.trimEnd().split('\n');
    lines.push(command, ...cut(command, printed));
    if (process.env['INCIDENT_WRITE'] !== undefined) continue;
    const now = new Set(printed.map(shape));
    const gone = shown.filter((line) => !/^ *…$/u.test(line) && !now.has(shape(line)));
    expect(gone, `${command} printed\n${printed.join('\n')}`).toEqual([]);
  }
  return [...lines, '```'].join('\n');
}

/** A line without what differs from run to run: numbers, what a looping PM2 says, rules that hang on it. */
function shape(line: string): string {
  return (
    line
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/gu, 'TIME')
      .replaceAll(/\b[\da-f]{30,}\b/giu, 'HEX')
      // Bars and the last hour, and columns by what stands in them.
      .replaceAll(/ *[█░▁▂▃▄▅▆▇]+/gu, '')
      .replaceAll(/(?<=\S) {2,}/gu, '  ')
      .replaceAll(/\d+(?:[.,]\d+)?(?: ?(?:ms|s|m|h|%|B|KiB|MiB))*(?: \d+[smh]\b)*/gu, 'N')
      .replaceAll(/\b(?:online|stopped|launching|errored)\b/gu, 'STATUS')
      .replace(/ — .*/u, '')
      .replace(/ \| CPU: .*? \| Puerto/u, ' | Puerto')
      .replace(
        /^( *)[✓✗!?] (Backend (?:is|answers|closes|stays)|Apache's dead|Site|The cert)(.*?) {2}.*/u,
        '$1rule $2$3',
      )
      // Windows are covered, and limits reached, sooner or later.
      .replace(/^ *(?:records reach back|a real check would do: pm\w_re(?:set|start)|\w+ is unknown:).*/u, '')
      // A handshake waits for a worker, as visitors do.
      .replace(/^ *[·?] certificate .*/u, 'certificate')
      .trim()
  );
}

/** Evidence is long: of each kind of line the first, of the backend's own log two, and what was cut is marked. */
function cut(command: string, printed: readonly string[]): readonly string[] {
  if (!command.includes('--incident')) return printed.map((line) => line.trimEnd());
  const kept: string[] = [];
  const seen = new Map<string, number>();
  let heading = '';
  let missing = false;
  const mark = (): void => {
    if (missing && kept.at(-1) !== '  …') kept.push('  …');
    missing = false;
  };
  for (const line of printed) {
    if (/^(?: {2})?== /u.test(line)) {
      mark();
      heading = line;
    }
    const times = (seen.get(shape(line)) ?? 0) + 1;
    seen.set(shape(line), times);
    if (line.trim() !== '' && times <= mostOf(heading, line)) kept.push(line.trimEnd());
    else missing = true;
  }
  mark();
  return kept;
}

/** How many lines of a kind the document shows of a part of the evidence. */
function mostOf(heading: string, line: string): number {
  if (heading === '') return 1;
  if (heading.includes('.pm2') && heading.includes('error.log')) return 2;
  // Those that are just going away are gone in another run.
  const stays = /^ {2}(?:established|close-wait|listening) .*127\.0\.0\.1:3001/u.test(line);
  return heading.includes('sockets.txt') && (line === heading || stays) ? 1 : 0;
}
