import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { present } from '../../src/core/reading.ts';
import type { Argv } from '../../src/core/step.ts';
import { openHost } from '../../src/host/index.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function demoHost() {
  const root = mkdtempSync(join(tmpdir(), 'kapa-host-'));
  folders.push(root);
  cpSync(resolve('demo/host'), root, { recursive: true, verbatimSymlinks: true });
  return { root, ...openHost({ root, service: async () => present({ running: true, enabled: true }) }) };
}

const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';

function configtest(root: string): Argv {
  return [
    ...(['env', '-i', 'PATH=/usr/sbin:/usr/bin', 'APACHE_RUN_DIR=/tmp', 'APACHE_LOG_DIR=/var/log'] as const),
    ...[
      'APACHE_RUN_USER=www-data',
      'APACHE_RUN_GROUP=www-data',
      'APACHE_PID_FILE=/tmp/none.pid',
      'APACHE_LOCK_DIR=/tmp',
    ],
    ...['/usr/sbin/apache2', '-d', `${root}/etc/apache2`, '-t'],
  ];
}

test('a plan is judged in an overlay that leaves no trace', async () => {
  const { root, prover } = demoHost();
  // The vhost names a certificate that the tree does not hold.
  rmSync(join(root, 'etc/apache2/sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
  const before = readFileSync(join(root, mpm), 'utf8');
  const content = Buffer.from('MaxConnectionsPerChild 1000\n');
  const good = await prover.prove(
    [{ do: 'write', path: mpm, content }],
    [{ argv: configtest(root), because: ['x'] }],
  );
  expect(good.checks[0]?.output).toContain('Syntax OK');
  expect(good.status).toBe('proven');
  const bad = await prover.prove(
    [{ do: 'write', path: mpm, content: Buffer.from('MaxConnectionsPerChild 1000 # note\n') }],
    [{ argv: configtest(root), because: ['x'] }],
  );
  expect(bad.status).toBe('failed');
  expect(bad.checks[0]?.output).toContain('takes one argument');
  expect(readFileSync(join(root, mpm), 'utf8')).toBe(before);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('kapa-proof-'))).toEqual([]);
  expect(execFileSync('mount', { encoding: 'utf8' })).not.toContain('kapa-proof');
});

test('a proof never writes where no overlay lies: a folder that is not there yet', async () => {
  const { root, prover } = demoHost();
  const proof = await prover.prove(
    [
      { do: 'directory', path: '/opt' },
      { do: 'write', path: '/opt/new.conf', content: Buffer.from('x\n') },
    ],
    [{ argv: ['cat', `${root}/opt/new.conf`], because: ['x'] }],
  );
  expect(proof.checks[0]?.output).toBe('x\n');
  expect(readdirSync(root)).not.toContain('opt');
});

test('on the live host, what cannot be laid over is not proven and not touched', async () => {
  const { prover } = openHost({ root: '/', service: async () => present({ running: true, enabled: true }) });
  const path = '/kapa-no-such-folder/new.conf';
  const proof = await prover.prove(
    [
      { do: 'directory', path: '/kapa-no-such-folder' },
      { do: 'write', path, content: Buffer.from('x') },
    ],
    [{ argv: ['cat', path], because: ['x'] }],
  );
  expect(proof.status).toBe('not_proven');
  expect(readdirSync('/')).not.toContain('kapa-no-such-folder');
});
