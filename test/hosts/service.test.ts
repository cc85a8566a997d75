import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { installKapa, site, siteLayers } from './site.ts';

// A backend that is a unit of systemd, under a real one: what it says of the unit, and what brings it back.

describe.each(['bookworm', 'trixie'] as const)('%s', (release) => {
  let machine: Machine;
  const policies = '/etc/kapa/shop.yaml';
  const limits = `every: 30s
    severity: critical
    verify: { within: 15s }
    cooldown: 1s
    limit: { times: 20, within: 1h }`;

  beforeAll(async () => {
    machine = await boot('service', await siteLayers(release));
    await installKapa(machine);
    await machine.sh(`systemctl disable --now pm2-${site.user}`);
    machine.put(
      '/etc/systemd/system/shop.service',
      `[Unit]
StartLimitIntervalSec=60
StartLimitBurst=3
[Service]
User=${site.user}
WorkingDirectory=${site.backend}
ExecStart=/bin/sh -c 'node server.js; exit $$?'
Restart=on-failure
RestartSec=100ms
[Install]
WantedBy=multi-user.target
`,
    );
    machine.put(
      policies,
      `policy: shop
group: shop
log: { file: /var/log/shop.log }
probes:
  backend: { service: { name: shop } }
  port: { port_owner: { port: 3001, expected: { service: shop } } }
  site: { http: { url: "http://127.0.0.1:3001/", timeout: 2s } }
rules:
  - name: Port belongs to the shop
    when: port.foreign
    ${limits}
    do: [{ kill_port_holder: { port: 3001 } }]
  - name: Shop is active
    when: backend.status != "active"
    ${limits}
    do: [{ service_restart: { service: shop } }, { service_reset: { service: shop, port: 3001 } }]
  - name: Shop answers
    when: '!site.ok && backend.status == "active"'
    ${limits}
    do: [{ service_restart: { service: shop } }]
  - name: Shop stays
    when: increase(backend.restarts, 10m) >= 3
    every: 30s
    severity: warning
`,
    );
    await machine.sh('systemctl daemon-reload; systemctl enable --now shop');
    await machine.waitForPort(3001);
  });
  afterAll(() => machine.stop());

  interface Checked {
    readonly status: string;
    readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly rules: readonly { readonly name: string; readonly state: string }[];
  }

  async function check(file = policies): Promise<Checked> {
    const { stdout, stderr } = await machine.run(['kapa', 'check', '--json', file]);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Checked;
  }

  test('a unit that is well: its state, what it uses, and the port by its control group', async () => {
    const { status, probes } = await check();
    expect(probes['backend']).toMatchObject({
      status: 'active',
      sub: 'running',
      result: 'success',
      restarts: 0,
    });
    expect(probes['backend']?.['pid']).toBeGreaterThan(1);
    // A shell is the main process, and its child listens.
    expect(probes['port']).toMatchObject({ owned: true, foreign: false, program: 'node' });
    expect(status).toBe('ok');
  });

  test('restarts by hand are no restarts of systemd’s, and nobody is called', async () => {
    for (let n = 0; n < 10; n += 1) {
      await machine.sh('systemctl reset-failed shop; systemctl restart shop');
      await machine.waitForPort(3001);
    }
    const { probes, rules } = await check();
    expect(probes['backend']).toMatchObject({ status: 'active', restarts: await restarts() });
    expect(rules.find(({ name }) => name === 'Shop stays')?.state).not.toBe('firing');
  });

  test('a blocked event loop is restarted', async () => {
    await machine.must(['curl', '-s', '-X', 'POST', 'http://127.0.0.1:3001/fault/block?seconds=600']);
    const before = await mainPid();
    await checkedUntil(({ probes, status }) => status === 'ok' && probes['site']?.['ok'] === true);
    expect(await mainPid()).not.toBe(before);
  });

  test('an orphan that holds the port is ended, and the unit that systemd gave up comes back', async () => {
    await machine.sh('systemctl stop shop');
    const orphan = machine.start(['node', `${site.backend}/server.js`], { user: site.user });
    await machine.waitForPort(3001);
    await machine.run(['systemctl', 'start', 'shop']);
    await machine.waitUntil('systemd gives up', async () => (await state()) === 'failed');
    await checkedUntil(
      ({ probes }) => probes['backend']?.['status'] === 'active' && probes['port']?.['owned'] === true,
    );
    expect(orphan.exitCode ?? orphan.signalCode).not.toBeNull();
  });

  test('a unit that exits at once is reset once its cause is gone, and a person is told before', async () => {
    await machine.sh('touch /var/tmp/broken; systemctl restart shop || true');
    await machine.waitUntil('systemd gives up', async () => (await state()) === 'failed');
    const ill = await check();
    expect(ill.status).not.toBe('ok');
    await machine.sh('rm /var/tmp/broken');
    const reset = await machine.must(['kapa', 'reset', '--yes', policies]);
    expect(reset).toContain('shop');
    const { probes } = await check();
    expect(probes['backend']).toMatchObject({ status: 'active', restarts: 0 });
  });

  test('a socket unit’s port is its service’s, before anybody has called', async () => {
    machine.put('/etc/systemd/system/quiet.socket', '[Socket]\nListenStream=127.0.0.1:3009\n');
    machine.put('/etc/systemd/system/quiet.service', '[Service]\nExecStart=/bin/sleep 1000\n');
    machine.put(
      '/etc/kapa/quiet.yaml',
      `policy: quiet
group: quiet
probes:
  port: { port_owner: { port: 3009, expected: { service: quiet } } }
  other: { port_owner: { port: 3009, expected: { service: shop } } }
rules:
  - { name: Port is its own, when: port.foreign, every: 1m, severity: warning }
  - { name: Port is not the shop’s, when: '!other.foreign', every: 1m, severity: warning }
`,
    );
    await machine.sh('systemctl daemon-reload; systemctl start quiet.socket');
    const { probes } = await check('/etc/kapa/quiet.yaml');
    expect(probes['port']).toMatchObject({ owned: true, foreign: false, pid: 1 });
    expect(probes['other']).toMatchObject({ owned: false, foreign: true });
  });

  test('a unit that is not there is missing, and the doctor says so', async () => {
    machine.put('/etc/kapa/none.yaml', 'policy: none\nprobes: { backend: { service: { name: nobody } } }\n');
    const { stdout } = await machine.run(['kapa', 'doctor', '/etc/kapa/none.yaml']);
    expect(stdout).toMatch(/✗ .*nobody: not-found/u);
  });

  test('a kapa watch that systemd has given up is found by the doctor', async () => {
    const unit = '/etc/systemd/system/kapa-watch.service';
    machine.put(unit, '[Service]\nExecStart=/bin/false\n');
    await machine.sh('systemctl daemon-reload; systemctl start kapa-watch; sleep 1');
    const { stdout, status } = await machine.run(['kapa', 'doctor', policies]);
    expect(stdout).toMatch(/✗ .*kapa-watch up: exit-code/u);
    expect(status).toBe(1);
    await machine.sh(`rm ${unit}; systemctl daemon-reload; systemctl reset-failed kapa-watch || true`);
  });

  test('a user whose code watch runs neither speaks for it to systemd nor writes into a unit', async () => {
    const home = `/home/${site.user}`;
    const unit = readFileSync(
      resolve(import.meta.dirname, '../../packaging/kapa/kapa-watch.service'),
      'utf8',
    );
    machine.put('/etc/kapa/policies/users.yaml', usersCode);
    machine.put(
      '/etc/systemd/system/kapa-watch.service',
      unit.replace('/usr/bin/kapa', '/usr/local/bin/kapa'),
    );
    machine.put(
      `${home}/speak`,
      `export NOTIFY_SOCKET=/run/systemd/notify
systemd-notify "MAINPID=$$"
cat /proc/self/cgroup > ${home}/spoken-by-$1.new
mv ${home}/spoken-by-$1.new ${home}/spoken-by-$1
exec sleep 1000
`,
    );
    machine.put(
      `${home}/probe`,
      `#!/bin/sh\nsetsid /bin/sh ${home}/speak probe > /dev/null 2>&1 < /dev/null &\n`,
      0o755,
    );
    machine.put(
      site.ecosystem,
      `require('node:child_process').spawn('/bin/sh', ['${home}/speak', 'ecosystem'], { detached: true, stdio: 'ignore' });
module.exports = { apps: [{ name: '${site.app}', script: 'server.js', cwd: '${site.backend}' }] };
`,
    );
    // His Node lies in a folder whose name is more than one line, and has what systemd would put something in place of.
    const folder = `${home}/.nvm/versions/node/v99 %H $HOME \${HOME} $$ "' \\x41\nSuccessAction=reboot\nDocumentation=/bin`;
    await machine.must(['mkdir', '-p', folder]);
    await machine.must(['ln', '-s', '/usr/local/bin/node', `${folder}/node`]);
    await machine.must(['ln', '-s', '/usr/local/lib/node_modules/pm2/bin/pm2', `${folder}/pm2`]);
    await machine.sh('systemctl daemon-reload; systemctl start kapa-watch');
    const watcher = await shown('MainPID', 'kapa-watch');
    const spoken = ['probe', 'ecosystem'].map((who) => `${home}/spoken-by-${who}`);
    await machine.waitUntil('both have spoken', async () => {
      const there = await Promise.all(spoken.map((file) => machine.run(['test', '-e', file])));
      return there.every(({ status }) => status === 0);
    });
    // What a command leaves running stays in the group of watch; what an ecosystem file does is put elsewhere.
    expect(spoken.map((file) => machine.get(file).includes('kapa-watch.service'))).toEqual([true, false]);
    expect(await shown('MainPID', 'kapa-watch')).toBe(watcher);
    const scopes = await machine.sh('cat /run/systemd/transient/*.scope');
    expect(scopes).toContain('started by kapa');
    expect(scopes).not.toMatch(/^SuccessAction/mu);
    await machine.must(['rm', '-r', folder]);
    await machine.sh('systemctl reload kapa-watch');
    await machine.waitUntil(
      'it has reloaded',
      async () => (await shown('ActiveState', 'kapa-watch')) === 'active',
    );
    await machine.sh(
      'systemctl stop kapa-watch; rm /etc/systemd/system/kapa-watch.service; systemctl daemon-reload',
    );
    await machine.must(['test', '!', '-e', `/proc/${watcher}`]);
  });

  test('a systemd that does not answer makes it unknown, and nothing is done', async () => {
    machine.put('/root/hang', '#!/bin/sh\nexec sleep 1000\n', 0o755);
    await machine.sh('mount --bind /root/hang "$(readlink -f /usr/bin/systemctl)"');
    try {
      const { status, probes } = await check();
      expect(status).toBe('unknown');
      expect(probes['backend']).toHaveProperty('unknown');
    } finally {
      await machine.sh('umount "$(readlink -f /usr/bin/systemctl)"');
    }
    expect((await check()).probes['backend']).toMatchObject({ status: 'active' });
  });

  /** Checks, as cron would, until one finds what is asked for: a check tells what it measured before it acted. */
  async function checkedUntil(isSo: (checked: Checked) => boolean): Promise<void> {
    let last: Checked | undefined;
    try {
      await machine.waitUntil(
        'a check finds it so',
        async () => {
          last = await check();
          return isSo(last);
        },
        120,
      );
    } catch (error) {
      throw new Error(JSON.stringify(last), { cause: error });
    }
  }

  const state = (): Promise<string> => shown('ActiveState');
  const mainPid = (): Promise<string> => shown('MainPID');
  const restarts = async (): Promise<number> => Number(await shown('NRestarts'));

  async function shown(property: string, unit = 'shop'): Promise<string> {
    return (await machine.must(['systemctl', 'show', `--property=${property}`, '--value', unit])).trim();
  }
});

const usersCode = `policy: users
group: users
resources:
  - name: The backend runs
    pm2_app: { name: ${site.app}, user: ${site.user}, ecosystem: ${site.ecosystem}, boot: false }
probes:
  declared: { drift: { every: 15m } }
  own: { command: { argv: [/home/${site.user}/probe], user: ${site.user} } }
rules:
  - { name: As declared, when: declared.resources > 0, every: 1m, severity: warning }
  - { name: Well, when: own.exit_status != 0, every: 1m, severity: warning }
`;
