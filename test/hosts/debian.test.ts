import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { buildPackages, fetchFor, later, offer, update, type Packages } from './packaged.ts';
import { askSite, site, siteLayers } from './site.ts';

// The operator's site on Debian 12 and 13, and kapa installed by apt alone, from the repository that `npm run package` makes.

const project = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
const shippedPolicies = '/usr/share/kapa/policies';
const short = { PATH: '/usr/bin:/bin' };
const archives = '/var/cache/apt/archives';
/** A setting that kapa puts back. */
const securityConf = '/etc/apache2/conf-available/security.conf';
const banner = `policy: banner
resources:
  - { name: Banner, apache_directives: { file: ${securityConf}, set: { ServerTokens: Prod } } }
probes: { declared: { drift: {} } }
rules:
  - name: Banner is declared
    when: declared.resources > 0
    every: 1m
    severity: warning
    do: [{ apply: { resources: [Banner] } }]
`;
/** A quick eye on Apache, and a remedy at once. */
const web = `policy: web
group: web
probes:
  front: { http: { url: "http://127.0.0.1/", timeout: 2s } }
rules:
  - name: Front answers
    every: 5s
    when: front.status == 0
    severity: critical
    do: [{ apache_restart: {} }]
    verify: { within: 20s }
    cooldown: 1s
    limit: { times: 20, within: 1h }
`;
let packages: Packages;
let machine: Machine;

beforeAll(() => {
  packages = buildPackages();
});
afterAll(() => packages.remove());

