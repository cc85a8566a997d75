import type { Machine } from './machine.ts';
import { crash, leak } from './faults.ts';
import { site } from './site.ts';

/** A fault of the random hour. It ends by itself, by kapa, or after a while by whoever made it. */
export interface ChaosFault {
  readonly name: string;
  make(machine: Machine): Promise<unknown>;
  /** Ends what no remedy of kapa's is for, so many seconds later. */
  readonly over?: { readonly after: number; end(machine: Machine): Promise<unknown> };
  /** Made at the most so often in a run: what it spoils is not mended within its budget otherwise. */
  readonly most?: number;
}

const asApp = { user: site.user } as const;

/** An application of the same user that no fault is of, and a file that grows to fill the logs' disk. */
export const neighbour = { name: 'neighbour', script: '/home/kapa/neighbour.js' } as const;
const filler = '/var/log/full';

/** Each may come at any time, and while others stand: none needs the host to be well. */
export const chaosFaults: readonly ChaosFault[] = [
  { name: 'backend stopped in PM2', make: (machine) => pm2(machine, 'stop') },
  { name: 'backend deleted in PM2', make: (machine) => pm2(machine, 'delete') },
  {
    name: 'backend killed with -9',
    make: (machine) => machine.run(['pkill', '-9', '-f', 'backend/server.js']),
  },
  {
    name: 'PM2 daemon killed with -9',
    make: (machine) => machine.run(['pkill', '-9', '-f', 'God Daemon']),
  },
  {
    name: 'PM2 daemon hung',
    make: (machine) => machine.run(['pkill', '-STOP', '-f', 'God Daemon']),
  },
  {
    name: 'event loop blocked',
    make: (machine) =>
      machine.run(['curl', '-s', '-m', '2', '-X', 'POST', `${backend}/fault/block?seconds=600`]),
  },
  { name: 'socket leak in the backend', make: quietly(leak) },
  { name: 'backend crashes three times', make: quietly(crashes) },
  {
    name: 'orphan on the port',
    async make(machine) {
      await machine.run(['pkill', '-9', '-f', 'God Daemon']);
      await machine.run(['pkill', '-9', '-f', 'backend/server.js']);
      machine.start(['node', `${site.backend}/server.js`], asApp);
      await machine.run(['sleep', '1']);
      await machine.run(['systemctl', 'restart', `pm2-${site.user}`]);
    },
  },
  { name: 'Apache killed with -9', make: (machine) => machine.run(['pkill', '-9', '-x', 'apache2']) },
  { name: 'Apache stopped', make: (machine) => machine.run(['systemctl', 'stop', 'apache2']) },
  { name: 'Apache reloaded by hand', make: (machine) => machine.run(['systemctl', 'reload', 'apache2']) },
  { name: 'deploy', make: (machine) => pm2(machine, 'restart') },
  {
    name: 'burst of visitors',
    make: (machine) =>
      machine.run([
        ...['wrk', '-t1', '-c80', '-d6s', '--timeout', '9s', '-H', `Host: ${site.name}`],
        'https://127.0.0.1:443/api/health?wait=400',
      ]),
  },
  {
    name: 'disk of the logs full',
    make: (machine) =>
      machine.run(['/bin/sh', '-c', `head -c 1g /dev/zero > ${filler} 2> /dev/null || true`]),
    over: { after: 15, end: (machine) => machine.run(['rm', '-f', filler]) },
  },
  {
    name: 'flood of log lines',
    make: (machine) =>
      machine.run([
        '/bin/sh',
        '-c',
        `yes '[proxy:error] AH01114: HTTP: failed to make connection to backend' | head -n 50000 >> /var/log/apache2/flood.log; : > /var/log/apache2/flood.log`,
      ]),
  },
  {
    name: 'state of the rules cut off',
    make: (machine) => machine.run(['truncate', '-s', '20', '/var/lib/kapa/rules.json']),
  },
  {
    name: 'watch killed with -9',
    make: (machine) => machine.run(['pkill', '-9', '-f', 'kapa watch']),
    most: 3,
  },
  {
    name: 'watch suspended',
    make: (machine) => machine.run(['pkill', '-STOP', '-f', 'kapa watch']),
    over: { after: 12, end: (machine) => machine.run(['pkill', '-CONT', '-f', 'kapa watch']) },
  },
  {
    name: 'policies written anew',
    make: (machine) => machine.run(['/bin/sh', '-c', 'echo >> /etc/kapa/policies/health.yaml']),
  },
  {
    name: 'policies invalid for a while',
    make: (machine) => machine.run(['/bin/sh', '-c', `echo 'policy: [' > ${invalid}`]),
    over: { after: 8, end: (machine) => machine.run(['rm', '-f', invalid]) },
  },
];

const backend = 'http://127.0.0.1:3001';
const invalid = '/etc/kapa/policies/invalid.yaml';

/** PM2's command for the backend; it waits for a daemon that hangs, and so does who has its output. */
function pm2(machine: Machine, action: string): Promise<unknown> {
  return machine.run(['timeout', '-k', '1', '10', 'pm2', action, site.app], asApp);
}

/** Generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fault at a time: seconds from the beginning. */
export interface Planned {
  readonly at: number;
  readonly fault: ChaosFault;
}

/** Order of a seed: each fault once in random order, then again, with pauses that let some meet and some end alone. */
export function chaosOrder(seed: number, seconds: number): readonly Planned[] {
  const random = randomOf(seed);
  const order: Planned[] = [];
  const made = new Map<ChaosFault, number>();
  let deck: ChaosFault[] = [];
  for (let at = 0; at < seconds; at += random() < 0.4 ? 1 + random() * 3 : 8 + random() * 17) {
    if (deck.length === 0)
      deck = chaosFaults.filter((fault) => (made.get(fault) ?? 0) < (fault.most ?? Infinity));
    const [fault] = deck.splice(Math.floor(random() * deck.length), 1);
    if (fault === undefined) break;
    made.set(fault, (made.get(fault) ?? 0) + 1);
    order.push({ at, fault });
  }
  return order;
}

async function crashes(machine: Machine): Promise<void> {
  for (let times = 0; times < 3; times += 1) await crash(machine);
}

/** A fault that cannot be made while another stands has been made by that one. */
function quietly(make: (machine: Machine) => Promise<void>): ChaosFault['make'] {
  return (machine) => make(machine).catch(() => undefined);
}

/** A second application under the same PM2, which nothing may lose. */
export async function startNeighbour(machine: Machine): Promise<void> {
  machine.put(
    neighbour.script,
    `require('node:http').createServer((_, r) => r.end('n')).listen(3002, '127.0.0.1');\n`,
  );
  await machine.must(['pm2', 'start', neighbour.script, '--name', neighbour.name], asApp);
  await machine.must(['pm2', 'save'], asApp);
}
