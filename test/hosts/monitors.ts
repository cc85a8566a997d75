import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Machine } from './machine.ts';
import { installKapa, putPolicies, site, type Setting } from './site.ts';

const project = resolve(import.meta.dirname, '../..');

/** At which pace monitors look, in seconds, in place of 3 and 10 minutes, and where in it the fault comes. */
export interface Pace {
  readonly interval: number;
  /** From a look to the fault; also to the first look of a monitor that is started when the fault stands. */
  readonly phase: number;
  /** From the fault until one gives a monitor up. */
  readonly patience: number;
  /** From the recovery until one no longer expects a needless action. */
  readonly after: number;
}

/**
 * Limits that all monitors share, low enough to be reached on a test host. Threads of event are more, as their spare ones
 * are: Apache keeps up to 75 of them for nobody.
 */
export const limits = {
  closeWait: 10,
  restarts: 8,
  workers: { prefork: 60, event: 110 },
  memoryMB: 1000,
} as const;

/** Who watches the host. */
export type MonitorName = 'kapa watch' | 'kapa by cron' | 'scripts' | 'Monit';

/** How to run a monitor, and to see that it has noticed something. */
export interface Monitor {
  readonly unit: string;
  readonly log: string;
  /** Whether it has looked once. */
  hasLooked(root: string): boolean;
  /** How many times it has said that something is wrong. */
  alerts(root: string): number;
}

/** One of the monitors. */
export function stand(name: MonitorName): Monitor {
  if (name === 'Monit')
    return {
      unit: 'm-monit',
      log: '/var/log/monit.log',
      // It says nothing of a look that finds nothing, but looks as soon as it has said that it starts.
      hasLooked: isWritten('/var/log/monit.log'),
      alerts: count('/var/log/monit.log', / (?:warning|error) *:/gu),
    };
  if (name === 'scripts')
    return {
      unit: 'm-scripts',
      log: '/var/log/scripts.log',
      hasLooked: isWritten('/var/log/scripts.log'),
      alerts: count('/var/log/scripts.log', /❌/gu),
    };
  return {
    unit: name === 'kapa watch' ? 'm-watch' : 'm-cron',
    log: '/var/log/kapa_health.log',
    hasLooked: (root) =>
      isWritten('/var/log/kapa_health.log')(root) && isWritten('/var/log/apache_worker_monitor.log')(root),
    alerts: (root) => {
      const folder = join(root, 'var/lib/kapa/events');
      if (!existsSync(folder)) return 0;
      return readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'utf8').split('"to":"firing"').length - 1)
        .reduce((sum, some) => sum + some, 0);
    },
  };
}

/** Installs all monitors on a host of a setting; none is started. */
export async function install(machine: Machine, setting: Setting): Promise<void> {
  await installKapa(machine);
  machine.copy(join(import.meta.dirname, 'backend/bystander.cjs'), '/root/bystander.cjs');
  for (const script of ['check_health.sh', 'apache_worker_monitor.sh'])
    machine.copy(join(project, 'bench/scripts', script), `/root/${script}`);
  machine.copy(join(project, 'bench/scripts/monitrc'), '/root/monitrc');
  putPolicies(machine, setting);
  await machine.sh(
    `chmod 700 /root/*.sh; chmod 600 /root/monitrc
     kapa apply --yes --skip 'Monitoring jobs' /etc/kapa/policies
     rm -rf /var/lib/kapa/events /var/lib/kapa/samples`,
  );
  // All of them: a module that is shipped uses those beside it.
  for (const folder of ['/root/shipped', '/etc/kapa'])
    machine.copy(join(project, 'modules'), `${folder}/modules`);
  putPolicies(machine, setting, '/root/shipped/policies');
  for (const file of ['health', 'apache-workers'].map((name) => `/root/shipped/policies/${name}.yaml`))
    machine.put(file, limited(machine.get(file), limits.workers[setting.mpm]));
  // The scripts and Monit call pm2, and as root they would reach root's own daemon.
  machine.put(
    '/root/bin/pm2',
    `#!/bin/sh\nexec runuser -u ${site.user} -- env HOME=/home/${site.user} /usr/local/bin/pm2 "$@"\n`,
    0o755,
  );
  machine.put(
    '/root/bin/close-wait',
    `#!/bin/sh\n[ "$(ss -tnH state close-wait '( sport = :3001 or dport = :3001 )' | wc -l)" -lt ${limits.closeWait} ]\n`,
    0o755,
  );
  const jlist = (condition: string): string =>
    `#!/bin/sh\npm2 jlist | jq -e '.[0].pm2_env | ${condition}' > /dev/null\n`;
  machine.put('/root/bin/backend-online', jlist('.status == "online"'), 0o755);
  machine.put('/root/bin/few-restarts', jlist(`.restart_time < ${limits.restarts}`), 0o755);
  machine.put(
    '/root/bin/backend-reset',
    `#!/bin/sh\npm2 delete ${site.app}; cd ${site.backend} && pm2 start ecosystem.config.js && pm2 save\n`,
    0o755,
  );
}

