import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNamespace, type Namespace } from './namespace.ts';
import { patient } from '../patient.ts';

const project = resolve(import.meta.dirname, '../..');
let there: Namespace;
let folder: string;

/** A daemon and a web server that take calls and never answer. */
const silent = `const { createServer } = require('node:net');
createServer(() => {}).listen(process.argv[1] + '/pm2/rpc.sock', () => createServer(() => {}).listen(3001, '127.0.0.1', () => console.log('up')));`;

const policy = (at: string): string => `
policy: health
group: health
probes:
  disk: { disk: { path: ${at}/remote } }
  age: { file_age: { path: ${at}/remote/backup.sql } }
  access: { log: { file: ${at}/remote/access.log, match: x } }
  tls: { certificate: { file: ${at}/remote/cert.pem } }
  pipe: { log: { file: ${at}/pipe, match: x } }
  slow: { command: { argv: [sleep, '1000'], timeout: 1s } }
  web: { http: { url: 'http://127.0.0.1:3001/', timeout: 1s } }
  app: { pm2_app: { name: api, home: ${at}/pm2 } }
  here: { file_age: { path: ${at}/policy.yaml } }
rules:
  - { name: Remote disk is full, every: 3m, when: disk.used > 0.9, severity: warning }
  - { name: Web hangs, every: 3m, when: web.error == "timeout", severity: warning }
  - { name: Policy is there, every: 3m, when: here.exists }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-hanging-'));
  there = await openNamespace();
  for (const part of ['remote', 'pm2']) mkdirSync(join(folder, part));
  writeFileSync(join(folder, 'policy.yaml'), policy(folder));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const program = join(folder, 'hanging_disk');
  execFileSync('gcc', ['-o', program, join(import.meta.dirname, 'hanging_disk.c')]);
  const starts = [
    there.start([program, join(folder, 'remote')]),
    there.start([process.execPath, '-e', silent, folder]),
  ];
  for (const child of starts)
    await new Promise<void>((done, fail) => {
      child.stdout?.once('data', () => {
        done();
      });
      child.once('exit', (code) => {
        fail(new Error(`ended with ${code}: this test needs /dev/fuse`));
      });
    });
});

afterAll(() => {
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

test('what hangs is unknown with its reason, the rest is judged, and the process ends', async () => {
  const begun = Date.now();
  const { status, stdout, stderr } = await there.run([
    ...['timeout', '--signal=KILL', '40', process.execPath, join(project, 'dist/kapa.cjs')],
    ...['check', '--json', '--state-dir', join(folder, 'state'), join(folder, 'policy.yaml')],
  ]);
  expect(status, stderr).toBe(2);
  const { probes, rules } = JSON.parse(stdout) as {
    readonly probes: Readonly<Record<string, { readonly unknown?: string }>>;
    readonly rules: readonly unknown[];
  };
  for (const name of ['disk', 'age', 'access', 'tls'])
    expect(probes[name]?.unknown).toMatch(/^The file system of .* does not answer within 3 s/u);
  expect(probes['pipe']?.unknown).toMatch(/is no ordinary file/u);
  // Where kapa itself was late it asks again, and may come to the end of the time for a probe.
  expect(probes['slow']?.unknown).toMatch(
    /^(?:sleep failed: it took too long and was ended\.|no answer within 3s)$/u,
  );
  expect(probes).toMatchObject({ app: { status: 'hung' }, here: { exists: true } });
  const isLate = probes['web']?.unknown !== undefined;
  expect(probes['web']).toMatchObject(
    isLate ? { unknown: 'no answer within 3s' } : { failing: true, error: 'timeout' },
  );
  const web = isLate ? 'unknown' : 'firing';
  expect(rules).toMatchObject([{ state: 'unknown' }, { state: web }, { state: 'firing' }]);
  expect(Date.now() - begun).toBeLessThan(patient(20_000));
  expect(await there.sh(`pgrep -f '[s]leep 1000|[s]tat -f' || true`)).toBe('');
});
