import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLab, snapshot, type Ended, type Lab, type LabOptions } from './lab.ts';

// The whole program is killed, or fails, at what it does to a host with a live Apache: some places in every run, all
// of them with KAPA_TEST_LONG. What is on the disk afterwards is the one world or the other, and Apache runs it.

const long = process.env['KAPA_TEST_LONG'] !== undefined;
const site = 'kapa.healtheworld.com.co';
const worlds = ['one', 'two'] as const;
type World = (typeof worlds)[number];
let lab: Lab;
let disk: Readonly<Record<World, Readonly<Record<string, string>>>>;

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
  lab.put('/tmp/fault.cjs', readFileSync(new URL('fault.cjs', import.meta.url)));
  for (const world of worlds) lab.put(`/etc/kapa/${world}.yaml`, policy(world));
  lab.put('/etc/kapa/sick.yaml', policy('two', 'nothing that Apache can read as a certificate\n'));
  const seen: Partial<Record<World, Readonly<Record<string, string>>>> = {};
  await applied('one');
  for (const world of worlds) {
    await applied(world);
    seen[world] = onDisk();
  }
  await applied('one');
  disk = { one: seen.one ?? {}, two: seen.two ?? {} };
  expect(disk.one).not.toEqual(disk.two);
});
afterAll(() => lab.close());
beforeEach(() => applied('one'));

test('killed at any deed of an apply, the next run finishes or undoes it, and Apache runs what is on the disk', async () => {
  const deeds = await countedApply('two');
  await applied('one');
  for (const at of places(deeds, 5)) {
    const killed = await faulty(apply('two'), {
      FAULT: at % 2 === 0 ? 'half' : 'kill',
      FAULT_AT: String(at),
    });
    expect(killed, `at ${at}`).toMatchObject({ signal: 'SIGKILL' });
    await recovered(`killed at deed ${at} of ${deeds}`);
    await applied('one');
  }
});

test('killed while it rolls back a sick apply, the next run finishes the undoing and Apache serves', async () => {
  const counted = await faulty(apply('sick'), { FAULT_COUNT: '/tmp/count', FAULT_FROM: 'undoing' });
  expect(counted).toMatchObject({ status: 1 });
  const deeds = Number(lab.get('/tmp/count'));
  expect(deeds).toBeGreaterThan(10);
  expect(await world('after a sick apply')).toBe('one');
  for (const at of places(deeds, 5)) {
    const killed = await faulty(apply('sick'), {
      FAULT: 'kill',
      FAULT_AT: String(at),
      FAULT_FROM: 'undoing',
    });
    // How often it looks whether Apache serves again is not the same each time.
    if (at < deeds / 2) expect(killed, `at ${at}`).toMatchObject({ signal: 'SIGKILL' });
    await recovered(`killed at deed ${at} of ${deeds} of undoing`);
  }
});

test('killed while it recovers, the run after that finishes it', async () => {
  const deeds = await countedApply('two');
  await applied('one');
  for (const at of places(40, 3)) {
    await faulty(apply('two'), { FAULT: 'kill', FAULT_AT: String(deeds - 25), FAULT_FROM: '/transactions/' });
    await faulty(['recover'], { FAULT: 'kill', FAULT_AT: String(at), FAULT_FROM: 'undoing' });
    await recovered(`its recovery killed at ${at}`);
    await applied('one');
  }
});

test('what a crash left open is shown by plan, status and apply, and its reload is not forgotten', async () => {
  const deeds = await countedApply('two');
  await applied('one');
  const killed = await faulty(apply('two'), { FAULT: 'kill', FAULT_AT: String(deeds - 30) });
  expect(killed).toMatchObject({ signal: 'SIGKILL' });
  const planned = await lab.kapa(['plan', '/etc/kapa/one.yaml']);
  expect(planned.stderr).toMatch(/Transaction \d{8}_\d{6}/u);
  const asDocument = await lab.kapa(['plan', '/etc/kapa/one.yaml', '--json']);
  expect(JSON.parse(asDocument.stdout)).toHaveProperty('open_transaction');
  const status = await lab.kapa(['status', '/etc/kapa/one.yaml']);
  expect(status.stdout).toMatch(/^Transaction \d{8}_\d{6}/u);
  expect(status.status).toBe(1);
  const applied_ = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
  expect(applied_.stdout + applied_.stderr).toMatch(/\d{8}_\d{6}/u);
  expect(await world('after the next apply')).toBe('one');
});

test.each(['SIGINT', 'SIGHUP', 'SIGTERM'])(
  '%s undoes what was begun; when all was done already, it stays done',
  async (signal) => {
    const deeds = await countedApply('two');
    await applied('one');
    let undone = 0;
    // Node hears of a signal at its next turn: one at a late deed may come when nothing is left to undo.
    for (const at of [5, ...places(deeds - 30, 2)]) {
      const ended = await faulty(apply('two'), { FAULT: signal, FAULT_AT: String(at) });
      const what = `${signal} at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
      if (ended.status === 0) {
        expect(await world(what)).toBe('two');
        await applied('one');
        continue;
      }
      undone += 1;
      expect(ended.status, what).toBe(1);
      expect(ended.stderr, what).toContain('interrupted');
      expect(await world(what)).toBe('one');
      expect((await lab.kapa(['recover'])).stdout).toContain('open');
    }
    expect(undone).toBeGreaterThan(0);
  },
);

test.each(['ENOSPC', 'EROFS', 'EACCES', 'EIO'])(
  '%s at any deed leaves the one world or the other',
  async (code) => {
    const deeds = await countedApply('two');
    await applied('one');
    for (const at of places(deeds, 2)) {
      const ended = await faulty(apply('two'), { FAULT: code, FAULT_AT: String(at) });
      const what = `${code} at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
      expect([0, 1, 3], what).toContain(ended.status);
      expect(ended.stderr, what).not.toMatch(/^\s+at /mu);
      if (ended.status === 1) expect(await world(what)).toBe('one');
      else await recovered(what);
      await applied('one');
    }
  },
);

