import type { Machine } from './machine.ts';
import { limits, type Monitor } from './monitors.ts';
import { site } from './site.ts';

/** A fault made for real, and how one sees that it is over. */
export interface Scenario {
  readonly name: string;
  /** What stands before the fault, without a monitor. */
  before?(machine: Machine): Promise<void>;
  fault(machine: Machine): Promise<void>;
  /** Whether the fault is over, apart from visitors being served. */
  recovered(machine: Machine): Promise<boolean>;
  /** What may be restarted once more after the recovery, with good reason. */
  readonly mayLater?: readonly Replaced[];
  /** What the monitor should have said somewhere and did not. */
  unsaid?(machine: Machine, monitor: Monitor): Promise<readonly string[]>;
  /** What a right remedy may restart. */
  readonly may: readonly Replaced[];
  /** Visitors see it: it is over when the last failed request is. */
  readonly visible?: boolean;
  /** Nothing is wrong, and nothing may be done. */
  readonly quiet?: boolean;
  /** It lasts for a while: between two looks is to be longer, as it is in life. */
  readonly lasting?: boolean;
  /** The monitor is started when the fault stands: it takes a while to make. */
  readonly late?: boolean;
  /** The clock starts when the fault has been made, and not when its making began. */
  readonly clock?: 'after';
  /** Seconds that the making takes: it begins so much sooner, and the fault stands when it should. */
  readonly making?: number;
}

/** What remedies replace: processes, or Apache's workers by a reload that cuts no request. */
export type Replaced = 'apache' | 'backend' | 'workers';

const asApp = { user: site.user } as const;

/** Seconds. Apache starts one worker in the first second, and twice as many in each further one. */
const burstLasts = 12;

