import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, installKapa, site, siteLayers } from './site.ts';

// What docs/day-2.md says of a running watch, on a booted host: who hears of drift and of a recovery, what an upgrade by npm
// and an uninstallation do beneath it.

let machine: Machine;
const policies = '/etc/kapa/policies';
const shipped = '/usr/local/lib/node_modules/kapa/policies';
const told = '/var/tmp/told';

beforeAll(async () => {
  machine = await boot('day-2', await siteLayers());
  await installKapa(machine);
  machine.put('/usr/local/bin/page', `#!/bin/sh\ncat >> ${told}\n`, 0o755);
  machine.put(
    '/etc/systemd/system/shop.service',
    '[Service]\nExecStart=/usr/bin/python3 -m http.server 8088\n',
  );
  await machine.sh(
    `mkdir -p /etc/kapa && cp -r ${shipped} ${policies} && : > ${told} && systemctl daemon-reload && systemctl start shop
     sed -i 's/^  scheduler: cron/  scheduler: watch/' ${policies}/host.yaml`,
  );
  machine.put(
    `${policies}/day-2.yaml`,
    `policy: day-2
group: day-2
settings: { notify: { channels: [{ name: page, command: { argv: [/usr/local/bin/page] } }] } }
resources:
  - { name: Limits of the shop, file: { path: /etc/shop.conf, content: "workers: 100\\n" } }
probes:
  declared: { drift: { every: 5s } }
  shop: { http: { url: 'http://127.0.0.1:8088/', timeout: 2s } }
  stuck: { file_age: { path: /var/lib/stuck } }
rules:
  - { name: Host is as declared, severity: warning, when: declared.resources > 0, every: 5s }
  - { name: Shop answers, when: shop.failing, every: 5s }
  - { name: Orders go out, when: stuck.exists, every: 5s }
`,
  );
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  await machine.must(['kapa', 'apply', '--yes']);
});
afterAll(() => machine.stop());

test('drift that somebody made by hand is told, and that it is gone', async () => {
  machine.put('/etc/shop.conf', 'workers: 1\n');
  await heard(/^❌ Host is as declared: alert/mu);
  expect((await machine.run(['kapa', 'status'])).stdout).toContain('Limits of the shop');
  await machine.must(['kapa', 'apply', '--yes']);
  expect(machine.get('/etc/shop.conf')).toBe('workers: 100\n');
  await heard(/^✅ Host is as declared: healed/mu);
});

test('the alert of a recovery tells the minutes of the outage', async () => {
  const from = Date.now();
  await machine.must(['systemctl', 'stop', 'shop']);
  await heard(/^❌ Shop answers: alert/mu);
  await new Promise((resolved) => void setTimeout(resolved, 75_000));
  await machine.must(['systemctl', 'start', 'shop']);
  const [, minutes, seconds] = await heard(/^✅ Shop answers: healed, after (\d+)m(?: (\d+)s)?/mu);
  const outage = (Date.now() - from) / 1000;
  const said = Number(minutes) * 60 + Number(seconds ?? 0);
  expect(said).toBeGreaterThan(65);
  expect(said).toBeLessThanOrEqual(outage);
});

test('an upgrade by npm under a running watch: the old one heals on, the new one takes up its state', async () => {
  await machine.sh('touch /var/lib/stuck');
  await heard(/^❌ Orders go out: alert/mu);
  await machine.must(['kapa', 'silence', 'Shop answers', '--for', '2h', '--reason', 'upgrade']);
  const before = await watcher();
  upgrade();
  await machine.must(['npm', 'install', '--global', '--offline', '/root/newer.tgz']);
  expect(await machine.must(['kapa', '--version'])).toContain('0.1.1');
  expect(await watcher()).toBe(before);
  // This remedy needs what the old one has not used yet.
  await machine.sh(`pm2 delete ${site.app}`, { user: site.user });
  await serves('the old one heals');
  expect(await watcher()).toBe(before);

  await machine.must(['systemctl', 'restart', 'kapa-watch']);
  expect(await watcher()).not.toBe(before);
  await machine.sh(`pm2 stop ${site.app}`, { user: site.user });
  await serves('the new one heals');
  expect(await machine.must(['journalctl', '-u', 'kapa-watch', '-o', 'cat'])).not.toMatch(
    /incomplete|\bat \//u,
  );
  // What was told is not told again, and what was ordered holds.
  expect(hear().match(/Orders go out: alert/gu)).toHaveLength(1);
  expect((await machine.run(['kapa', 'status'])).stdout).toMatch(/Shop answers.*\n.*upgrade/u);
  expect((await machine.run(['kapa', 'doctor'])).stdout).not.toContain('✗');
  await machine.sh('rm /var/lib/stuck');
  await heard(/^✅ Orders go out: healed, after/mu);
});

