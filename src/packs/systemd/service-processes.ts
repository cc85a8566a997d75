import type { Reader } from '../../core/reader.ts';
import { absent, present, type Reading } from '../../core/reading.ts';
import { showUnit } from './show.ts';

/** Processes of a unit, as the kernel groups them, and the systemd that listens for it at a port. */
export interface ServiceProcesses {
  readonly pids: ReadonlySet<number>;
  /** True: a socket unit listens at the port that was asked for, and systemd holds its socket. */
  readonly bySocket: boolean;
}

/** Number of the process that holds the sockets of socket units. */
export const systemdPid = 1;

/** Finds the processes of a unit by its control group. Absent: there is no such unit. */
export async function processesOfService(
  name: string,
  port: number,
  reader: Reader,
): Promise<Reading<ServiceProcesses>> {
  const shown = await showUnit(name, ['LoadState', 'ControlGroup', 'TriggeredBy'], reader);
  if (shown.state !== 'present') return shown;
  if (shown.value.get('LoadState') === 'not-found') return absent;
  const group = shown.value.get('ControlGroup') ?? '';
  const pids = group === '' ? present(new Set<number>()) : await pidsOfGroup(group, reader);
  if (pids.state !== 'present') return pids;
  const triggers = (shown.value.get('TriggeredBy') ?? '').split(' ').filter((one) => one.endsWith('.socket'));
  for (const trigger of triggers) {
    const socket = await showUnit(trigger, ['Listen', 'ActiveState'], reader);
    if (socket.state !== 'present') return socket;
    if (socket.value.get('ActiveState') === 'active' && listensAt(socket.value.get('Listen') ?? '', port))
      return present({ pids: pids.value, bySocket: true });
  }
  return present({ pids: pids.value, bySocket: false });
}

/** Tells whether one of the lines of a socket unit's `Listen`, as `[::]:3001 (Stream)`, is of a TCP port. */
function listensAt(listen: string, port: number): boolean {
  return listen.split('\n').some((line) => line.endsWith(`:${port} (Stream)`));
}

/** Processes of a control group and of those below it. */
export async function pidsOfGroup(group: string, reader: Reader): Promise<Reading<ReadonlySet<number>>> {
  return pidsIn(await mountOf(group, reader), reader);
}

/** Folder of a control group: of the unified hierarchy, else of systemd's own (cgroups(7)). */
async function mountOf(group: string, reader: Reader): Promise<string> {
  for (const mount of ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified']) {
    const procs = await reader.stat(`${mount}${group}/cgroup.procs`);
    if (procs.state === 'present') return `${mount}${group}`;
  }
  return `/sys/fs/cgroup${group}`;
}

/** Control groups of a unit that are looked at: one that may delegate has as many as it likes. */
const mostGroups = 256;

async function pidsIn(top: string, reader: Reader): Promise<Reading<ReadonlySet<number>>> {
  const pids = new Set<number>();
  const folders = [top];
  for (let looked = 0; folders.length > 0 && looked < mostGroups; looked += 1) {
    const folder = folders.shift() ?? top;
    const procs = await reader.read(`${folder}/cgroup.procs`);
    // A group that goes while it is looked at has no processes any more, and one of threads names none.
    if (procs.state !== 'present' && folder === top && procs.state !== 'absent') return procs;
    if (procs.state === 'present') for (const pid of numbersOf(procs.value)) pids.add(pid);
    const names = await reader.list(folder);
    if (names.state !== 'present') continue;
    for (const name of names.value) {
      const stat = await reader.stat(`${folder}/${name}`);
      if (stat.state === 'present' && stat.value.kind === 'directory') folders.push(`${folder}/${name}`);
    }
  }
  return present(pids);
}

function numbersOf(bytes: Uint8Array): readonly number[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => (/^[1-9]\d*$/u.test(line) ? [Number(line)] : []));
}

/**
 * Path of the control group of a process, by its `/proc/PID/cgroup`: of the unified hierarchy, or of systemd's own where
 * only that one is used; empty: it says none.
 */
export function controlGroupIn(text: string): string {
  const unified = /^0::(\/\S*)$/mu.exec(text)?.[1] ?? '';
  const own = /^\d+:name=systemd:(\/\S*)$/mu.exec(text)?.[1] ?? '';
  return unified === '/' || unified === '' ? own || unified : unified;
}

/** The service that a process belongs to, by its control group; undefined: to none, or to one of a user's own. */
export async function unitOf(pid: number, reader: Reader): Promise<string | undefined> {
  const groups = await reader.read(`/proc/${pid}/cgroup`);
  if (groups.state !== 'present') return undefined;
  const text = new TextDecoder().decode(groups.value);
  const path = controlGroupIn(text);
  // The first that is no slice: below it the unit, or its user, names groups as it likes.
  const unit = path.split('/').find((part) => part !== '' && !part.endsWith('.slice')) ?? '';
  return /^(?!user@)[A-Za-z0-9@._:\\-]+\.service$/u.test(unit) ? unit : undefined;
}