/** Each scenario of the outage and around it. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'backend stopped in PM2',
    fault: (machine) => pm2(machine, 'stop'),
    recovered: ownsPort,
    may: ['backend'],
    visible: true,
  },
  {
    name: 'backend dead, given up by PM2',
    async before(machine) {
      // PM2 gives up an app that ends sooner than this, at the first time.
      const impatient = `{ name: '${site.app}', script: 'server.js', cwd: '${site.backend}', min_uptime: '1h', max_restarts: 1 }`;
      machine.put(site.ecosystem, `module.exports = { apps: [${impatient}] };\n`);
      await pm2(machine, 'delete');
      await machine.must(['pm2', 'start', site.ecosystem], asApp);
      await machine.waitForPort(3001);
    },
    async fault(machine) {
      await machine.run(['curl', '-s', '-m', '2', '-X', 'POST', 'http://127.0.0.1:3001/fault/exit']);
    },
    recovered: ownsPort,
    may: ['backend'],
    visible: true,
  },
  {
    name: 'PM2 daemon killed with -9',
    before: (machine) => startedByHand(machine),
    fault: async (machine) => void (await machine.must(['pkill', '-9', '-f', 'God Daemon'])),
    recovered: ownsPort,
    may: ['backend'],
    visible: true,
  },
  {
    name: 'event loop blocked',
    fault: async (machine) =>
      void (await machine.must([
        'curl',
        '-s',
        '-X',
        'POST',
        'http://127.0.0.1:3001/fault/block?seconds=600',
      ])),
    recovered: ownsPort,
    may: ['backend'],
    visible: true,
  },
  {
    name: 'socket leak in the backend',
    fault: leak,
    recovered: async (machine) => (await closeWaits(machine, 'sport')) === 0 && (await ownsPort(machine)),
    may: ['backend'],
  },
  {
    name: 'orphan on the port, PM2 looping in EADDRINUSE',
    async fault(machine) {
      await machine.must(['pkill', '-9', '-f', 'God Daemon']);
      await machine.run(['pkill', '-9', '-f', 'backend/server.js']);
      machine.start(['node', `${site.backend}/server.js`], asApp);
      await machine.waitForPort(3001);
      await machine.run(['systemctl', 'restart', `pm2-${site.user}`]);
    },
    before: (machine) => startedByHand(machine),
    recovered: ownsPort,
    may: ['backend'],
    // The loop may have passed the limit of restarts: the reset that brings the counter back to 0 is owed.
    mayLater: ['backend'],
    clock: 'after',
    late: true,
  },
  {
    name: 'crash loop: restarts over the limit',
    async fault(machine) {
      for (let times = 0; times <= limits.restarts; times += 1) await crash(machine);
    },
    recovered: async (machine) => (await ownsPort(machine)) && (await restarts(machine)) === 0,
    may: ['backend'],
    clock: 'after',
  },
  {
    name: 'restarts over the limit, by deploys of the past',
    async before(machine) {
      for (let times = 0; times <= limits.restarts + 1; times += 1) await pm2(machine, 'restart');
      await machine.waitForPort(3001);
    },
    fault: async () => undefined,
    recovered: async () => true,
    may: [],
    quiet: true,
    late: true,
  },
  {
    name: 'idle CLOSE_WAIT after a burst',
    async fault(machine) {
      // Visitors would use the idle connections anew: a quiet night follows the burst.
      await machine.must(['pkill', '-f', 'load.cjs']);
      await machine.run([
        'wrk',
        '-t1',
        // Fewer than the limit of workers, spare ones included: that rule would rightly reload Apache.
        '-c20',
        '-d6s',
        '-H',
        `Host: ${site.name}`,
        'https://127.0.0.1:443/api/health?wait=300',
      ]);
      const held = async (): Promise<boolean> => (await closeWaits(machine, 'dport')) >= limits.closeWait;
      await machine.waitUntil('Apache holds dead connections', held, 15);
    },
    recovered: async () => true,
    may: [],
    quiet: true,
  },
  {
    name: 'Apache dead',
    before: (machine) => startedByHand(machine, 'apache2'),
    fault: async (machine) => void (await machine.must(['pkill', '-9', '-x', 'apache2'])),
    recovered: async () => true,
    may: ['apache'],
    visible: true,
  },
  {
    name: 'burst over the limit of workers',
    fault: burst,
    recovered: async () => true,
    may: [],
    quiet: true,
    lasting: true,
  },
  {
    name: 'Apache workers over the limit',
    async before(machine) {
      // Spare workers that nothing ends: they stay when the visitors have gone.
      await machine.sh(
        `sed -i -E 's/^( *MaxSpareServers).*/\\1 150/' /etc/apache2/mods-available/mpm_prefork.conf
         systemctl restart apache2`,
      );
      await machine.waitForPort(443);
    },
    fault: burst,
    recovered: async (machine) => (await workers(machine)) < limits.workers,
    may: ['workers'],
    clock: 'after',
    making: burstLasts,
  },
  {
    name: 'Apache memory over the limit',
    async before(machine) {
      machine.put(
        '/root/hoard.lua',
        `kept = kept or {}
