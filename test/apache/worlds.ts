import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { openLab, snapshot, type Ended, type Lab, type LabOptions } from './lab.ts';

const site = 'kapa.healtheworld.com.co';
const names = ['one', 'two'] as const;

/** A state of the host that a policy of the same name declares. */
export type World = (typeof names)[number];

/** A lab with a live Apache that is in world `one` or in world `two`. Policy `sick` is one that has to be undone. */
export interface Worlds {
  readonly lab: Lab;
  /** Applies a policy; the host is in its world then. */
  applied(name: World): Promise<void>;
  /** Runs kapa with faults; see fault.cjs. */
  faulty(args: readonly string[], env: NonNullable<LabOptions['env']>): Promise<Ended>;
  /** How many deeds a command does from the first on that names a text. */
  counted(args: readonly string[], from?: string): Promise<number>;
  /** Has the next run look after what is open; the host is in one world then. */
  recovered(what: string): Promise<World>;
  /** The world that is on the disk, whole, and that Apache runs. */
  world(what: string): Promise<World>;
}

/** Opens a lab in world `one`. */
export async function openWorlds(): Promise<Worlds> {
  const lab = await openLab();
  const disk: Partial<Record<World, Readonly<Record<string, string>>>> = {};
  const worlds: Worlds = {
    lab,
    async applied(name) {
      const ended = await lab.kapa(apply(name));
      if (ended.status !== 0)
        throw new Error(`apply ${name}: ${ended.status}\n${ended.stdout}${ended.stderr}`);
      expect(await worlds.world(`after apply ${name}`)).toBe(name);
    },
    faulty: (args, env) => lab.kapa(args, { env: { ...env, NODE_OPTIONS: '--require=/tmp/fault.cjs' } }),
    async counted(args, from = '/transactions/') {
      await worlds.faulty(args, { FAULT_COUNT: '/tmp/count', FAULT_FROM: from });
      return Number(lab.get('/tmp/count'));
    },
    async recovered(what) {
      const ended = await lab.kapa(['recover']);
      expect(ended.status, `${what}: ${ended.stdout}${ended.stderr}`).toBe(0);
      return worlds.world(what);
    },
    async world(what) {
      const now = onDisk(lab);
      const found = names.find((name) =>
        now['/etc/apache2/conf-enabled/zz-world.conf']?.includes(`X-World ${name}`),
      );
      if (found === undefined) throw new Error(`${what}: no world`);
      expect(now, what).toEqual(disk[found] ?? now);
      const { stdout } = await lab.run(
        // prettier-ignore
        ['curl', '-sI', '--retry', '3', '--retry-connrefused', 'http://127.0.0.1/'],
      );
      expect(stdout, what).toContain(`X-World: ${found}\r`);
      expect(stdout, what).toContain(found === 'one' ? 'Server: Apache\r' : 'Server: Apache/2.4');
      return found;
    },
  };
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
  lab.put('/tmp/fault.cjs', readFileSync(new URL('fault.cjs', import.meta.url)));
  for (const name of names) lab.put(`/etc/kapa/${name}.yaml`, policy(name));
  lab.put('/etc/kapa/sick.yaml', policy('two', 'nothing that Apache can read as a certificate\n'));
  const seen: Partial<Record<World, Readonly<Record<string, string>>>> = {};
  await worlds.applied('one');
  for (const name of names) {
    await worlds.applied(name);
    seen[name] = onDisk(lab);
  }
  await worlds.applied('one');
  Object.assign(disk, seen);
  expect(disk.one).not.toEqual(disk.two);
  return worlds;
}

/** The command line that applies a policy. */
export function apply(name: World | 'sick'): readonly string[] {
  return ['apply', `/etc/kapa/${name}.yaml`, '--yes'];
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

/** What the worlds differ in, and what lies around it; crontab(1) puts the time into its first lines. */
function onDisk(lab: Lab): Readonly<Record<string, string>> {
  const all = snapshot(lab, '/etc/apache2', '/etc/letsencrypt', '/var/spool/cron/crontabs');
  return Object.fromEntries(
    Object.entries(all)
      .filter(([path]) => !path.includes('.backup_'))
      .map(([path, what]) => [path, what.replace(/^# \(.*\n/gmu, '')]),
  );
}
