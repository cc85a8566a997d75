import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openArena, type Arena } from './arena.ts';
import { patient } from '../patient.ts';

// A line of a log, and a file that the operator asked for, go where the operator said, in whoever's folder that is.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
});
afterAll(() => {
  arena.close();
});
beforeEach(() =>
  arena.sh(
    'rm -rf /home/other /etc/kapa /etc/cron.d/kapa_health /etc/cron.d/x /home/eve/* /home/kapa/* /srv/* /var/tmp/reading-logs-* /root/state /var/log/kapa_health.log; mkdir -p /etc/cron.d; chown root:root /var/log; chmod 755 /var/log',
  ),
);

/** A check whose log is at a path. */
async function check(log: string): Promise<string> {
  await arena.write(
    '/etc/kapa/p.yaml',
    `policy: p
group: p
log: { file: ${log} }
probes: { disk: { disk: { path: / } } }
rules: [{ name: never, when: disk.used > 1, every: 1m, do: [{ notify: { message: full } }] }]
resources: [{ name: one, file: { path: /etc/made, content: x } }]
`,
  );
  const { stdout, stderr } = await arena.kapa(['check', '/etc/kapa/p.yaml', '--state-dir', '/root/state']);
  return stdout + stderr;
}

describe('a log', () => {
  test.each<[string, string, string, string]>([
    [
      'behind a folder that is a link',
      'ln -s /etc/cron.d /home/eve/logs',
      '/home/eve/logs/kapa_health',
      '/etc/cron.d/kapa_health',
    ],
    [
      'behind a link above its folder',
      'mkdir /etc/cron.d/x; ln -s /etc/cron.d /home/eve/l',
      '/home/eve/l/x/kapa_health',
      '/etc/cron.d/x/kapa_health',
    ],
    [
      'behind links, the first of root’s',
      'ln -s /home/eve/l /srv/logs; ln -s /etc/cron.d /home/eve/l',
      '/srv/logs/kapa_health',
      '/etc/cron.d/kapa_health',
    ],
    ['that is a link', ': > /srv/victim; ln -s /srv/victim /home/eve/log', '/home/eve/log', '/srv/victim'],
    [
      'that is a second name',
      ': > /home/other; ln /home/other /home/eve/log',
      '/home/eve/log',
      '/home/other',
    ],
    [
      'that is a second name where a group writes',
      ': > /srv/victim; mkdir -m 775 /srv/g; chgrp 2002 /srv/g; ln /srv/victim /srv/g/log',
      '/srv/g/log',
      '/srv/victim',
    ],
    [
      'that another made in a sticky folder',
      'mkdir -m 1777 /srv/t; : > /srv/t/log; chown 2002 /srv/t/log',
      '/srv/t/log',
      '/srv/t/log',
    ],
    [
      'behind a link that others can move',
      'mkdir -m 777 /srv/o; ln -s /etc/cron.d /srv/o/l',
      '/srv/o/l/kapa_health',
      '/etc/cron.d/kapa_health',
    ],
  ])('%s is not written', async (_, plant, log, reached) => {
    await arena.sh(`${plant}; find /home/eve -mindepth 1 -type l -exec chown -h 2002 {} +`);
    const before = (await arena.read(reached)) ?? '';
    const said = await check(log);
    expect((await arena.read(reached)) ?? '').toBe(before);
    expect(said).toContain(`cannot write ${log}`);
  });

  test('that is leased by its owner keeps no check waiting', async () => {
    await arena.sh('echo line > /home/eve/log; chown 2002 /home/eve/log');
    arena.startAs('eve', [
      'perl',
      '-e',
      `open(F, "+<", "/home/eve/log") or die; $SIG{IO} = "IGNORE"; fcntl(F, 1024, 1) or die; open(P, ">", "/home/eve/pid"); print P $$; close(P); sleep 60`,
    ]);
    await vi.waitFor(() => arena.sh('test -s /home/eve/pid'), 60_000);
    const started = performance.now();
    expect(await check('/home/eve/log')).toContain('cannot write /home/eve/log');
    expect(performance.now() - started).toBeLessThan(patient(20_000));
    await arena.sh('kill "$(cat /home/eve/pid)"');
    expect(await arena.read('/home/eve/log')).toBe('line\n');
  });

  test.each<[string, string, string, string]>([
    ['in /var/log', 'true', '/var/log/kapa_health.log', '6400'],
    [
      'in /var/log of syslog’s group',
      'chgrp 2003 /var/log; chmod 775 /var/log; : > /var/log/kapa_health.log; chmod 640 /var/log/kapa_health.log',
      '/var/log/kapa_health.log',
      '6400',
    ],
    [
      'that logrotate gave to another',
      'install -o 2003 -m 640 /dev/null /var/log/kapa_health.log',
      '/var/log/kapa_health.log',
      '6402003',
    ],
    ['in a folder of the application’s user', 'mkdir /home/kapa/logs', '/home/kapa/logs/health.log', '6400'],
    [
      'of the application’s user',
      'mkdir /home/kapa/logs; install -o 2001 -m 644 /dev/null /home/kapa/logs/health.log',
      '/home/kapa/logs/health.log',
      '6442001',
    ],
    [
      'behind the user’s link to his own folder',
      'mkdir -p /home/kapa/r/1; ln -s r/1 /home/kapa/current',
      '/home/kapa/current/health.log',
      '6400',
    ],
    ['behind root’s link', 'ln -s /home/kapa /srv/k', '/srv/k/health.log', '6400'],
    ['in /var/tmp', 'true', '/var/tmp/reading-logs-health.log', '6400'],
  ])('%s is written', async (_, make, log, stands) => {
    await arena.sh(`umask 022; ${make}; find /home/kapa -mindepth 1 -exec chown -h 2001 {} +`);
    for (let n = 1; n <= 2; n += 1) {
      const said = await check(log);
      expect(said).not.toContain('cannot write');
      expect((await arena.read(log))?.split('\n')).toHaveLength(n + 1);
    }
    expect(await arena.sh(`stat -c %a%u ${log}`)).toBe(`${stands}\n`);
  });
});

