import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, installKapa, site, siteLayers } from './site.ts';

// What docs/operations.md says of backing out, command by command.
let machine: Machine;
const policies = '/etc/kapa/policies';
const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
const vhost = `/etc/apache2/sites-available/${site.name}-le-ssl.conf`;
let original: { readonly prefork: string; readonly vhost: string };
let declared: typeof original;

beforeAll(async () => {
  machine = await boot('backing-out', await siteLayers());
  await installKapa(machine);
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  original = now();
  await machine.sh(
    `mkdir -p /etc/kapa && cp -r /usr/local/lib/node_modules/kapa/policies ${policies}
     kapa apply --yes ${policies}`,
  );
  declared = now();
});
afterAll(() => machine.stop());

test('of one file: with kapa, and by hand with cp -a', async () => {
  await machine.must(['kapa', 'restore', '--yes', prefork]);
  expect(now()).toEqual({ ...declared, prefork: original.prefork });
  await machine.must(['kapa', 'apply', '--yes', policies]);
  await machine.sh(
    `cp -a "$(ls -1 ${vhost}.backup_* | tail -n 1)" ${vhost}; apachectl configtest; systemctl reload apache2`,
  );
  expect(now().vhost).toBe(original.vhost);
  expect(await askSite(machine)).toBe(200);
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(now()).toEqual(declared);
});

test('of one apply: its transaction, which kapa backups lists', async () => {
  const transactions = (await machine.must(['kapa', 'backups'])).match(/\b\d{8}_\d{6}\b/gu) ?? [];
  await machine.must(['kapa', 'restore', '--yes', [...transactions].sort()[0] ?? '']);
  expect(now()).toEqual(original);
  expect(await askSite(machine)).toBe(200);
});

test('of an apply under way: one signal, and what was done is undone', async () => {
  const apply = machine.start(['kapa', 'apply', '--yes', policies]);
  const over = new Promise<number | null>((resolve) => void apply.once('close', resolve));
  const begun = Date.now();
  while (now().prefork === original.prefork && now().vhost === original.vhost)
    if (Date.now() - begun > 30_000) throw new Error('the apply changed nothing in 30 s');
    else await new Promise((resolve) => void setTimeout(resolve, 1));
  await machine.run(['pkill', '-TERM', '-f', 'kapa apply']);
  const status = await over;
  expect(now()).toEqual(status === 0 ? declared : original);
  expect(await askSite(machine)).toBe(200);
  await machine.must(['kapa', 'recover']);
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(now()).toEqual(declared);
});

test('of the remedies: a pause, shown by status and ended by resume', async () => {
  await machine.must(['kapa', 'pause', '--for', '8h', '--reason', 'deploy']);
  await machine.must(['pm2', 'stop', site.app], { user: site.user });
  const check = await machine.must(['kapa', 'check', '--group', 'health', policies]).catch(String);
  expect(check).toContain('deploy');
  expect(await askSite(machine)).not.toBe(200);
  await machine.must(['kapa', 'resume']);
  await machine.run(['kapa', 'check', '--group', 'health', policies]);
  expect(await askSite(machine)).toBe(200);
});

test('of the service: it goes, the site stays, and nothing of it is left for systemd', async () => {
  await machine.sh(
    `sed -i 's/^  scheduler: cron/  scheduler: watch/' ${policies}/host.yaml; kapa apply --yes
     systemctl is-active kapa-watch
     systemctl disable --now kapa-watch; rm /etc/systemd/system/kapa-watch.service; systemctl daemon-reload`,
  );
  const state = ['systemctl', 'show', '--property=LoadState', '--value', 'kapa-watch'];
  expect(await machine.must(state)).toBe('not-found\n');
  expect(await askSite(machine)).toBe(200);
  await machine.sh(
    `sed -i 's/^  scheduler: watch/  scheduler: cron/' ${policies}/host.yaml; kapa apply --yes`,
  );
});

test('of kapa altogether: what is left works, and its backups are found', async () => {
  expect(await machine.must(['crontab', '-l'])).toMatch(/# kapa$/mu);
  await machine.sh(
    `crontab -l | grep -v '# kapa$' | crontab -
     rm /etc/logrotate.d/kapa; npm uninstall --global kapa
     find /etc -name '*.backup_????????_??????*' | grep -q ${prefork}
     find /etc -name '*.backup_????????_??????*' -delete; rm -r /var/lib/kapa
     apachectl configtest; systemctl restart apache2`,
  );
  expect(await machine.must(['crontab', '-l'])).not.toContain('kapa check');
  expect(await askSite(machine)).toBe(200);
});

function now(): { readonly prefork: string; readonly vhost: string } {
  return { prefork: machine.get(prefork), vhost: machine.get(vhost) };
}
