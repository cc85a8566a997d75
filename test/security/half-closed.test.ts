import { afterAll, beforeAll, expect, test } from 'vitest';
import { closer, openPortsArena, rule, type PortsArena } from './ports-arena.ts';

let arena: PortsArena;
beforeAll(async () => {
  arena = await openPortsArena();
});
afterAll(() => {
  arena.close();
});

/** A backend that answers at once, and with 30 MB where it is asked for them. */
const backend = (port: number): readonly string[] => [
  process.execPath,
  '-e',
  `require('http').createServer((q, r) => r.end(q.url === '/big' ? Buffer.alloc(3e7) : 'ok'))
     .listen(${port}, '::', () => console.log('up'))`,
];

/** A backend that takes connections, then hangs. */
const stuck = (port: number): readonly string[] => [
  process.execPath,
  '-e',
  `require('net').createServer({ allowHalfOpen: true }, (s) => s.on('error', () => {}).resume())
     .listen(${port}, '127.0.0.1', () => console.log('up'))`,
];

/** A caller that asks for much, says that it sends no more, and never reads. */
const glutton = (port: number, times: number): readonly string[] => [
  'perl',
  '-MIO::Socket::INET',
  '-e',
  `$| = 1; my @all; for (1..${times}) {
     my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => ${port}) or die $@;
     print $s "GET /big HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"; $s->flush; select(undef, undef, undef, 0.05);
     shutdown($s, 1); push @all, $s } sleep 1; print "up\\n"; sleep 60`,
];

const policy = (port: number): string => `probes:
  dead: { tcp_sockets: { port: ${port}, state: close-wait } }
${rule('dead.server_side >= 10', [`kill_socket_holders: { port: ${port}, grace: 1s }`])}`;

test('callers who still hold their half make no dead connections, and a healthy backend stays', async () => {
  const pid = await arena.program('victim', backend(3001));
  await arena.program('eve', glutton(3001, 15));
  expect(await arena.sh("ss -tnH state close-wait 'sport = :3001' | wc -l")).toBe('15\n');
  const { probes, rules } = await arena.check(policy(3001), 'half');
  expect(probes['dead']).toMatchObject({ server_side: 0 });
  expect(rules[0]?.state).toBe('ok');
  expect(await arena.lives(pid)).toBe(true);
});

test('what callers have left counts as before, beside such callers', async () => {
  const pid = await arena.program('victim', stuck(3002));
  await arena.program('victim', closer('127.0.0.1', 3002, 12));
  await arena.program('eve', glutton(3002, 5));
  const { probes, rules } = await arena.check(policy(3002), 'left');
  expect(probes['dead']).toMatchObject({ server_side: 12 });
  expect(rules[0]?.remedies).toMatchObject([{ outcome: 'helped' }]);
  expect(await arena.lives(pid)).toBe(false);
});