/** Sets the pace of all monitors; `first`: seconds until those that look by turns look for the first time. */
export function setPace(machine: Machine, { interval }: Pace, first: number): void {
  for (const [file, period] of [
    ['policies/health.yaml', 180],
    ['policies/apache-workers.yaml', 600],
    ['modules/node-site-pm2.yaml', 180],
    ['modules/node-site-service.yaml', 180],
    ['modules/apache-runs.yaml', 180],
    ['modules/apache-workers.yaml', 600],
  ] as const)
    machine.put(
      `/etc/kapa/${file}`,
      compress(machine.get(`/root/shipped/${file}`), interval, period / interval),
    );
  const loop = (commands: string): string =>
    `/bin/sh -c 'sleep ${first}; while :; do ${commands}; sleep ${interval}; done'`;
  const scripts =
    `CLOSE_WAIT_MAX=${limits.closeWait} RESTARTS_MAX=${limits.restarts} MAX_APACHE_PROCESSES=${limits.workers.prefork} ` +
    `MAX_MEMORY_MB=${limits.memoryMB} LOG=/var/log/scripts.log`;
  unit(machine, 'm-watch', '/usr/local/bin/kapa watch /etc/kapa/policies');
  unit(
    machine,
    'm-cron',
    loop(
      'kapa check --group health /etc/kapa/policies; kapa check --group apache-workers /etc/kapa/policies',
    ),
  );
  unit(
    machine,
    'm-scripts',
    loop(`${scripts} /root/check_health.sh; ${scripts} /root/apache_worker_monitor.sh`),
  );
  unit(machine, 'm-monit', '/usr/bin/monit -I -c /root/monitrc');
  const delay = first > 0 ? ` with start delay ${first}` : '';
  machine.put(
    '/root/monitrc',
    machine.get('/root/monitrc').replace(/^set daemon .*/mu, `set daemon ${interval}${delay}`),
    0o600,
  );
}

/** A shipped policy with the limits that all share. */
function limited(policy: string, workers: number): string {
  return policy
    .replaceAll('restarts_max: 50', `restarts_max: ${limits.restarts}`)
    .replaceAll('workers_max: 140', `workers_max: ${workers}`)
    .replaceAll('unused_max: 70', `unused_max: ${workers / 2}`)
    .replaceAll('memory_max: 4GiB', `memory_max: ${limits.memoryMB}MiB`);
}

/** The shipped rules at the pace of the run. */
function compress(policy: string, interval: number, factor: number): string {
  const shorter = (seconds: number): string => `${Math.max(1, Math.round((seconds / factor) * 10) / 10)}s`;
  return policy
    .replaceAll(/every: (?:3|10)m/gu, `every: ${interval}s`)
    .replaceAll(/cooldown: (\d+)m/gu, (_, minutes) => `cooldown: ${shorter(Number(minutes) * 60)}`)
    .replaceAll(/older_than: (\d+)s/gu, (_, seconds) => `older_than: ${shorter(Number(seconds))}`);
}

function unit(machine: Machine, name: string, command: string): void {
  machine.put(
    `/etc/systemd/system/${name}.service`,
    `[Service]
Environment=PATH=/root/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
CPUAccounting=yes
KillMode=process
ExecStart=${command}
StandardOutput=null
StandardError=append:/root/${name}.err
`,
  );
}

function isWritten(path: string): (root: string) => boolean {
  return (root) => existsSync(join(root, path)) && statSync(join(root, path)).size > 0;
}

function count(path: string, pattern: RegExp): (root: string) => number {
  return (root) => {
    const file = join(root, path);
    return existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(pattern)].length : 0;
  };
}
