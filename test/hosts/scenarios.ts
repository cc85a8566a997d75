import { asUnit } from './as-unit.ts';
import { fillLogs, leak, startedByHand } from './faults.ts';
import type { Machine } from './machine.ts';
import { limits } from './monitors.ts';
import type { Runner, Scenario } from './scenario.ts';
import { site, type Setting } from './site.ts';
import { underPm2 } from './under-pm2.ts';

/** Who runs the backend of a setting. */
export const runners: Readonly<Record<Setting['runner'], Runner>> = { pm2: underPm2, systemd: asUnit };

/** An MPM: the setting of its spare workers, how many a process has, and the limit of them all. */
interface Server {
  readonly spare: string;
  readonly perProcess: number;
  readonly limit: number;
}

const servers: Readonly<Record<Setting['mpm'], Server>> = {
  prefork: { spare: 'MaxSpareServers', perProcess: 1, limit: limits.workers.prefork },
  event: { spare: 'MaxSpareThreads', perProcess: 25, limit: limits.workers.event },
};

/** Seconds. Apache starts one worker in the first second, and twice as many in each further one. */
const burstLasts = 12;

/** Each scenario of the outage and around it, on a host of a setting. */
export function scenariosOf({ mpm, runner: name }: Setting): readonly Scenario[] {
  const runner = runners[name];
  const server = servers[mpm];
  return [
    ...runner.scenarios,
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
      recovered: runner.ownsPort,
      may: ['backend'],
      visible: true,
    },
    {
      name: 'socket leak in the backend',
      fault: leak,
      recovered: async (machine) =>
        (await closeWaits(machine, 'sport')) === 0 && (await runner.ownsPort(machine)),
      may: ['backend'],
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
      fault: (machine) => burst(machine, server),
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
          `sed -i -E 's/^([[:space:]]*${server.spare}).*/\\1 150/' /etc/apache2/mods-available/mpm_${mpm}.conf
         systemctl restart apache2`,
        );
        await machine.waitForPort(443);
      },
      fault: (machine) => burst(machine, server),
      recovered: async (machine) => (await workers(machine, server)) < server.limit,
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
        await fillLogs(machine);
        await runner.stop(machine);
      },
      recovered: runner.ownsPort,
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
}

async function closeWaits(machine: Machine, side: 'sport' | 'dport'): Promise<number> {
  const lines = await machine.must(['ss', '-tnH', 'state', 'close-wait', `${side} = :3001`]);
  return lines.split('\n').length - 1;
}

/** So many visitors at a time that Apache starts more workers than the limit; at its end they have gone. */
async function burst(machine: Machine, server: Server): Promise<void> {
  const visitors = `-t1 -c${server.limit + 20} -d${burstLasts}s --timeout 9s -H`.split(' ');
  await machine.must(['wrk', ...visitors, `Host: ${site.name}`, 'https://127.0.0.1:443/api/health?wait=400']);
  const count = await workers(machine, server);
  if (count <= server.limit) throw new Error(`the burst has left no more than ${count} workers`);
}

async function workers(machine: Machine, { perProcess }: Server): Promise<number> {
  return (Number((await machine.run(['pgrep', '-c', '-x', 'apache2'])).stdout) - 1) * perProcess;
}

async function memoryMB(machine: Machine): Promise<number> {
  const sum = await machine.sh(
    `for pid in $(pgrep -x apache2); do grep -h ^Pss: /proc/$pid/smaps_rollup 2> /dev/null || true; done | awk '{ s += $2 } END { print int(s / 1024) }'`,
  );
  return Number(sum);
}