test('a disk that hangs for a while delays an apply, and nothing more', async () => {
  const deeds = await countedApply('two');
  await applied('one');
  // Not the very last ones: how many there are differs by a few from apply to apply.
  for (const at of [10, deeds >> 1]) {
    const began = performance.now();
    const ended = await faulty(apply('two'), { FAULT: 'slow', FAULT_AT: String(at) });
    const what = `slow at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
    expect(ended.status, what).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(1500);
    expect(await world(what)).toBe('two');
    await applied('one');
  }
});

/** Some places out of 1 to a number, other ones each time the number changes; all of them in a long run. */
function places(most: number, some: number): readonly number[] {
  const step = long ? 1 : Math.max(1, Math.floor(most / some));
  return Array.from({ length: Math.floor(most / step) }, (_, n) => most - n * step);
}

function policy(name: World, certificate?: string): string {
  const resources = [
    [
      'apache_directives',
      {
        file: '/etc/apache2/conf-available/security.conf',
        set: { ServerTokens: name === 'one' ? 'Prod' : 'Minimal' },
      },
    ],
    [
      'file',
      { path: '/etc/apache2/conf-enabled/zz-world.conf', content: `Header always set X-World ${name}\n` },
    ],
    ['file', { path: `/etc/apache2/${name}.txt`, content: `${name}\n` }],
    ['file', { path: `/etc/apache2/${name === 'one' ? 'two' : 'one'}.txt`, state: 'absent' }],
    ['symlink', { path: '/etc/apache2/link', to: `${name}.txt` }],
    ['cron', { user: 'root', jobs: [{ schedule: '5 5 * * *', run: `echo ${name}` }] }],
    ...(certificate === undefined
      ? []
      : [['file', { path: `/etc/letsencrypt/live/${site}/fullchain.pem`, content: certificate }]]),
  ] as const;
  const items = resources.map(([type, spec], n) => ({
    name: `Resource ${n}`,
    [type as string]: spec,
    notify: ['reload apache2'],
  }));
  return JSON.stringify({ policy: 'world', resources: items });
}

function apply(name: string): readonly string[] {
  return ['apply', `/etc/kapa/${name}.yaml`, '--yes'];
}

async function applied(name: World): Promise<void> {
  const ended = await lab.kapa(apply(name));
  if (ended.status !== 0) throw new Error(`apply ${name}: ${ended.status}\n${ended.stdout}${ended.stderr}`);
  expect(await world(`after apply ${name}`)).toBe(name);
}

async function countedApply(name: World): Promise<number> {
  const ended = await faulty(apply(name), { FAULT_COUNT: '/tmp/count' });
  expect(ended, ended.stderr).toMatchObject({ status: 0 });
  return Number(lab.get('/tmp/count'));
}

function faulty(args: readonly string[], env: NonNullable<LabOptions['env']>): Promise<Ended> {
  return lab.kapa(args, { env: { ...env, NODE_OPTIONS: '--require=/tmp/fault.cjs' } });
}

/** Has the next run look after what is open; the host is in one world then. */
async function recovered(what: string): Promise<void> {
  const ended = await lab.kapa(['recover']);
  expect(ended.status, `${what}: ${ended.stdout}${ended.stderr}`).toBe(0);
  await world(what);
}

/** The world that is on the disk, whole, and that Apache runs. */
async function world(what: string): Promise<World> {
  const now = onDisk();
  const found = worlds.find((name) =>
    now['/etc/apache2/conf-enabled/zz-world.conf']?.includes(`X-World ${name}`),
  );
  if (found === undefined) throw new Error(`${what}: no world`);
  expect(now, what).toEqual(disk?.[found] ?? now);
  const { stdout } = await lab.run([
    'curl',
    '-sI',
    '--retry',
    '3',
    '--retry-connrefused',
    'http://127.0.0.1/',
  ]);
  expect(stdout, what).toContain(`X-World: ${found}\r`);
  expect(stdout, what).toContain(found === 'one' ? 'Server: Apache\r' : 'Server: Apache/2.4');
  return found;
}

/** What the worlds differ in, and what lies around it; crontab(1) puts the time into its first lines. */
function onDisk(): Readonly<Record<string, string>> {
  const all = snapshot(lab, '/etc/apache2', '/etc/letsencrypt', '/var/spool/cron/crontabs');
  return Object.fromEntries(
    Object.entries(all)
      .filter(([path]) => !path.includes('.backup_'))
      .map(([path, what]) => [path, what.replace(/^# \(.*\n/gmu, '')]),
  );
}
