import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chaosFaults, chaosOrder, neighbour, startNeighbour } from './chaos.ts';
import { boot, type Machine } from './machine.ts';
import { setPace } from './monitors.ts';
import { letVisitorsIn, outageHost } from './outage.ts';
import { underPm2 } from './under-pm2.ts';
import { askSite, site } from './site.ts';

// Every fault that kapa knows, in random order and overlapping, while visitors come: ten minutes of one order in every run,
// an hour of another by `npm run test:hosts -- --chaos 60`.
const minutes = Number(process.env['KAPA_CHAOS_MINUTES'] ?? 10);
const seed = Number(process.env['KAPA_CHAOS_SEED'] ?? 15);
const asApp = { user: site.user } as const;

/** Seconds that all may take to be well again, the back-off of systemd's restarts included. */
const patience = 240;

let host: Awaited<ReturnType<typeof outageHost>>;
let machine: Machine;
const log: string[] = [];

beforeAll(async () => {
  host = await outageHost();
  machine = await boot('chaos', host.layers);
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  setPace(machine, { interval: 5, phase: 0, patience: 0, after: 0 }, 0);
  // In an hour each fault comes more often than in a bad year.
  for (const module of ['node-site-pm2', 'apache-runs', 'apache-workers']) {
    const path = `/etc/kapa/modules/${module}.yaml`;
    machine.put(
      path,
      machine.get(path).replaceAll(/limit: \{.*\}/gu, 'limit: { times: 100, within: 10m, then: back_off }'),
    );
  }
  machine.put(
    '/etc/systemd/system/m-watch.service.d/again.conf',
    '[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\nRestartSec=1\n',
  );
  machine.put('/etc/systemd/system/apache2.service.d/often.conf', '[Unit]\nStartLimitIntervalSec=0\n');
  await startNeighbour(machine);
  await machine.sh(
    `mkdir /tmp/kept && cp -a /var/log/. /tmp/kept
     mount -t tmpfs -o size=96m tmpfs /var/log && cp -a /tmp/kept/. /var/log
     systemctl daemon-reload && systemctl restart apache2 && systemctl start m-watch`,
  );
  machine.start(['node', '/root/bystander.cjs']);
  await letVisitorsIn(machine);
});
afterAll(async () => {
  await machine.stop();
  host.drop();
});

test(
  `random faults, ${minutes} minutes, seed ${seed}: all is well in the end, and nothing wrong was done`,
  async () => {
    console.log(`chaos: ${minutes} minutes; --chaos ${minutes} --seed ${seed} repeats this order`);
    await sleep(10);
    expect(remedies(), 'a remedy before any fault').toEqual([]);
    const innocent = await innocents();

    const memory: { pid: string; kib: number }[] = [];
    await makeFaults(memory);
    await machine.run(['rm', '-f', '/var/log/full', '/etc/kapa/policies/invalid.yaml']);
    await machine.run(['pkill', '-CONT', '-f', 'kapa watch']);

    const settled = await settle();
    await sleep(20);
    const said = await told();
    expect(remedies().slice(settled), `a remedy when all was well\n${said}`).toEqual([]);
    expect(await innocents(), said).toEqual(innocent);
    expect(
      (await machine.run(['kapa', 'plan', '--detailed-exitcode', '--skip', 'Monitoring jobs'])).status,
      said,
    ).toBe(0);
    for (const list of [
      await machine.must(['pm2', 'jlist'], asApp),
      machine.get(`/home/${site.user}/.pm2/dump.pm2`),
    ])
      for (const name of [site.app, neighbour.name])
        expect(list.replaceAll(': ', ':'), said).toContain(`"name":"${name}"`);
    expect(growth(memory), `KiB that kapa watch has grown by\n${said}`).toBeLessThan(32 * 1024);
    console.log(
      `chaos: ${log.length} faults, ${remedies().length} remedies, memory ${JSON.stringify(memory.at(-1))}`,
    );
  },
  (minutes * 60 + patience + 900) * 1000,
);

