import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPortsArena, type PortsArena } from './ports-arena.ts';

let arena: PortsArena;
beforeAll(async () => {
  arena = await openPortsArena();
  await arena.sh(`install -d -o 2001 -g 2001 /srv/app /srv/app/logs; install -d -m 700 /etc/letsencrypt/live /var/sec
echo "root:SECRET" > /var/sec/auth.log; chmod 600 /var/sec/auth.log; ln -s /srv/app/logs /var/log/app
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out /etc/letsencrypt/a.pem -days 9 -subj /CN=a 2>/dev/null
ln -s ../a.pem /etc/letsencrypt/live/cert.pem`);
  await arena.as('kapa', 'echo one > /srv/app/logs/l-1.log; ln -s l-1.log /srv/app/logs/l.log');
});
afterAll(() => {
  arena.close();
});

const policy = (log: string, certificate: string): string => `probes:
  t: { log: { file: ${log}, match: root } }
  f: { file_age: { path: ${log} } }
  d: { disk: { path: ${log} } }
  c: { certificate: { file: ${certificate} } }
rules: [{ name: A, when: t.count > 0, do: [{ notify: { message: m } }] }]
`;

test('a link of the application user’s to a file of root’s is not followed by any measurement', async () => {
  await arena.as(
    'kapa',
    'ln -s /var/sec/auth.log /srv/app/l.log; ln -s /etc/letsencrypt/a.pem /srv/app/c.pem; ln -s /var/sec /srv/app/way',
  );
  for (const [log, certificate] of [
    ['/srv/app/l.log', '/srv/app/c.pem'],
    ['/srv/app/way/auth.log', '/srv/app/c.pem'],
  ] as const) {
    await arena.check(policy(log, certificate), 'links');
    await arena.sh('echo "root:SECRET" >> /var/sec/auth.log');
    const checked = await arena.check(policy(log, certificate), 'links');
    for (const name of ['t', 'f', 'd', 'c'])
      expect(JSON.stringify(checked.probes[name]), name).toMatch(
        /through the link \/srv\/app\/\S+ of uid 2001/u,
      );
    expect(await arena.sh('grep -rl SECRET /root/state-links || true')).toBe('');
  }
});

test('links of root’s and her own links to her own things are followed', async () => {
  for (const log of ['/var/log/app/l.log', '/srv/app/logs/l.log', '/var/run/../var/log/app/l-1.log']) {
    const { probes } = await arena.check(policy(log, '/etc/letsencrypt/live/cert.pem'), 'own');
    expect(JSON.stringify(probes)).not.toMatch(/unknown|through the link/u);
    expect(probes['f']).toMatchObject({ exists: true, size: 4 });
  }
});

test('a link of root’s that she can move is followed only to her own things', async () => {
  await arena.sh('ln -s /var/sec/auth.log /srv/app/r.log; ln -s logs/l-1.log /srv/app/own.log');
  const moved = await arena.check(policy('/srv/app/r.log', '/etc/letsencrypt/a.pem'), 'moved');
  for (const name of ['t', 'f', 'd'])
    expect(JSON.stringify(moved.probes[name]), name).toMatch(
      /\/srv\/app\/r\.log is a link that others can move/u,
    );
  const own = await arena.check(policy('/srv/app/own.log', '/etc/letsencrypt/a.pem'), 'movable');
  expect(own.probes['f']).toMatchObject({ exists: true, size: 4 });
});

test('a link of hers that is put back is hers again', async () => {
  await arena.as('kapa', 'ln -s /etc/secret /srv/app/cur');
  await arena.write(
    '/root/p/p.yaml',
    'policy: p\nresources: [{ name: L, symlink: { path: /srv/app/cur, to: releases/1 } }]\n',
  );
  const state = ['--state-dir', '/root/links'];
  const applied = await arena.kapa(['apply', '--yes', '--json', ...state, '/root/p']);
  const { transaction } = JSON.parse(applied.stdout) as { readonly transaction: string };
  expect(await arena.sh('readlink /srv/app/cur; stat -c %u /srv/app/cur')).toBe('releases/1\n0\n');
  const restored = await arena.kapa(['restore', '--yes', ...state, transaction]);
  expect(restored.status, restored.stderr).toBe(0);
  expect(await arena.sh('readlink /srv/app/cur; stat -c %u /srv/app/cur')).toBe('/etc/secret\n2001\n');
});
