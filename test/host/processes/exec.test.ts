import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostAt, scratch } from '../support.ts';
import { patient } from '../../patient.ts';

const { host } = hostAt();
const out = ({ stdout }: { readonly stdout: Uint8Array }): string => Buffer.from(stdout).toString();

test('a command gets the short list of the environment and no other', async () => {
  process.env['KAPA_TEST_SECRET'] = 'canary';
  const said = out(await host.query(['env']))
    .trim()
    .split('\n')
    .sort();
  delete process.env['KAPA_TEST_SECRET'];
  expect(said.map((line) => line.split('=')[0])).toEqual(['HOME', 'LANG', 'LOGNAME', 'PATH', 'USER']);
});

test('words are words: nothing is a shell', async () => {
  const words = ['$(id)', '; id', '`id`', '*', 'a b', ''];
  expect(out(await host.query(['printf', '%s|', ...words]))).toBe(`${words.join('|')}|`);
});

test('statuses, both outputs, and input', async () => {
  const result = await host.run(['sh', '-c', 'cat; echo two >&2; exit 3'], { stdin: Buffer.from('one') });
  expect(result).toMatchObject({ status: 3, argv: ['sh', '-c', 'cat; echo two >&2; exit 3'] });
  expect([out(result), Buffer.from(result.stderr).toString()]).toEqual(['one', 'two\n']);
  expect(result.failed).toBeUndefined();
});

test('why there is no status', async () => {
  expect(await host.run(['/no/such/program'])).toMatchObject({ status: null, failed: 'not_found' });
  const plain = join(scratch(), 'plain');
  writeFileSync(plain, '', { mode: 0o644 });
  expect(await host.run([plain])).toMatchObject({ status: null, failed: 'denied' });
  expect(await host.run(['sh', '-c', 'kill -9 $$'])).toMatchObject({ status: null, failed: 'signal' });
  expect(await host.run(['true'], { user: 'nobody-there' })).toMatchObject({
    status: null,
    failed: 'denied',
  });
});

test('a command that hangs is ended with all it started', async () => {
  const note = join(scratch(), 'pids');
  const script = 'sleep 300 & echo $! > "$0"; trap "" TERM; sleep 300';
  const began = Date.now();
  const result = await host.run(['sh', '-c', script, note], { timeout: 0.5 });
  expect(result).toMatchObject({ status: null, failed: 'timeout' });
  expect(Date.now() - began).toBeLessThan(patient(5000));
  expect(existsSync(`/proc/${readFileSync(note, 'utf8').trim()}/cwd`)).toBe(false);
});

test('a daemon that holds the output open is not waited for, and lives on', async () => {
  const began = Date.now();
  const result = await host.run(['sh', '-c', 'sleep 300 & echo $!']);
  expect(result.status).toBe(0);
  expect(Date.now() - began).toBeLessThan(patient(3000));
  const pid = Number(out(result));
  process.kill(pid, 0);
  process.kill(pid, 'SIGKILL');
});

test('output without end is cut, and the command still comes to its own end', async () => {
  const result = await host.run(['sh', '-c', 'head -c 40000000 /dev/zero; exit 5']);
  expect(result.status).toBe(5);
  expect(result.stdout.length).toBe(16 * 1024 * 1024);
});

test("as another user: groups, home and name are that user's", async () => {
  const result = await host.run(['sh', '-c', 'id -un; id -G; echo "$HOME $USER"; pwd'], { user: 'nobody' });
  expect(out(result)).toBe('nobody\n65534\n/nonexistent nobody\n/\n');
  expect(await host.run(['/no/such/program'], { user: 'nobody' })).toMatchObject({
    failed: 'not_found',
    status: null,
  });
});
