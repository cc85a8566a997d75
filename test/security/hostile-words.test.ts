import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findHomes, findNamed } from '../../src/host/pm2/homes.ts';
import { readProcess, readUptime } from '../../src/host/processes/proc.ts';
import { declareJobs } from '../../src/packs/cron/crontab/edit.ts';
import { parseCrontab, parseLine } from '../../src/packs/cron/crontab/document.ts';
import { parseSchedule } from '../../src/packs/cron/crontab/schedule.ts';
import { expandBraces } from '../../src/packs/logrotate/braces.ts';
import { secretsIn } from '../../src/policy/lint/checks/secrets.ts';
import { literal } from '../../src/policy/template/literal.ts';
import { onOneLine } from '../../src/report/health/health-value.ts';
import { patient } from '../patient.ts';

// Words of strangers that are long: no expression of kapa's own looks at them once for each of their characters.

const much = 120_000;

function quickly<T>(work: () => T): T {
  const begun = performance.now();
  const done = work();
  expect(performance.now() - begun).toBeLessThan(patient(1000));
  return done;
}

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'kapa-words-'));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('the words of a process that is called PM2', async () => {
  copyFileSync('/bin/sleep', join(folder, 'PM2 v7'));
  const child = spawn(join(folder, 'PM2 v7'), ['60'], {
    argv0: 'God Daemon ('.repeat(much / 12),
    stdio: 'ignore',
  });
  children.push(child);
  const pid = child.pid ?? 0;
  const found = await vi.waitUntil(() => {
    const process = readProcess(pid, readUptime());
    return process?.command === 'PM2 v7' ? process : undefined;
  });
  const many = new Map(Array.from({ length: 20 }, (_, at) => [at, found]));
  quickly(() => findHomes(findNamed(many)));
});

test.each([
  ['a value', `A=b${'\t'.repeat(much)}x`],
  ['a quoted value', `A="b"${'\t'.repeat(much)}x`],
  ['a comment', `# ${'\t'.repeat(much)}x`],
  ['a job', `* * * * * b${'\t'.repeat(much)}x`],
])('a line of a crontab with blanks in %s', (_, line) => {
  const crontab = quickly(() => parseCrontab(new TextEncoder().encode(`${line}\n`), 'user'));
  const job = { schedule: '* * * * *', command: 'true', user: 'kapa' };
  quickly(() => declareJobs(crontab, { heading: 'Jobs', jobs: [job] } as never));
});

test('a line of a crontab is what it was before', () => {
  expect(parseLine('A = b c \t\r', 'user')).toMatchObject({ kind: 'environment', name: 'A', value: 'b c' });
  expect(parseLine('A = " b " ', 'user')).toMatchObject({ kind: 'environment', name: 'A', value: ' b ' });
  expect(parseLine('A = \t', 'user').kind).not.toBe('environment');
  expect(parseLine('A = "b" c', 'user').kind).not.toBe('environment');
  expect(quickly(() => parseSchedule(`*${' '.repeat(much)}*`))).toHaveProperty('fault');
});

test('reasons that are put on one line', () => {
  expect(quickly(() => onOneLine(`a \t\n\n b${'\t'.repeat(much)}`))).toBe(`a b${'\t'.repeat(much)}`);
});

test('a text of the host that init takes over', () => {
  const text = `${'\\'.repeat(much)}x`;
  expect(quickly(() => literal(text))).toBe(text);
  expect(literal('a\\\\{{ b }}')).toBe('a\\\\\\{{!}}\\{{ b }}');
});

test('values that look like secrets', () => {
  const found = (value: string): readonly string[] =>
    [...quickly(() => [...secretsIn(value)])].map(({ name }) => name);
  expect(found('a+'.repeat(much))).toEqual([]);
  expect(found(`${'a+'.repeat(much)}://u:password@h`)).toEqual(['password in a URL']);
});

test('braces of a path', () => {
  expect(quickly(() => expandBraces(`/${'{'.repeat(much)}`))).toHaveLength(1);
  expect(quickly(() => expandBraces(`/${'{,'.repeat(much)}`))).toHaveLength(1);
  expect(quickly(() => expandBraces(`/var/log/${'{a,b}'.repeat(40)}`)).length).toBeLessThan(2000);
  expect(expandBraces('/var/log/{a,b{c,d}}.log')).toEqual([
    '/var/log/a.log',
    '/var/log/bc.log',
    '/var/log/a.log',
    '/var/log/bd.log',
  ]);
});
