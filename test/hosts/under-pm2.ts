import { crash, startedByHand } from './faults.ts';
import type { Machine } from './machine.ts';
import { limits } from './monitors.ts';
import type { Runner } from './scenario.ts';
import { site } from './site.ts';

const asApp = { user: site.user } as const;
const service = `pm2-${site.user}`;

/** PM2 of the user that the backend belongs to. */
export const underPm2: Runner = {
  stop: (machine) => pm2(machine, 'stop'),
  ownsPort,
  scenarios: [
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
      before: (machine) => startedByHand(machine, service),
      fault: async (machine) => void (await machine.must(['pkill', '-9', '-f', 'God Daemon'])),
      recovered: ownsPort,
      may: ['backend'],
      visible: true,
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
      before: (machine) => startedByHand(machine, service),
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
  ],
};

async function ownsPort(machine: Machine): Promise<boolean> {
  const { status } = await machine.run([
    '/bin/sh',
    '-c',
    `pid=$(ss -ltnpH 'sport = :3001' | grep -o 'pid=[0-9]*' | head -n 1) && [ -n "$pid" ] &&
     parent=$(ps -o ppid= -p "\${pid#pid=}") && ps -o args= -p $parent | grep -q 'God Daemon'`,
  ]);
  return status === 0;
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
