import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectParts } from '../../../src/health/record/incident.ts';
import { evidenceParts, placesOf } from '../../../src/health/index.ts';
import { beginPass, openHost } from '../../../src/host/index.ts';
import { findProbeType, packs } from '../../../src/packs/index.ts';

const { host } = openHost({ root: '/' });
const locate = (): { file: string; line: number; column: number; endLine: number; endColumn: number } => ({
  file: '',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});
const program = `
  const end = (socket) => socket.once('data', () => socket.destroy());
  const server = require('node:net').createServer(end).listen(0, '127.0.0.1', () => console.log(server.address().port));`;
const child = spawn(process.execPath, ['-e', program], {
  env: { ...process.env, SECRET_TOKEN: 'hunter2-hunter2' },
});
let port = 0;

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(Number(chunk.toString()));
    });
  });
});

afterAll(() => {
  child.kill('SIGKILL');
});

test('a socket that its process has closed is not said to wait for one that accepts it', async () => {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await new Promise((resolve) => client.once('connect', resolve));
  client.resume().write('x');
  await new Promise((resolve) => client.once('end', resolve));
  const places = { ports: [port], pages: [], logs: [] };
  const parts = await collectParts(evidenceParts(beginPass(host), places, packs));
  client.destroy();
  const sockets = parts.find(({ name }) => name === 'sockets.txt')?.text;
  expect(sockets).toMatch(/^fin-wait-[12] .* inode 0 closed by its process$/mu);
  expect(sockets).not.toContain('not accepted');
});

test('evidence names sockets with their owners, processes and the ends of logs, and no environment', async () => {
  const client = connect(port, '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  const log = join(mkdtempSync(join(tmpdir(), 'kapa-evidence-')), 'access.log');
  writeFileSync(log, `${'old line\n'.repeat(20_000)}"GET /api/" 503\n`);
  const probes = [
    { name: 'p', policy: 'h', type: 'tcp_sockets', spec: { port, state: 'close-wait' }, locate },
    { name: 'l', policy: 'h', type: 'log', spec: { file: log }, locate },
  ];
  const parts = await collectParts(
    evidenceParts(beginPass(host), placesOf(probes, findProbeType, ['/nowhere.log']), packs),
  );
  client.destroy();
  const text = (name: string): string => parts.find((part) => part.name === name)?.text ?? '';
  expect(text('sockets.txt')).toMatch(
    new RegExp(`listening +127.0.0.1:${port} .*${child.pid ?? 0} node`, 'u'),
  );
  expect(text('sockets.txt')).toMatch(
    new RegExp(`established +127.0.0.1:${port} 127.0.0.1:${client.localPort ?? '\\d+'}`, 'u'),
  );
  expect(text('processes.txt')).toMatch(new RegExp(`^ *${child.pid ?? 0} .* node$`, 'mu'));
  expect(text('logs.txt')).toContain('"GET /api/" 503');
  expect(text('logs.txt')).toContain('== /nowhere.log ==\n(not there)');
  expect(text('logs.txt').length).toBeLessThan(200_000);
  expect(JSON.stringify(parts)).not.toContain('hunter2');
});
