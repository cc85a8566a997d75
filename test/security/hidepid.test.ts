import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

let arena: Arena;

const policy = `
policy: health
group: health
probes:
  web: { processes: { program: tail } }
  port: { port_owner: { port: 3001, expected: { program: node } } }
  dead: { tcp_sockets: { port: 3001, state: close-wait } }
  app: { pm2_app: { name: api, user: victim } }
  server: { apache: {} }
  here: { file_age: { path: /etc/passwd } }
rules:
  - { name: Nobody works, every: 3m, when: web.count == 0, severity: critical }
`;

const listener = `require('node:net').createServer(() => {}).listen(3001, '127.0.0.1', () => console.log('up'));`;

beforeAll(async () => {
  arena = await openArena();
  await arena.write('/etc/kapa/policy.yaml', policy);
  arena.startAs('victim', ['tail', '-f', '/dev/null']);
  const child = arena.startAs('victim', [process.execPath, '-e', listener]);
  await new Promise((up) => child.stdout?.once('data', up));
});
afterAll(() => {
  arena.close();
});

type Probes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function check(prefix: readonly string[], state: string): Promise<Probes> {
  const kapa = `${import.meta.dirname}/../../dist/kapa.cjs`;
  const { stdout, stderr } = await arena.run([
    ...[...prefix, process.execPath, kapa, 'check', '--json', '--state-dir', state, '/etc/kapa/policy.yaml'],
  ]);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { readonly probes: Probes }).probes;
}

const asKapa = (...more: string[]) => ['setpriv', '--reuid=2001', '--regid=2001', ...more, '--'];

test.each([
  ['invisible', '--clear-groups'],
  ['noaccess', '--clear-groups'],
  ['ptraceable', '--clear-groups'],
])('with hidepid=%s a plain user finds others unknown, and not nobody', async (level, groups) => {
  await arena.sh(`mount -o remount,hidepid=${level} /proc`);
  const probes = await check(asKapa(groups), `/home/kapa/state-${level}`);
  for (const name of ['web', 'port', 'server'])
    expect(probes[name]?.['unknown'], name).toMatch(/hidden from this one: \/proc is mounted with hidepid=/u);
  expect(probes['app']).toHaveProperty('unknown');
  expect(probes['here']).toMatchObject({ exists: true });
});

test('members of its group and root see all', async () => {
  await arena.sh('mount -o remount,hidepid=invisible,gid=2003 /proc');
  expect((await check(asKapa('--groups=2003'), '/home/kapa/member'))['web']).toMatchObject({ count: 1 });
  expect((await check([], '/var/lib/kapa-test'))['web']).toMatchObject({ count: 1 });
  await arena.sh('mount -o remount,hidepid=off,gid=0 /proc');
  expect((await check(asKapa('--clear-groups'), '/home/kapa/off'))['web']).toMatchObject({ count: 1 });
});
