import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { letVisitorsIn, visits } from './outage.ts';
import { askSite, installKapa, site, siteLayers } from './site.ts';

let machine: Machine;
const policies = '/etc/kapa/policies';
const shipped = '/usr/local/lib/node_modules/kapa/policies';
const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
const vhost = `/etc/apache2/sites-available/${site.name}-le-ssl.conf`;
const converged = /^Nothing to do: nothing was changed, nothing was reloaded\.$/mu;

beforeAll(async () => {
  machine = await boot('setup', await siteLayers());
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
});
afterAll(() => machine.stop());

test('the packed package installs without network, and its shipped policies have no findings', async () => {
  await installKapa(machine);
  await machine.sh(`mkdir -p /etc/kapa && cp -r ${shipped} ${policies}`);
  expect(await machine.must(['kapa', 'lint', '--strict', policies])).toContain('No findings');
});

test('the first plan of what kapa init wrote shows no change', async () => {
  await machine.must(['kapa', 'init', '--out', '/root/found']);
  expect((await machine.run(['kapa', 'plan', '--detailed-exitcode', '/root/found'])).status).toBe(0);
});

test('a reboot in the middle of an apply leaves the old world or the new one, and the site serves', async () => {
  const before = { prefork: machine.get(prefork), vhost: machine.get(vhost) };
  const apply = machine.start(['kapa', 'apply', '--yes', policies]);
  const begun = Date.now();
  while (machine.get(prefork) === before.prefork && machine.get(vhost) === before.vhost) {
    if (Date.now() - begun > 20_000) throw new Error('the apply changed nothing in 20 s');
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  const cut = Date.now();
  await machine.reboot('kill');
  apply.kill();
  await machine.waitForPort(3001);

  await machine.must(['kapa', 'recover']);
  const after = { prefork: machine.get(prefork), vhost: machine.get(vhost) };
  const isOld = after.prefork === before.prefork && after.vhost === before.vhost;
  const isNew = after.prefork !== before.prefork && after.vhost !== before.vhost;
  expect(isOld || isNew).toBe(true);
  await machine.must(['apachectl', 'configtest']);
  expect(await askSite(machine)).toBe(200);
  record('A reboot in the middle of an apply, from the cut to a recovered host that serves', cut, 0);
});

test('apply makes it so: mpm_prefork, vhost, crontab, logrotate; the second apply reloads nothing', async () => {
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(machine.get(prefork)).toMatch(/^\s*MaxConnectionsPerChild\s+1000$/mu);
  expect(machine.get(vhost)).toContain(
    'ProxyPass /api/ http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0',
  );
  expect(machine.get(vhost)).toContain('SSLCertificateFile');
  const jobs = await machine.must(['crontab', '-l']);
  expect(jobs).toMatch(/^\*\/3 .*kapa check --group health/mu);
  expect(jobs).toMatch(/^\*\/10 .*kapa check --group apache-workers/mu);
  await machine.must(['logrotate', '--debug', '/etc/logrotate.d/kapa']);
  expect(await askSite(machine)).toBe(200);

  const generation = await apacheGeneration();
  expect(await machine.must(['kapa', 'apply', '--yes', policies])).toMatch(converged);
  expect(await apacheGeneration()).toEqual(generation);
});

test('PM2 resurrects the backend after a reboot, and everything is still as declared', async () => {
  await machine.reboot();
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  expect(await askSite(machine)).toBe(200);
  expect(await machine.must(['kapa', 'apply', '--yes', policies])).toMatch(converged);
  const check = await machine.run(['kapa', 'check', policies]);
  expect(check).toMatchObject({ status: 0 });
});

test('a vhost broken by hand is named by plan and repaired by apply, and Apache never stops', async () => {
  const visitors = await letVisitorsIn(machine);
  const parent = await apacheParent();
  const right = machine.get(vhost);
  machine.put(vhost, right.replace('ProxyTimeout 600', 'ProxyTimeout 6'));
  const plan = await machine.run(['kapa', 'plan', '--detailed-exitcode', policies]);
  expect(plan.status).toBe(2);
  expect(plan.stdout).toMatch(/ProxyTimeout\s+6 → 600/u);
  const begun = Date.now();
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(machine.get(vhost)).toBe(right);
  expect(await apacheParent()).toBe(parent);
  const unanswered = visits(machine).filter(({ status }) => status !== 200);
  visitors.kill();
  await machine.run(['pkill', '-f', 'load.cjs']);
  expect(unanswered).toEqual([]);
  record('A vhost broken by hand, repaired by one apply with its reload', begun, unanswered.length);
});

test("cron runs both jobs with the PATH that it has, and the operator's greps find their lines", async () => {
  await machine.sh(
    `cp -r ${policies} /root/often
     sed -i -e "s#'\\*/3 #'* #; s#'\\*/10 #'* #" /root/often/schedule.yaml
     rm -f /var/log/kapa_health.log /var/log/apache_worker_monitor.log
     kapa apply --yes --set policies=/root/often /root/often`,
  );
  const logs = ['/var/log/kapa_health.log', '/var/log/apache_worker_monitor.log'];
  await machine.waitUntil(
    'cron has run both jobs',
    async () => logs.every((log) => existsSync(join(machine.root, log))),
    90,
  );
  expect(await machine.sh('grep "CLOSE_WAIT:" /var/log/kapa_health.log')).toContain('✅');
  expect(await machine.sh(`grep -c "$(date '+%Y-%m-%d')" /var/log/apache_worker_monitor.log`)).toBe('1\n');
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(await machine.must(['crontab', '-l'])).not.toMatch(/^\* \*/mu);
});

test('the logs rotate, and the next check writes a new one', async () => {
  await machine.sh(
    'logrotate --force /etc/logrotate.d/kapa; test -s /var/log/kapa_health.log.1; test ! -s /var/log/kapa_health.log',
  );
  await machine.must(['kapa', 'check', '--group', 'health', policies]);
  expect(machine.get('/var/log/kapa_health.log')).toContain('CLOSE_WAIT: ');
});

test('kapa doctor finds nothing to put right after both groups have run', async () => {
  expect((await machine.run(['kapa', 'doctor', policies])).stdout).not.toContain('✗');
});

test('a newer kapa reads the state of an older one and can put back what that one changed', async () => {
  await machine.sh(
    `cd /root && rm -rf package && tar xzf kapa.tgz
     sed -i 's/"version": "0[.]1[.]0"/"version": "0.2.0"/' package/package.json
     sed -i 's/0[.]1[.]0/0.2.0/' package/dist/chunks/*.cjs; rm -r package/dist/cache
     tar czf newer.tgz package && npm install --global --offline /root/newer.tgz`,
  );
  expect(await machine.must(['kapa', '--version'])).toContain('0.2.0');
  expect(await machine.must(['kapa', 'apply', '--yes', policies])).toMatch(converged);
  expect(await machine.must(['kapa', 'backups'])).toContain(prefork);
  expect((await machine.run(['kapa', 'status', policies])).status).toBe(0);
  await machine.must(['kapa', 'restore', '--yes', prefork]);
  expect(machine.get(prefork)).toMatch(/^MaxConnectionsPerChild\s+0$/mu);
  await machine.must(['kapa', 'apply', '--yes', policies]);
});

test('without kapa the host goes on working', async () => {
  await machine.sh(
    `crontab -l | grep -v '# kapa$' | crontab -
     rm /etc/logrotate.d/kapa
     npm uninstall --global kapa
     apachectl configtest`,
  );
  await machine.reboot();
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  expect(await askSite(machine)).toBe(200);
  expect((await machine.run(['sh', '-c', 'command -v kapa'])).status).not.toBe(0);
});

/** Keeps a figure for bench/outage.mjs. */
function record(scenario: string, since: number, failed: number): void {
  const file = process.env['OUTAGE_FIGURES'];
  const recovered = (Date.now() - since) / 1000;
  if (file !== undefined)
    appendFileSync(
      file,
      `${JSON.stringify({ scenario, monitor: 'kapa apply', recovered, failed, wrong: [] })}\n`,
    );
}

/** Which generation of workers Apache is at: its starts and reloads so far, and its parent process. */
async function apacheGeneration(): Promise<readonly [number, string]> {
  const log = readFileSync(join(machine.root, 'var/log/apache2/error.log'), 'utf8');
  return [log.split('resuming normal operations').length - 1, await apacheParent()];
}

async function apacheParent(): Promise<string> {
  return (await machine.must(['systemctl', 'show', '--property=MainPID', '--value', 'apache2'])).trim();
}