describe('what was asked for', () => {
  const plan = (out: string): ReturnType<Arena['kapa']> =>
    arena.kapa(['plan', '/etc/kapa/p.yaml', '--state-dir', '/root/state', '--out', out]);
  beforeEach(() => check('/srv/log'));

  test.each<[string, string, string]>([
    ['a link', ': > /srv/victim; ln -s /srv/victim /home/eve/p.json', '/home/eve/p.json'],
    ['a folder behind a link', 'mkdir /srv/d; ln -s /srv/d /home/eve/d', '/home/eve/d/p.json'],
    ['a second name', ': > /home/other; ln /home/other /home/eve/p.json', '/home/eve/p.json'],
    ['a file that others can write', 'install -m 666 -o 2002 /dev/null /home/eve/p.json', '/home/eve/p.json'],
  ])('is led nowhere by %s', async (_, plant, out) => {
    await arena.sh(`${plant}; find /home/eve -type l -exec chown -h 2002 {} +`);
    const { status, stderr } = await plan(out);
    for (const reached of ['/srv/victim', '/home/other']) expect((await arena.read(reached)) ?? '').toBe('');
    expect(await arena.sh('ls -A /srv/d 2>/dev/null || true')).toBe('');
    if (status === 0) expect(await arena.sh(`stat -c %F%a%u%h ${out}`)).toBe('regular file60001\n');
    else expect(stderr).toContain('cure: ');
  });

  test('is a private file, also over an older one', async () => {
    await arena.write('/srv/p.json', 'old', 0o644);
    await arena.sh('ln -s /srv/p.json /srv/l.json');
    for (const out of ['/root/p.json', '/srv/l.json', '/var/tmp/reading-logs-p.json', '/home/kapa/p.json']) {
      const { status, stderr } = await plan(out);
      expect(status, stderr).toBe(0);
      expect(await arena.sh(`stat -L -c %a%u ${out}`)).toBe('6000\n');
    }
    const node = `"${process.execPath}" "${import.meta.dirname}/../../dist/kapa.cjs"`;
    const shown = await arena.sh(
      `${node} plan /etc/kapa/p.yaml --state-dir /root/state --out /dev/stdout | cat`,
    );
    expect(shown).toContain('"kapa plan"');
    expect((await plan('/dev/null')).status).toBe(0);
    expect(await arena.sh('stat -c %F /dev/null')).toContain('special');
  });

  test('of init goes into no folder behind a link of others', async () => {
    await arena.sh(`mkdir -p /srv/d; ln -s /srv/d /home/eve/d; chown -h 2002 /home/eve/d`);
    await arena.write('/srv/host/etc/crontab', '');
    await arena.write('/srv/host/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
    await arena.sh(
      'mkdir -p /srv/host/var/spool/cron/crontabs; echo "* * * * * true" > /srv/host/var/spool/cron/crontabs/root',
    );
    const init = (out: string): ReturnType<Arena['kapa']> =>
      arena.kapa(['init', '--root', '/srv/host', '--out', out]);
    const refused = await init('/home/eve/d/new');
    expect(await arena.sh('ls -A /srv/d')).toBe('');
    expect(refused.stderr).toContain('cure: ');
    const made = await init('/srv/made/policies');
    expect(made.status, made.stderr).toBe(0);
    expect(await arena.sh('stat -c %a%u /srv/made/policies /srv/made/policies/*')).toBe('7550\n6000\n');
  });
});
