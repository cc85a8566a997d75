import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logrotate } from '../../../src/packs/logrotate/resource.ts';
import { findings, temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
  mkdirSync(join(host.root, 'etc/logrotate.d'), { recursive: true });
  mkdirSync(join(host.root, 'log'));
});
afterEach(() => host.remove());

const operators = {
  name: 'kapa',
  paths: ['/var/log/kapa_health.log', '/var/log/apache_worker_monitor.log'],
  weekly: true,
  rotate: 8,
};

test('the stanza reads as one writes it', async () => {
  expect(await host.apply(logrotate, operators)).toMatchObject({
    action: 'create',
    validate: [{ path: '/etc/logrotate.d/kapa', argv: ['logrotate', '-d', '{}'] }],
  });
  expect(host.text('/etc/logrotate.d/kapa'))
    .toBe(`# Managed by kapa: what is changed here by hand is put back at the next apply.
"/var/log/kapa_health.log"
"/var/log/apache_worker_monitor.log"
{
    weekly
    rotate 8
    missingok
    notifempty
}
`);
});

test('logrotate itself understands every option, and rotates', async () => {
  const log = join(host.root, 'log/a b.log');
  writeFileSync(log, 'line\n');
  await host.apply(logrotate, {
    name: 'all',
    paths: [log, join(host.root, 'log/*.txt')],
    daily: true,
    rotate: 3,
    maxsize: '100M',
    minsize: '1',
    maxage: 30,
    compress: false,
    delaycompress: true,
    copytruncate: false,
    dateext: false,
    sharedscripts: true,
    create: { mode: '0640', owner: 'root', group: 'adm' },
    su: { user: 'root', group: 'root' },
    prerotate: 'true',
    postrotate: `if true; then\n  echo after >${join(host.root, 'after')}\nfi\n`,
  });
  const stanza = join(host.root, 'etc/logrotate.d/all');
  const judged = run(['-d', stanza]);
  expect(judged.output).not.toMatch(/^error:/mu);
  expect(judged.status).toBe(0);
  expect(run(['-f', '-s', join(host.root, 'status'), stanza]).status).toBe(0);
  expect(readFileSync(`${log}.1`, 'utf8')).toBe('line\n');
  expect(readFileSync(join(host.root, 'after'), 'utf8')).toBe('after\n');
});

test('absent removes the file', async () => {
  await host.apply(logrotate, operators);
  expect(await host.apply(logrotate, { name: 'kapa', state: 'absent' })).toMatchObject({ action: 'remove' });
  expect(existsSync(join(host.root, 'etc/logrotate.d/kapa'))).toBe(false);
});

test('a stanza that logrotate would ignore for its mode is put right', async () => {
  await host.apply(logrotate, operators);
  spawnSync('chmod', ['666', join(host.root, 'etc/logrotate.d/kapa')]);
  expect(await host.apply(logrotate, operators)).toMatchObject({
    action: 'update',
    fields: [{ field: 'mode', from: '0666', to: '0644' }],
  });
});

test('lint finds what logrotate would resolve in silence, or refuse', () => {
  expect(findings(logrotate, operators)).toEqual([]);
  expect(findings(logrotate, { ...operators, daily: true })).toEqual(['KAPA231 weekly:key']);
  expect(findings(logrotate, { name: 'x', paths: ['/a'] })).toEqual(['KAPA232 :key', 'KAPA233 :key']);
  const other = { type: 'logrotate', name: 'other', spec: operators } as never;
  expect(findings(logrotate, operators, { resources: [other] })).toEqual([
    'KAPA234 paths.0',
    'KAPA234 paths.1',
  ]);
});

function run(args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync('logrotate', args, { encoding: 'utf8' });
  if (error)
    throw new Error('logrotate is needed for this test: apt-get install logrotate', { cause: error });
  return { status, output: `${stdout}${stderr}` };
}
