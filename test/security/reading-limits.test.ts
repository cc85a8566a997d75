import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// A file without an end costs neither memory nor time, whoever made it.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh(
    'truncate -s 1900M /srv/sparse; chown 2002 /srv/sparse; mkdir -p /etc/cron.d; ln -s /srv/sparse /etc/cron.d/sparse',
  );
});
afterAll(() => {
  arena.close();
});

/** Runs kapa in 300 MB more than Node itself takes; answers with all that it said. */
async function bounded(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await arena.run([
    ...['timeout', '60', '/bin/sh', '-c', 'peak=/srv/peak; "$@"; code=$?; exit $code', 'sh'],
    ...[process.execPath, '--import', `data:text/javascript,${encodeURIComponent(report)}`],
    ...[`${import.meta.dirname}/../../dist/kapa.cjs`, ...args, '--state-dir', '/root/state'],
  ]);
  expect(status, stdout + stderr).not.toBe(124);
  expect(Number(await arena.read('/srv/peak')), stdout + stderr).toBeLessThan(300_000);
  return stdout + stderr;
}

/** The most memory that the process had, in KiB. */
const report = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync('/srv/peak', String(process.resourceUsage().maxRSS)));`;

test.each<[string, string, string]>([
  ['a declared file', 'file: { path: /srv/sparse, content: y }', '/srv/sparse'],
  ['a configuration', 'apache_directives: { file: /srv/sparse, set: { Timeout: 5 } }', '/srv/sparse'],
  [
    'a crontab of the system',
    'cron: { file: sparse, jobs: [{ schedule: "* * * * *", run: "true", user: root }] }',
    '/srv/sparse',
  ],
])('%s', async (_, resource, path) => {
  await arena.write('/etc/kapa/p.yaml', `policy: p\nresources: [{ name: one, ${resource} }]\n`);
  const said = await bounded('apply', '--yes', '/etc/kapa/p.yaml');
  expect(said).toContain(path);
  expect(said).toContain('10 MiB');
  expect(await arena.sh('stat -c %s /srv/sparse')).toBe(`${1900 * 1024 * 1024}\n`);
});

test('what policies are made from', async () => {
  await arena.sh('truncate -s 1900M /srv/mine');
  await arena.write(
    '/etc/kapa/p.yaml',
    'policy: p\nresources: [{ name: one, file: { path: /etc/made, source: s } }]\n',
  );
  await arena.sh('ln -sf /srv/mine /etc/kapa/s');
  expect(await bounded('plan', '/etc/kapa/p.yaml')).toContain('10 MiB');
  expect(await bounded('lint', '/etc/kapa/p.yaml')).toContain('10 MiB');
  expect(await bounded('plan', '/srv/mine')).toContain('10 M');
  expect(await bounded('plan', '/etc/kapa/p.yaml', '--vars', '/srv/mine')).toContain('10 MiB');
  expect(await bounded('apply', '/srv/mine')).toContain('10 M');
});

test('a certificate', async () => {
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
group: p
probes: { pem: { certificate: { file: /srv/sparse } } }
rules: [{ name: never, when: pem.expires_in < 86400, every: 1m, do: [{ notify: { message: old } }] }]
`,
  );
  expect(await bounded('check', '/etc/kapa/p.yaml')).toContain('1 MiB');
});
