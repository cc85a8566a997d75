import type { Instruments, Process } from '../../../core/instruments.ts';
import { present, type Reading } from '../../../core/reading.ts';

/** Parents of Apache and the processes that they keep. */
export interface Family {
  readonly parents: readonly Process[];
  readonly workers: readonly Process[];
}

const programs: ReadonlySet<string> = new Set(['apache2', 'httpd']);

/** The Apaches that run, or the one that was started with a configuration folder. */
export async function findFamily(
  confdir: string | undefined,
  instruments: Instruments,
): Promise<Reading<Family>> {
  const all = await instruments.processes();
  if (all.state !== 'present') return all;
  const members: Process[] = [];
  for (const process of all.value.values())
    if (programs.has(process.command) && !process.ended) members.push(process);
  const pids = new Set(members.map(({ pid }) => pid));
  const parents: Process[] = [];
  for (const process of members) {
    if (pids.has(process.parent) || isLeft(process, all.value)) continue;
    if (confdir !== undefined && (await folderOf(process.pid, instruments)) !== confdir.replace(/\/$/u, ''))
      continue;
    parents.push(process);
  }
  const heads = new Set(parents.map(({ pid }) => pid));
  return present({ parents, workers: members.filter(({ parent }) => heads.has(parent)) });
}

/**
 * Tells whether a process is a worker that its parent has left behind: the parent leads the group of all its workers. One
 * that a shell has started without a group of its own has the living shell for its leader.
 */
function isLeft({ pid, group }: Process, all: ReadonlyMap<number, Process>): boolean {
  return group !== pid && all.get(group)?.ended !== false;
}

/** The configuration folder on a parent's command line. */
async function folderOf(pid: number, instruments: Instruments): Promise<string> {
  const detail = await instruments.inspect(pid);
  if (detail.state !== 'present') return '';
  const { argv } = detail.value;
  const at = argv.findIndex((word) => word.startsWith('-d'));
  const folder = at === -1 ? '/etc/apache2' : argv[at] === '-d' ? argv[at + 1] : argv[at]?.slice(2);
  return folder?.replace(/\/$/u, '') ?? '';
}
