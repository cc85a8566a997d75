import { join } from 'node:path';
import { crash, dropIn } from './faults.ts';
import type { Machine } from './machine.ts';
import { limits } from './monitors.ts';
import type { Runner } from './scenario.ts';
import { site } from './site.ts';

const never = '[Unit]\nStartLimitIntervalSec=0\n';

/** systemd, with the backend as a unit that it starts again whenever it ends. */
export const asUnit: Runner = {
  stop: (machine) => systemctl(machine, 'stop'),
  ownsPort,
  scenarios: [
    {
      name: 'unit stopped',
      fault: (machine) => systemctl(machine, 'stop'),
      recovered: ownsPort,
      may: ['backend'],
      visible: true,
    },
    {
      name: 'unit dead, given up by systemd',
      async before(machine) {
        await dropIn(machine, site.app, '[Unit]\nStartLimitIntervalSec=1h\nStartLimitBurst=1\n');
        await systemctl(machine, 'reset-failed');
        await systemctl(machine, 'restart');
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
      name: 'orphan on the port, the unit given up in EADDRINUSE',
      async fault(machine) {
        await orphan(machine);
        await machine.run(['systemctl', 'start', site.app]);
        await machine.waitUntil(
          'systemd gives up',
          async () => (await shown(machine, 'ActiveState')) === 'failed',
        );
      },
      recovered: ownsPort,
      may: ['backend'],
      clock: 'after',
      late: true,
    },
    {
      name: 'orphan on the port, and workers of the unit talk to it',
      async before(machine) {
        machine.copy(join(import.meta.dirname, 'backend/bystander.cjs'), '/srv/worker.cjs');
        await dropIn(
          machine,
          site.app,
          `[Service]
ExecStart=
ExecStart=/bin/sh -c 'node /srv/worker.cjs & until node server.js; do sleep 0.2; done'
`,
        );
      },
      async fault(machine) {
        await orphan(machine);
        await systemctl(machine, 'start');
      },
      recovered: ownsPort,
      may: ['backend'],
      clock: 'after',
      late: true,
    },
    {
      name: 'crash loop: restarts over the limit',
      before: (machine) => dropIn(machine, site.app, never),
      async fault(machine) {
        for (let times = 0; times <= limits.restarts; times += 1) await crash(machine);
      },
      recovered: async (machine) => (await ownsPort(machine)) && (await shown(machine, 'NRestarts')) === '0',
      may: ['backend'],
      clock: 'after',
    },
    {
      name: 'sixty restarts by hand',
      async before(machine) {
        await dropIn(machine, site.app, never);
        await machine.sh(`for n in $(seq 60); do systemctl restart ${site.app}; done`);
        await machine.waitForPort(3001);
      },
      fault: async () => undefined,
      recovered: async () => true,
      may: [],
      quiet: true,
      late: true,
    },
  ],
};

async function ownsPort(machine: Machine): Promise<boolean> {
  const { status } = await machine.run([
    '/bin/sh',
    '-c',
    `pid=$(ss -ltnpH 'sport = :3001' | grep -o 'pid=[0-9]*' | head -n 1) && [ -n "$pid" ] &&
     grep -q '/${site.app}[.]service$' "/proc/\${pid#pid=}/cgroup"`,
  ]);
  return status === 0;
}

/** Stops the unit and puts a process of nobody's in its place. */
async function orphan(machine: Machine): Promise<void> {
  await systemctl(machine, 'stop');
  machine.start(['node', `${site.backend}/server.js`], { user: site.user });
  await machine.waitForPort(3001);
}

async function systemctl(machine: Machine, action: string): Promise<void> {
  await machine.must(['systemctl', action, site.app]);
}

/** A property of the unit, as systemd shows it. */
export async function shown(machine: Machine, property: string): Promise<string> {
  return (await machine.must(['systemctl', 'show', `--property=${property}`, '--value', site.app])).trim();
}