function handle(r)
  for _ = 1, ${(limits.memoryMB + 100) / 10} do
    kept[#kept + 1] = string.rep('x', 10 * 1024 * 1024)
  end
  r:puts('ok')
  return apache2.OK
end
`,
      );
      await machine.sh(
        `mkdir -p /srv && mv /root/hoard.lua /srv/hoard.lua && a2enmod -q lua
         echo 'LuaMapHandler /hoard /srv/hoard.lua handle
LuaScope thread' > /etc/apache2/conf-enabled/hoard.conf
         systemctl restart apache2`,
      );
      await machine.waitForPort(443);
    },
    fault: async (machine) =>
      void (await machine.must(['curl', '-s', '-o', '/dev/null', 'http://127.0.0.1/hoard'])),
    recovered: async (machine) => (await memoryMB(machine)) < limits.memoryMB,
    may: ['apache', 'workers'],
    clock: 'after',
  },
  {
    name: 'disk full under /var/log, and the backend stops',
    async fault(machine) {
      await machine.sh(
        `mkdir /tmp/kept && cp -a /var/log/. /tmp/kept
         mount -t tmpfs -o size=64m tmpfs /var/log && cp -a /tmp/kept/. /var/log
         head -c 100m /dev/zero > /var/log/full 2> /dev/null || true
         # The last page of each log has room for some lines.
         for log in /var/log/*.log; do yes '' >> $log 2> /dev/null || true; done`,
      );
      await pm2(machine, 'stop');
    },
    recovered: ownsPort,
    // Where the log for people has no room, standard error says so: for a service, the journal.
    async unsaid(machine, { unit, log }) {
      if (unit !== 'm-watch') return [];
      const said = machine.get(`/root/${unit}.err`);
      return said.includes(`cannot write ${log}: the disk is full`)
        ? []
        : [`kept silent that ${log} is lost: ${said}`];
    },
    may: ['backend'],
    visible: true,
  },
];

/** Whether who listens was started by a PM2 daemon. Asked of the kernel: PM2's own command takes half a second. */
export async function ownsPort(machine: Machine): Promise<boolean> {
  const { status } = await machine.run([
    '/bin/sh',
    '-c',
    `pid=$(ss -ltnpH 'sport = :3001' | grep -o 'pid=[0-9]*' | head -n 1) && [ -n "$pid" ] &&
     parent=$(ps -o ppid= -p "\${pid#pid=}") && ps -o args= -p $parent | grep -q 'God Daemon'`,
  ]);
  return status === 0;
}

/** As if somebody had started it by hand: systemd does not start it again. */
async function startedByHand(machine: Machine, unit = `pm2-${site.user}`): Promise<void> {
  machine.put(`/etc/systemd/system/${unit}.service.d/by-hand.conf`, '[Service]\nRestart=no\n');
  await machine.must(['systemctl', 'daemon-reload']);
}

/** Ends the backend once and waits until another one listens: a request that meets a dying one ends none. */
export async function crash(machine: Machine): Promise<void> {
  let ended = '';
  await machine.waitUntil(
    'a backend listens',
    async () => {
      ended = await listener(machine);
      return ended !== '';
    },
    10,
  );
  await machine.run(['curl', '-s', '-m', '2', '-X', 'POST', 'http://127.0.0.1:3001/fault/exit']);
  await machine.waitUntil(
    'another backend listens',
    async () => !['', ended].includes(await listener(machine)),
    10,
  );
}

/** The process that listens on the backend's port. */
async function listener(machine: Machine): Promise<string> {
  const { stdout } = await machine.run(['ss', '-ltnpH', 'sport = :3001']);
  return /pid=(\d+)/u.exec(stdout)?.[1] ?? '';
}

async function pm2(machine: Machine, action: string): Promise<void> {
  await machine.must(['pm2', action, site.app], asApp);
}

async function restarts(machine: Machine): Promise<number | undefined> {
  const { stdout } = await machine.run(['pm2', 'jlist'], asApp);
  const start = stdout.indexOf('[{');
  if (start < 0) return undefined;
  const [first] = JSON.parse(stdout.slice(start)) as { pm2_env: { restart_time: number } }[];
  return first?.pm2_env.restart_time;
}

/** Peers that have gone, and of which the backend does not learn. */
export async function leak(machine: Machine): Promise<void> {
  await machine.must([
    'node',
    '-e',
    `const net = require('node:net');
     for (let n = 0; n < 30; n += 1) {
       const socket = net.connect(3001, '127.0.0.1', () => {
         socket.end('GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
         setTimeout(() => socket.destroy(), 300);
       });
     }`,
  ]);
}

async function closeWaits(machine: Machine, side: 'sport' | 'dport'): Promise<number> {
  const lines = await machine.must(['ss', '-tnH', 'state', 'close-wait', `${side} = :3001`]);
  return lines.split('\n').length - 1;
}

/** So many visitors at a time that Apache starts more workers than the limit; at its end they have gone. */
async function burst(machine: Machine): Promise<void> {
  const visitors = `-t1 -c${limits.workers + 20} -d${burstLasts}s --timeout 9s -H`.split(' ');
  await machine.must(['wrk', ...visitors, `Host: ${site.name}`, 'https://127.0.0.1:443/api/health?wait=400']);
  const count = await workers(machine);
  if (count <= limits.workers) throw new Error(`the burst has left no more than ${count} workers`);
}

async function workers(machine: Machine): Promise<number> {
  return Number((await machine.run(['pgrep', '-c', '-x', 'apache2'])).stdout) - 1;
}

async function memoryMB(machine: Machine): Promise<number> {
  const sum = await machine.sh(
    `for pid in $(pgrep -x apache2); do grep -h ^Pss: /proc/$pid/smaps_rollup 2> /dev/null || true; done | awk '{ s += $2 } END { print int(s / 1024) }'`,
  );
  return Number(sum);
}
