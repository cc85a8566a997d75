import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { images, type Release } from './image.ts';
import { boot, type Machine } from './machine.ts';
import { install, setPace, stand, type Monitor, type MonitorName, type Pace } from './monitors.ts';
import { operators, siteLayers, type Setting } from './site.ts';
import type { Replaced, Scenario } from './scenario.ts';

/** How one monitor did in one scenario. Times in seconds from the fault; absent: it did not happen. */
export interface Figures {
  readonly scenario: string;
  readonly monitor: MonitorName;
  readonly detected?: number;
  readonly recovered?: number;
  /** Requests that visitors did not get answered, from the fault to the end. */
  readonly failed: number;
  /** What the monitor did that it should not have done. */
  readonly wrong: readonly string[];
  /** Load of the machine that booted this one, when the scenario ended: figures from a busy one say little. */
  readonly load: number;
  /** What the monitor logged after the fault, all of its standard error, and kapa's alerts: for a person who asks why. */
  readonly said: string;
}

/** A host with all monitors installed and none running, to boot machines over; the operator's unless told. */
export async function outageHost(
  release?: Release,
  setting: Setting = operators,
): Promise<{ layers: readonly string[]; drop: () => void }> {
  const folder = mkdtempSync(join(images, 'run-outage-'));
  const machine = await boot(`build-${process.pid}`, await siteLayers(release, setting));
  try {
    await machine.waitForPort(3001);
    await install(machine, setting);
    const layers = await machine.keep(join(folder, 'layer'));
    return { layers, drop: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

/** Runs one scenario under one monitor on a machine of its own. */
export async function runScenario(
  layers: readonly string[],
  scenario: Scenario,
  name: MonitorName,
  pace: Pace,
): Promise<Figures> {
  const machine = await boot(`outage-${name.replaceAll(' ', '-')}`, layers);
  try {
    return await observe(machine, scenario, name, pace);
  } finally {
    await machine.stop();
  }
}

/** CPU seconds per second that a monitor takes on a healthy host, and what it wrongly did there. */
export async function runHealthy(
  layers: readonly string[],
  name: MonitorName,
  pace: Pace,
  seconds: number,
): Promise<{ cpu: number; wrong: readonly string[] }> {
  const machine = await boot(`healthy-${name.replaceAll(' ', '-')}`, layers);
  try {
    const load = await ready(machine);
    const monitor = stand(name);
    setPace(machine, pace, 0);
    await begin(machine, monitor);
    const before = await innocents(machine);
    const from = await cpuOf(machine, monitor.unit);
    await pause(seconds);
    const cpu = ((await cpuOf(machine, monitor.unit)) - from) / seconds;
    const wrong = harm(before, await innocents(machine), []);
    load.kill();
    return { cpu, wrong };
  } finally {
    await machine.stop();
  }
}

async function observe(
  machine: Machine,
  scenario: Scenario,
  name: MonitorName,
  pace: Pace,
): Promise<Figures> {
  await ready(machine);
  const monitor = stand(name);
  setPace(machine, pace, scenario.late === true ? pace.phase : 0);
  await scenario.before?.(machine);
  if (scenario.late !== true) {
    await begin(machine, monitor);
    await pause(Math.max(0, pace.phase - (scenario.making ?? 0)));
  }
  const before = await innocents(machine);
  const ground = monitor.alerts(machine.root);
  const mark = readLog(machine, monitor.log).length;
  const began = Date.now();
  await scenario.fault(machine);
  let fault = scenario.clock === 'after' ? Date.now() : began;
  if (scenario.late === true) await machine.must(['systemctl', 'start', monitor.unit]);

  let detected: number | undefined;
  let recovered: number | undefined;
  let cured: number | undefined;
  const until = Date.now() + pace.patience * 1000;
  while (Date.now() < until && recovered === undefined) {
    if (detected === undefined && monitor.alerts(machine.root) > ground) detected = Date.now();
    // PM2's command takes its time: what visitors see begins with the first of them who is not answered.
    if (scenario.visible === true)
      fault = visits(machine).find(({ at, status }) => status !== 200 && at >= fault)?.at ?? fault;
    const lastFailure = visits(machine)
      .filter(({ at, status }) => status !== 200 && at >= fault)
      .reduce((last, { end }) => Math.max(last, end), fault);
    const serving = visits(machine).filter(({ at, status }) => status === 200 && at > lastFailure).length;
    const asks = scenario.quiet !== true && (scenario.visible !== true || serving >= 10);
    cured = asks && (await scenario.recovered(machine)) ? (cured ?? Date.now()) : undefined;
    if (cured !== undefined && serving >= 10)
      recovered = scenario.visible === true ? lastFailure : Math.max(cured, lastFailure);
    await pause(0.1);
  }
  if (detected === undefined && monitor.alerts(machine.root) > ground) detected = Date.now();
  const then = await innocents(machine);
  const wrong = harm(before, then, scenario.may);
  // Needless restarts come after the cure: the backend that has just been healed is healed again.
  if (recovered !== undefined) {
    await pause(pace.after);
    const later = harm(then, await innocents(machine), scenario.mayLater ?? []);
    wrong.push(...later.map((what) => `later: ${what}`));
  }
  wrong.push(...((await scenario.unsaid?.(machine, monitor)) ?? []));
  const alerts = await machine.run(['kapa', 'history', '--since', '1h', '--kind', 'alert']);
  return {
    scenario: scenario.name,
    monitor: name,
    ...(detected === undefined ? {} : { detected: (detected - fault) / 1000 }),
    ...(recovered === undefined ? {} : { recovered: (recovered - fault) / 1000 }),
    failed: visits(machine).filter(({ at, status }) => status !== 200 && at >= began).length,
    wrong,
    load: loadavg()[0] ?? 0,
    said: `${readLog(machine, monitor.log).slice(mark)}${readLog(machine, `/root/${monitor.unit}.err`)}${alerts.stdout}`,
  };
}

/** Starts a monitor and waits until it has looked once. */
async function begin(machine: Machine, monitor: Monitor): Promise<void> {
  await machine.must(['systemctl', 'start', monitor.unit]);
  await machine.waitUntil(`${monitor.unit} looks`, async () => monitor.hasLooked(machine.root), 45);
}

/** Waits until the site serves, and lets visitors and a bystander in. */
async function ready(machine: Machine): Promise<ReturnType<Machine['start']>> {
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
  machine.start(['node', '/root/bystander.cjs']);
  return letVisitorsIn(machine);
}

/** Ten visitors a second, until the returned process is ended. */
export async function letVisitorsIn(machine: Machine): Promise<ReturnType<Machine['start']>> {
  machine.copy(join(import.meta.dirname, 'backend/load.cjs'), '/root/load.cjs');
  const load = machine.start(['node', '/root/load.cjs', '10', '/root/load.log']);
  await machine.waitUntil('visitors are served', async () => visits(machine).length > 5);
  return load;
}

interface Innocents {
  readonly apache: string;
  readonly backend: string;
  readonly bystander: string;
  readonly killedWorkers: number;
  readonly reloads: number;
}

async function innocents(machine: Machine): Promise<Innocents> {
  const [apache = '', backend = '', bystander = ''] = (
    await machine.sh(
      `echo "$(systemctl show --property=MainPID --value apache2)"
       echo "$(ss -ltnpH 'sport = :3001' | grep -o 'pid=[0-9]*' | head -n 1)"
       echo "$(pgrep -f bystander.cjs | head -n 1)"`,
    )
  ).split('\n');
  const said = readLog(machine, '/var/log/apache2/error.log');
  const killedWorkers = said.split('exit signal Killed').length - 1;
  // As prefork says it, and as event does.
  const reloads = said.split(/AH00171|AH00493/u).length - 1;
  return { apache, backend, bystander, killedWorkers, reloads };
}

function harm(before: Innocents, after: Innocents, may: readonly Replaced[]): string[] {
  const wrong: string[] = [];
  if (before.apache !== after.apache && !may.includes('apache')) wrong.push('restarted Apache');
  if (before.reloads !== after.reloads && !may.includes('workers')) wrong.push('reloaded Apache');
  if (before.backend !== after.backend && !may.includes('backend')) wrong.push('restarted the backend');
  if (before.bystander !== after.bystander) wrong.push('killed a client of the backend');
  const workers = after.killedWorkers - before.killedWorkers;
  if (workers > 0) wrong.push(`killed ${workers} Apache workers`);
  return wrong;
}

/** A visit: when it began and ended, in milliseconds since 1970, and its status; 0: no answer. */
export interface Visit {
  readonly at: number;
  readonly status: number;
  readonly end: number;
}

/** What visitors have met so far. */
export function visits(machine: Machine): readonly Visit[] {
  return readLog(machine, '/root/load.log')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ').map(Number))
    .map(([at = 0, status = 0, took = 0]) => ({ at, status, end: at + took }));
}

function readLog(machine: Machine, path: string): string {
  const folder = join(machine.root, dirname(path));
  return readdirSync(folder).some((name) => path.endsWith(`/${name}`))
    ? readFileSync(join(machine.root, path), 'utf8')
    : '';
}

/** CPU seconds so far of a unit's main process and of all its children that have ended. */
async function cpuOf(machine: Machine, unit: string): Promise<number> {
  const ticks = await machine.sh(
    `awk '{ print $14 + $15 + $16 + $17 }' /proc/$(systemctl show --property=MainPID --value ${unit})/stat`,
  );
  return Number(ticks) / 100;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}