/** Makes the faults of the order, each when its time has come, whatever stands. */
async function makeFaults(memory: { pid: string; kib: number }[]): Promise<void> {
  const begun = performance.now();
  const now = (): number => (performance.now() - begun) / 1000;
  const ends: Promise<unknown>[] = [];
  for (const { at, fault } of chaosOrder(seed, minutes * 60)) {
    if (at > now()) await sleep(at - now());
    if (now() > minutes * 60) break;
    log.push(`${Math.round(now())} s ${fault.name}`);
    // PM2's command waits for a daemon that hangs: the next fault does not.
    const made = fault.make(machine);
    ends.push(made);
    await Promise.race([made, sleep(5)]);
    const { over } = fault;
    if (over !== undefined) ends.push(sleep(over.after).then(() => over.end(machine)));
    memory.push(await memoryOfWatch());
  }
  await Promise.all(ends);
}

/** Waits until all is well, and no remedy has been recorded for a time in which one that is under way ends; their number. */
async function settle(): Promise<number> {
  const wellAt = Date.now() + patience * 1000;
  let count = remedies().length;
  for (;;) {
    const ill = await whatIsIll();
    await sleep(ill === undefined ? 20 : 2);
    const known = count;
    count = remedies().length;
    if (ill === undefined && count === known) return count;
    if (Date.now() > wellAt) throw new Error(`${ill ?? 'remedies go on'}\n${await told()}`);
  }
}

/** Fault that is there; undefined: all is well. */
async function whatIsIll(): Promise<string | undefined> {
  const status = await askSite(machine);
  if (status !== 200) return `the site answers with ${status}`;
  if (!(await underPm2.ownsPort(machine))) return 'another than PM2 holds the port';
  const { stdout } = await machine.run(['timeout', '-k', '1', '20', 'pm2', 'jlist'], asApp);
  if (stdout.split('"status":"online"').length - 1 < 2) return `not all applications are online: ${stdout}`;
  const check = await machine.run(['kapa', 'check', '--dry-run', '--group', 'health'], { timeout: 60 });
  return check.status === 0 || check.status === 1 ? undefined : check.stdout;
}

/** Bystanders of every fault: a client of the backend, other services, the user's jobs. */
async function innocents(): Promise<string> {
  return machine.sh(
    `pgrep -f "[b]ystander.cjs"; systemctl show --property=MainPID --value cron ssh rsyslog; crontab -l | md5sum`,
  );
}

function remedies(): readonly string[] {
  const folder = join(machine.root, 'var/lib/kapa/events');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line.includes('"kind":"remedy"'));
}

async function told(): Promise<string> {
  const history = await machine.run(['kapa', 'history', '--since', '2h']);
  const status = await machine.run(['kapa', 'status']);
  return `${log.join('\n')}\n${status.stdout}\n${history.stdout.slice(-8000)}\n${machine.get('/root/m-watch.err').slice(-4000)}`;
}

async function memoryOfWatch(): Promise<{ pid: string; kib: number }> {
  const text = await machine.sh(
    `pid=$(systemctl show --property=MainPID --value m-watch); echo $pid; grep ^VmRSS: /proc/$pid/status || true`,
  );
  const [pid = '', line = ''] = text.split('\n');
  return { pid, kib: Number(/\d+/u.exec(line)?.[0] ?? 0) };
}

/** KiB by which the process that was seen most grew from the first third of its life to its last. */
function growth(seen: readonly { readonly pid: string; readonly kib: number }[]): number {
  const lives = new Map<string, { readonly kib: number }[]>();
  for (const { pid, kib } of seen) if (kib > 0) lives.set(pid, [...(lives.get(pid) ?? []), { kib }]);
  const longest = [...lives.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  const third = Math.max(1, Math.floor(longest.length / 3));
  const median = (part: readonly { readonly kib: number }[]): number =>
    part.map(({ kib }) => kib).toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
  return median(longest.slice(-third)) - median(longest.slice(0, third));
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}

test('an order of faults is the same for the same seed, and holds each fault', () => {
  const names = (of: number): readonly string[] =>
    chaosOrder(of, 3600).map(({ at, fault }) => `${at} ${fault.name}`);
  expect(names(1)).toEqual(names(1));
  expect(names(1)).not.toEqual(names(2));
  expect(new Set(chaosOrder(3, 3600).map(({ fault }) => fault.name)).size).toBe(chaosFaults.length);
});
