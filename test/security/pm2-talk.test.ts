import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { check, daemon, entry, upAs } from './pm2.ts';

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});

const ill = 'load: { load: {} }';
const always = 'load.one >= 0.0';

test('a socket that becomes a link to another user’s is of no use', async () => {
  await arena.as('victim', 'mkdir -m 700 -p ~/.pm2');
  await upAs(
    arena,
    'victim',
    daemon({ home: '/home/victim/.pm2', answer: `[${entry({ name: 'payroll' })}]`, claim: false }),
  );
  const swap = `(call === 'getMonitorData' && fs.rmSync(home + '/rpc.sock', { force: true }), call === 'getMonitorData' && fs.symlinkSync('/home/victim/.pm2/rpc.sock', home + '/rpc.sock'), [${entry()}])`;
  await upAs(arena, 'kapa', daemon({ home: '/home/kapa/.pm2', answer: swap }));
  await arena.write('/srv/ecosystem.config.js', 'module.exports = { apps: [] }\n');
  await check(arena, { probes: ill, when: always, rungs: ['pm2_restart: { app: api, user: kapa }'] });
  expect(await arena.read('/home/victim/.pm2/calls')).toBeUndefined();
  await check(arena, {
    probes: 'a: { pm2_app: { name: api, home: /home/kapa/.pm2 } }',
    when: 'a.status == "online"',
    rungs: ['pm2_reset: { app: api, home: /home/kapa/.pm2, ecosystem: /srv/ecosystem.config.js }'],
  });
  expect(await arena.read('/home/victim/.pm2/calls')).toBeUndefined();
});

test('who is asked sees the user ask, never root', async () => {
  await arena.as('eve', 'mkdir -p ~/.pm2 && echo $$ > ~/.pm2/pm2.pid');
  const source = `use IO::Socket::UNIX; $|=1; unlink "/home/eve/.pm2/rpc.sock";
my $s = IO::Socket::UNIX->new(Local => "/home/eve/.pm2/rpc.sock", Listen => 5) or die; print "up\\n";
while (my $c = $s->accept) { my ($pid, $uid, $gid) = unpack("iii", getsockopt($c, 1, 17)); open(F, ">>", "/home/eve/peers"); print F "$uid $gid\\n"; close F; close $c; }`;
  await upAs(arena, 'eve', ['/usr/bin/perl', '-e', source]);
  await check(arena, {
    probes: 'a: { pm2_app: { name: api, user: eve } }\nb: { pm2_app: { name: api, home: /home/eve/.pm2 } }',
    when: 'a.status == "online"',
  });
  const peers = ((await arena.read('/home/eve/peers')) ?? '').split('\n').filter(Boolean);
  expect(peers.length).toBeGreaterThan(0);
  expect(peers.filter((line) => line !== '2002 2002')).toEqual([]);
});