test('an uninstallation as the document types it leaves a host that serves', async () => {
  const document = readFileSync(resolve(import.meta.dirname, '../../docs/day-2.md'), 'utf8');
  const section = document.slice(document.indexOf('\n## Uninstall\n'));
  const lines = [...section.matchAll(/^\$ (.+)$/gmu)].map(([, line = '']) => line);
  expect(lines).toHaveLength(3);
  for (const line of lines) await machine.sh(line);
  expect((await machine.run(['pgrep', '-f', 'kapa watch'])).status).toBe(1);
  expect((await machine.run(['which', 'kapa'])).status).toBe(1);
  await machine.must(['apachectl', 'configtest']);
  await machine.must(['logrotate', '--debug', '/etc/logrotate.conf']);
  await machine.sh('for user in $(ls /var/spool/cron/crontabs); do crontab -u $user -l | crontab -n -; done');
  expect(await machine.must(['sh', '-c', 'crontab -l || true'])).not.toMatch(/^[^#].*kapa check/mu);
  await machine.reboot();
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  expect(await askSite(machine)).toBe(200);
  expect((await machine.must(['systemctl', '--failed', '--no-legend'])).trim()).toBe('');
});

function hear(): string {
  return machine.get(told);
}

/** Waits until the channel has heard something. */
async function heard(what: RegExp): Promise<RegExpExecArray> {
  try {
    await machine.waitUntil(`the channel hears ${what.source}`, async () => what.test(hear()), 120);
  } catch (error) {
    throw new Error(hear(), { cause: error });
  }
  return what.exec(hear()) as RegExpExecArray;
}

async function serves(what: string): Promise<void> {
  try {
    await machine.waitUntil(what, async () => (await askSite(machine)) === 200, 120);
  } catch (error) {
    const said = await machine.sh(
      'kapa status || true; kapa history; journalctl -u kapa-watch -o cat | tail -n 60',
    );
    throw new Error(said, { cause: error });
  }
}

async function watcher(): Promise<string> {
  return (await machine.must(['systemctl', 'show', '-p', 'MainPID', '--value', 'kapa-watch'])).trim();
}

/** Puts a newer kapa beside: another version, of which no chunk is one of the build before. */
function upgrade(): void {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-newer-'));
  try {
    execFileSync('tar', ['xzf', join(machine.root, 'root/kapa.tgz'), '-C', folder]);
    const at = (path: string): string => join(folder, 'package', path);
    const change = (path: string, by: (text: string) => string): void =>
      writeFileSync(at(path), by(readFileSync(at(path), 'latin1')), 'latin1');
    const [, build = ''] = /const build = '(\w+)'/u.exec(readFileSync(at('dist/kapa.cjs'), 'utf8')) ?? [];
    const chunks = readdirSync(at('dist/chunks')).filter((name) => name.endsWith('.cjs'));
    for (const path of ['dist/kapa.cjs', ...chunks.map((name) => `dist/chunks/${name}`)])
      change(path, (text) =>
        text.replaceAll(build, build.split('').toReversed().join('')).replaceAll('0.1.0', '0.1.1'),
      );
    change('package.json', (text) => text.replace(/"version": "[^"]+"/u, '"version": "0.1.1"'));
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: at(''),
    });
    machine.copy(join(folder, 'kapa-0.1.1.tgz'), '/root/newer.tgz');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
