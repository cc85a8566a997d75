import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { check, daemon, endAll, entry, upAs } from './pm2.ts';
import { patient } from '../patient.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});
afterEach(async () => {
  await arena.sh(endAll);
  await arena.sh('rm -rf /home/*/.pm2 /home/eve/* /srv/*');
});

const ill = 'load: { load: {} }';
const always = 'load.one >= 0.0';

test.each([
  ['empty objects', `'{"args":[[' + '{},'.repeat(21e6) + '{}]]}'`],
  ['nested lists', `'['.repeat(60e6)`],
  ['names without end', `'{"args":[[{"pm_id":1,"name":"' + 'x'.repeat(60e6) + '"}]]}'`],
])('an answer of 60 MiB (%s) is unknown, soon, and little of it is kept', async (_, answer) => {
  await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer }));
  const { probes, took } = await check(arena, {
    probes: 'a: { pm2_app: { name: api, user: kapa } }',
    when: 'a.status == "online"',
  });
  expect(probes['a']).toHaveProperty('unknown');
  expect(took).toBeLessThan(patient(10));
});

test('30,000 applications with logs do not keep a remedy from acting', async () => {
  const answer = `Array.from({ length: 30000 }, (_, id) => ({ pm_id: id, name: 'a' + id, pid: 0, pm2_env: { status: 'online', pm_out_log_path: '/home/kapa/' + id + '.out', pm_err_log_path: '/home/kapa/' + id + '.err' } }))`;
  await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer }));
  const { remedies, took, stderr } = await check(arena, {
    probes: ill,
    when: always,
    rungs: ['run: { argv: [/usr/bin/touch, /srv/acted] }'],
  });
  expect(stderr).toBe('');
  expect(remedies[0]?.outcome).not.toBe('failed');
  expect(await arena.read('/srv/acted')).toBe('');
  expect(took).toBeLessThan(patient(20));
});

test('400 applications of 2.5 kB each are a list like any other, and few of their logs are evidence', async () => {
  const answer = `Array.from({ length: 400 }, (_, id) => ({ pm_id: id, name: 'a' + id, pid: 0, pm2_env: { status: 'online', pm_out_log_path: '/home/kapa/' + id + '.out', env: 'x'.repeat(2300) } }))`;
  await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer }));
  const { probes, state } = await check(arena, {
    probes: 'a: { pm2_app: { name: a399, user: kapa } }',
    when: 'a.status == "online"',
    rungs: ['run: { argv: [/bin/true] }'],
  });
  expect(probes['a']).toMatchObject({ status: 'online' });
  const logs = (await arena.read(`${state}/incidents/1/application-logs.txt`)) ?? '';
  expect(logs.match(/^== /gmu)?.length ?? 0).toBeLessThan(50);
});

test('45 daemons that never answer cost a remedy one time budget', async () => {
  for (let n = 0; n < 45; n += 1)
    await upAs(arena, 'eve', daemon({ home: `/home/eve/d${n}`, answer: 'undefined' }));
  await arena.as('victim', 'true');
  await upAs(arena, 'victim', [
    process.execPath,
    '-e',
    `require('net').createServer().listen(3001, '127.0.0.1', () => console.log('up'))`,
  ]);
  const { remedies, took } = await check(arena, {
    probes: ill,
    when: always,
    rungs: ['kill_port_holder: { port: 3001, grace: 1s }'],
  });
  expect(remedies[0]).toMatchObject({ remedy: 'kill_port_holder' });
  expect(JSON.stringify(remedies[0])).toMatch(/Ended node/u);
  expect(took).toBeLessThan(patient(25));
});

test.each(['eve', 'victim'] as const)(
  'a daemon that claims a process of %s that it does not run protects nothing',
  async (account) => {
    const squatter = await upAs(arena, account, [
      process.execPath,
      '-e',
      `require('net').createServer().listen(3001, '127.0.0.1', () => console.log('up'))`,
    ]);
    const claims = `(() => { const all = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map(Number); return all.map((pid) => ({ pm_id: pid, name: 'claim', pid, pm2_env: { status: 'online' } })); })()`;
    await upAs(arena, 'eve', daemon({ home: '/home/eve/.pm2', answer: claims }));
    const { remedies } = await check(arena, {
      probes: ill,
      when: always,
      rungs: ['kill_port_holder: { port: 3001, grace: 1s }'],
    });
    expect(JSON.stringify(remedies[0])).toMatch(/Ended node/u);
    expect(squatter.exitCode ?? squatter.signalCode).not.toBeUndefined();
  },
);

test('a program that calls itself PM2 is not protected for it', async () => {
  await upAs(arena, 'eve', [
    process.execPath,
    '-e',
    `process.title = 'PM2 v7.0.4: God Daemon (/home/kapa/.pm2)'; require('net').createServer().listen(3001, '127.0.0.1', () => console.log('up'))`,
  ]);
  const { remedies } = await check(arena, {
    probes: ill,
    when: always,
    rungs: ['kill_port_holder: { port: 3001, grace: 1s }'],
  });
  expect(JSON.stringify(remedies[0])).toMatch(/Ended node/u);
});

test('a number and a saved list of 1.9 GB are not read', async () => {
  await arena.as('kapa', 'mkdir -p ~/.pm2; truncate -s 1900M ~/.pm2/pm2.pid ~/.pm2/dump.pm2');
  const { probes, took } = await check(arena, {
    probes: 'a: { pm2_app: { name: api, user: kapa } }\nb: { pm2_app: { name: api } }',
    when: 'a.status == "online"',
  });
  expect(probes['a']).toMatchObject({ status: 'no_daemon' });
  expect(took).toBeLessThan(patient(4));
});

test('evidence of an application’s logs is what its user may read', async () => {
  await arena.as(
    'kapa',
    'echo "a line of its own" > ~/own.log; ln -s /etc/shadow ~/link.log; mkfifo ~/pipe.log',
  );
  await arena.sh('echo root-only-secret > /root/secret; chmod 600 /root/secret');
  const apps = [
    '/etc/shadow',
    '/root/secret',
    '/home/kapa/link.log',
    '/home/kapa/pipe.log',
    '/home/kapa/own.log',
  ].map((path, id) =>
    entry({ pm_id: id, pm2_env: { status: 'online', pm_out_log_path: path, pm_err_log_path: '' } }),
  );
  await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer: `[${apps.join(',')}]` }));
  const { state } = await check(arena, { probes: ill, when: always, rungs: ['run: { argv: [/bin/true] }'] });
  const logs = (await arena.read(`${state}/incidents/1/application-logs.txt`)) ?? '';
  expect(logs).not.toContain('root:');
  expect(logs).not.toContain('root-only-secret');
  expect(logs).toContain('a line of its own');
});