describe.each([
  { release: 'bookworm', name: 'Debian 12', runtime: 'kapa-node', node: '/usr/lib/kapa/bin/node' },
  { release: 'trixie', name: 'Debian 13', runtime: 'nodejs', node: '/usr/bin/node' },
] as const)('$name', ({ release, runtime, node }) => {
  beforeAll(async () => {
    machine = await boot(release, await siteLayers(release));
    await machine.waitForPort(443);
    fetchFor(machine, 'man-db', ...(runtime === 'nodejs' ? ['nodejs'] : []));
    offer(machine, packages);
  });
  afterAll(() => machine.stop());

  test('an index that its signature does not fit is refused', async () => {
    const index = '/srv/kapa/dists/stable/InRelease';
    const good = machine.get(index);
    machine.put(index, good.replace('Origin: kapa', 'Origin: mapa'));
    const refused = await machine.run(update);
    expect(`${refused.stdout}${refused.stderr}`).toMatch(
      /BADSIG|invalid signature|signature verification failed/iu,
    );
    machine.put(index, good);
    await machine.must(update);
  });

  test('apt brings kapa and a Node that is new enough; nothing is started', async () => {
    await machine.must(['apt-get', 'install', '-y', 'kapa']);
    expect(await machine.must(['dpkg-query', '-W', '-f=${Status}', runtime])).toContain('ok installed');
    expect(await machine.must(['stat', '-c', '%a %U', '/etc/kapa'])).toBe('755 root\n');
    const units = await machine.must(['systemctl', 'list-unit-files', '--no-legend', 'kapa*']);
    expect(units).toContain('kapa-watch.service');
    expect(units).not.toMatch(/\benabled\b.*\benabled\b/u);
    expect(await machine.must(['systemctl', 'list-units', '--all', '--no-legend', 'kapa*'])).toBe('');
  });

  test('it starts on the shortest PATH, with the code cache that the installation made', async () => {
    const ran = await machine.run(['env', '-i', 'PATH=/usr/bin:/bin', 'kapa', '--version']);
    expect(ran).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(await cacheOf(['--version'])).toMatch(/: \d+ accepted, 0 refused, 0 missing/u);
  });

  test('each file belongs to a package, as it was shipped; the manual speaks both languages', async () => {
    expect(await machine.must(['dpkg', '--verify', 'kapa'])).toBe('');
    const listed = await machine.must(['dpkg', '-L', 'kapa']);
    for (const file of [
      '/usr/bin/kapa',
      '/usr/lib/kapa/dist/kapa.cjs',
      '/usr/share/kapa/policies/health.yaml',
      '/usr/lib/systemd/system/kapa-watch.service',
      '/usr/share/man/es/man1/kapa-plan.1.gz',
      '/usr/share/bash-completion/completions/kapa',
    ])
      expect(listed.split('\n')).toContain(file);
    await machine.must(['apt-get', 'install', '-y', 'man-db'], { timeout: 240 });
    const page = async (...language: readonly string[]): Promise<string> =>
      machine.must(['man', ...language, '-P', 'cat', 'kapa-plan'], { env: { MANWIDTH: '80' } });
    expect(await page()).toMatch(/\bNAME\b[^]*kapa-plan/u);
    expect(await page('-L', 'es')).toMatch(/\bNOMBRE\b[^]*kapa-plan/u);
  });

  test('a Node that is replaced has a cache of its own again, by a trigger of dpkg', async () => {
    await machine.sh(`touch ${node}`);
    expect(await cacheOf(['--version'])).toMatch(/: 0 accepted, 0 refused, \d+ missing/u);
    await machine.must(['apt-get', 'install', '-y', '--reinstall', runtime]);
    expect(await cacheOf(['--version'])).toMatch(/: \d+ accepted, 0 refused, 0 missing/u);
    expect((await machine.must(['ls', '/usr/lib/kapa/dist/cache'])).split('\n')).toHaveLength(2);
  });

  test('the tour of the README, with the shipped policies', async () => {
    await machine.sh(`cp -r ${shippedPolicies} /etc/kapa/policies`);
    expect(await machine.must(['kapa', 'lint', '--strict', '/etc/kapa/policies'], { env: short })).toContain(
      'No findings',
    );
    await machine.must(['kapa', 'apply', '--yes']);
    expect((await machine.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
    expect(machine.get('/etc/logrotate.d/kapa')).toContain('kapa_health.log');
    expect((await machine.run(['kapa', 'status'])).status).toBe(0);
  });

  test('Ansible has its facts without a Node', async () => {
    const began = performance.now();
    const facts = JSON.parse(await machine.must(['/etc/ansible/facts.d/kapa.fact'])) as Record<
      string,
      unknown
    >;
    const gone = performance.now() - began;
    expect(facts).toMatchObject({ last_apply: expect.stringMatching(/^\d{8}_\d{6}/u) as string });
    // Some 15 ms of it are the way into the machine.
    expect(gone).toBeLessThan(250);
    expect(facts).toMatchObject({ version, last_apply_outcome: 'converged', drift: 0 });
  });

  test('a timer checks a group, and watch runs, once they are asked for', async () => {
    await machine.sh(`crontab -r; systemctl enable --now kapa-check@machine.timer`);
    expect(
      await machine.must(['systemctl', 'show', '-p', 'TimersCalendar', 'kapa-check@machine.timer']),
    ).toContain('*:00/5:00');
    await machine.must(['systemctl', 'start', 'kapa-check@machine.service'], { timeout: 60 });
    await machine.sh('systemctl disable --now kapa-check@machine.timer');
    await machine.must(['systemctl', 'enable', '--now', 'kapa-watch']);
    expect(await machine.must(['systemctl', 'is-active', 'kapa-watch'])).toBe('active\n');
  });

  test('the sandboxed watch heals an orphan that hangs at the port; the PM2 daemon it starts is not in its sandbox', async () => {
    // Nothing but kapa brings the daemon back.
    await machine.sh(`systemctl disable --now pm2-${site.user}`);
    machine.start(['node', `${site.backend}/server.js`], { user: site.user });
    await machine.waitForPort(3001);
    await machine.must(['curl', '-s', '-X', 'POST', 'http://127.0.0.1:3001/fault/block?seconds=600']);
    await machine.waitUntil('the site is back', async () => (await askSite(machine)) === 200, 240);
    const free = await confinement('1');
    expect(await confinement(await watcher())).not.toEqual(free);
    const daemon = (await machine.must(['pgrep', '-o', '-u', site.user, '-f', 'God Daemon'])).trim();
    expect(await confinement(daemon)).toEqual(free);
    expect(await machine.must(['cat', `/proc/${daemon}/cgroup`])).toMatch(/run-[\w-]+\.scope$/mu);
  });

  test('the sandboxed watch proves and puts back what differs from the policies', async () => {
    machine.put('/etc/kapa/policies/banner.yaml', banner);
    await machine.waitUntil(
      'it is put back',
      async () => /^ServerTokens Prod$/mu.test(machine.get(securityConf)),
      240,
    );
    await machine.must(['apachectl', 'configtest']);
  });

  describe('packages of the site are changed under watch:', () => {
    const apache = ['apache2', 'apache2-bin', 'apache2-data', 'apache2-utils'];

    beforeAll(async () => {
      machine.put('/etc/kapa/policies/web.yaml', web);
      await machine.sh('rm /etc/kapa/policies/banner.yaml; systemctl restart kapa-watch');
      let before = -1;
      for (let now = (await happened()).length; now !== before; now = (await happened()).length) {
        before = now;
        await settled();
      }
    });

    test('apache2 is installed again: nobody is called, nothing is remedied', async () => {
      await settled();
      const before = await happened();
      await machine.must(['apt-get', 'install', '-y', '--reinstall', ...apache], { timeout: 240 });
      await settled();
      expect(await happened()).toEqual(before);
      expect(await said()).toMatch(/standing aside while process \d+ changes packages of the site: apache2/u);
    });

    test('an upgrade that keeps it away for ten seconds, neither', async () => {
      const before = await happened();
      await later(machine, apache, {
        from: archives,
        version: '9:9',
        change: String.raw`printf '#!/bin/sh\nsystemctl stop apache2; sleep 10\n' > DEBIAN/preinst`,
      });
      await machine.must(['apt-get', 'install', '-y', ...apache.map((one) => `/srv/later/${one}.deb`)], {
        timeout: 240,
      });
      expect(await machine.must(['dpkg-query', '-W', '-f=${Version}', 'apache2'])).toBe('9:9');
      await settled();
      expect(await happened()).toEqual(before);
      expect(await askSite(machine)).toBe(200);
    });

    test('dpkg by itself, and killed half way: watch goes on, and heals what was left', async () => {
      await later(machine, ['apache2'], {
        from: archives,
        version: '9:9.1',
        change: String.raw`printf '#!/bin/sh\nsystemctl stop apache2; sleep 600\n' > DEBIAN/preinst`,
      });
      const before = await happened();
      const aside = await timesAside();
      machine.start(['dpkg', '--force-all', '-i', '/srv/later/apache2.deb']);
      await machine.waitUntil('Apache is stopped', async () => (await askSite(machine)) === 0);
      await machine.waitUntil('watch stands aside', async () => (await timesAside()) > aside);
      await machine.sh('pkill -KILL -x dpkg; pkill -KILL -x sleep');
      await machine.waitUntil('the site is back', async () => (await askSite(machine)) === 200, 120);
      expect((await happened()).slice(before.length).join('\n')).toMatch(/Apache runs|Front answers/u);
      await later(machine, apache, { from: archives, version: '9:9' });
      await machine.sh('dpkg -i --force-downgrade /srv/later/*.deb', { timeout: 120 });
    });

    test('an upgrade with another conffile: it fails without an answer, and keeps the file of kapa where it is told to', async () => {
      const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
      const ours = machine.get(prefork);
      await later(machine, apache, {
        from: archives,
        version: '9:9.2',
        change: `echo '# newer' >> .${prefork}`,
      });
      const install = ['apt-get', 'install', '-y', ...apache.map((one) => `/srv/later/${one}.deb`)];
      const unanswered = await machine.run(install, {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
        timeout: 240,
      });
      expect(unanswered.status).not.toBe(0);
      expect(`${unanswered.stdout}${unanswered.stderr}`).toContain('end of file on stdin at conffile prompt');
      expect(await machine.must(['dpkg-query', '-W', '-f=${Status}', 'apache2'])).not.toContain(
        'ok installed',
      );
      await machine.must(['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'], {
        timeout: 240,
      });
      expect(machine.get(prefork)).toBe(ours);
      expect(machine.get(`${prefork}.dpkg-dist`)).toContain('# newer');
      await machine.must(['apachectl', 'configtest']);
      expect(await machine.must(['kapa', 'plan'])).not.toContain(prefork);
    });

    test('the file of the package, taken by an upgrade, is drift: a plan says whose it is, and puts it back', async () => {
      const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
      const ours = machine.get(prefork);
      await later(machine, apache, {
        from: archives,
        version: '9:9.3',
        change: `echo '# newest' >> .${prefork}`,
      });
      await machine.must(
        [
          ...['apt-get', 'install', '-y', '-o', 'Dpkg::Options::=--force-confnew'],
          ...apache.map((one) => `/srv/later/${one}.deb`),
        ],
        { timeout: 240 },
      );
      expect(machine.get(`${prefork}.dpkg-old`)).toBe(ours);
      const plan = await machine.run(['kapa', 'plan', '--full']);
      expect(plan.stdout.replaceAll(/\s+/gu, ' ')).toContain(
        `${prefork} is a configuration file of the package apache2`,
      );
      await machine.must(['kapa', 'apply', '--yes']);
      expect(machine.get(prefork)).toBe(ours);
    });

    test('work on other packages is none of its business', async () => {
      const aside = await timesAside();
      await machine.must(['apt-get', 'install', '-y', '--reinstall', 'logrotate'], { timeout: 120 });
      await settled();
      expect(await timesAside()).toBe(aside);
    });
  });

  test('an upgrade under a running watch, with an apply that was killed: the newer kapa ends it', async () => {
    const names = Array.from({ length: 400 }, (_, n) => `/etc/motd.d/note-${n}`);
    machine.put(
      '/root/notes.yaml',
      `policy: notes\nresources:\n${names
        .map((path) => `  - { name: "${path}", file: { path: ${path}, content: "note" } }\n`)
        .join('')}`,
    );
    await machine.sh(`mkdir -p /etc/motd.d
      kapa apply --yes /root/notes.yaml > /dev/null 2>&1 & apply=$!
      until [ -e /etc/motd.d/note-9 ]; do :; done; kill -KILL $apply; wait $apply || :`);
    await machine.must(['test', '-s', '/var/lib/kapa/transactions/open']);
    await laterKapa('0.2.0');
    const before = await watcher();
    await machine.must(['apt-get', 'install', '-y', '/srv/later/kapa.deb']);
    expect(await machine.must(['kapa', '--version'])).toBe('0.2.0\n');
    await machine.waitUntil(
      'watch runs anew',
      async () => !['0', before].includes(await watcher()) && (await isActive()),
      120,
    );
    expect((await machine.run(['kapa', 'plan', '/root/notes.yaml'])).stderr).toMatch(/transaction/iu);
    await machine.must(['kapa', 'recover']);
    const { status } = await machine.run(['test', '-e', '/var/lib/kapa/transactions/open']);
    expect(status).not.toBe(0);
    const left = (await machine.must(['ls', '/etc/motd.d'])).split('\n').filter((name) => name !== '');
    expect([0, names.length]).toContain(left.length);
  });

  test('a downgrade works on the state of both; state of a kapa that is too new is refused', async () => {
    await machine.must(['apt-get', 'install', '-y', '--allow-downgrades', `kapa=${version}`]);
    expect(await machine.must(['kapa', '--version'])).toBe(`${version}\n`);
    expect((await machine.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
    machine.put('/var/lib/kapa/version', '2\n');
    const refused = await machine.run(['kapa', 'plan']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/newer kapa/u);
    machine.put('/var/lib/kapa/version', '1\n');
    await machine.waitUntil('watch goes on', isActive, 60);
  });

  test('an upgrade under a running watch goes on with the new one; removal leaves a host that serves', async () => {
    const before = await watcher();
    await machine.must(['apt-get', 'install', '-y', '--reinstall', 'kapa']);
    await machine.waitUntil(
      'watch runs anew',
      async () => !['0', before].includes(await watcher()) && (await isActive()),
      120,
    );
    await machine.must(['apt-get', 'remove', '-y', 'kapa']);
    expect(await isActive()).toBe(false);
    await machine.must(['apachectl', 'configtest']);
    await machine.waitForPort(443);
    await machine.waitForPort(3001);
    expect((await machine.run(['ls', '/usr/lib/kapa/dist'])).status).not.toBe(0);
  });

  test('purge leaves policies, state and backups, and says where', async () => {
    const { stdout, stderr } = await machine.run(['apt-get', 'purge', '-y', 'kapa']);
    expect(`${stdout}${stderr}`).toMatch(/\/etc\/kapa is yours and stays[^]*\/var\/lib\/kapa is yours/u);
    await machine.must(['test', '-f', '/etc/kapa/policies/host.yaml']);
    await machine.must(['test', '-d', '/var/lib/kapa/transactions']);
  });
});

async function cacheOf(args: readonly string[]): Promise<string> {
  return (await machine.run(['kapa', ...args], { env: { NODE_DEBUG: 'kapa' } })).stderr;
}

/** A process's capabilities, filters of system calls and mounts. */
async function confinement(pid: string): Promise<string> {
  return machine.sh(`grep -E '^(CapBnd|Seccomp_filters):' /proc/${pid}/status; readlink /proc/${pid}/ns/mnt`);
}

async function watcher(): Promise<string> {
  return (await machine.must(['systemctl', 'show', '-p', 'MainPID', '--value', 'kapa-watch'])).trim();
}

async function isActive(): Promise<boolean> {
  return (await machine.run(['systemctl', 'is-active', '--quiet', 'kapa-watch'])).status === 0;
}

/** kapa's own package under a later version, that says so. */
async function laterKapa(newer: string): Promise<void> {
  await later(machine, ['kapa'], {
    from: '/srv/kapa/pool',
    version: newer,
    change: `sed -i 's/${version.replaceAll('.', '[.]')}/${newer}/' usr/lib/kapa/package.json usr/lib/kapa/dist/chunks/*.cjs`,
  });
}

/** Alerts and remedies so far, one a line, in the words of the record. */
async function happened(): Promise<readonly string[]> {
  const kept = await machine.sh('cat /var/lib/kapa/events/*.jsonl');
  return kept.split('\n').filter((line) => /"kind":"(?:alert|remedy)"/u.test(line));
}

/** Three rounds of the quickest group. */
async function settled(): Promise<void> {
  const metrics = '/var/lib/kapa/metrics/group-web.json';
  const checks = async (): Promise<number> => {
    const { stdout } = await machine.run(['cat', metrics]);
    return stdout === '' ? 0 : (JSON.parse(stdout) as { readonly checks: number }).checks;
  };
  const first = await checks();
  await machine.waitUntil('watch has checked thrice', async () => (await checks()) >= first + 3, 120);
}

async function said(): Promise<string> {
  return machine.must(['journalctl', '-u', 'kapa-watch', '-o', 'cat', '--no-pager']);
}

async function timesAside(): Promise<number> {
  return (await said()).split('standing aside').length - 1;
}
