import { readConfiguration } from './config/loaded.ts';
import { workersInForce } from './config/workers.ts';
import { knownLayouts, layoutIn } from './facts/layout.ts';
import type { Instruments, Process } from '../../core/instruments.ts';
import { numbersIn, type FieldReading, type ProbeType } from '../../core/probe.ts';
import type { Reader } from '../../core/reader.ts';
import { present, whyNot, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { told, toldAs } from '../../core/told.ts';

/** Spec of `apache`. */
export interface ApacheSpec {
  readonly url?: string;
  readonly host?: string;
  readonly confdir?: string;
}

/** Apache's workers: from its status page where there is one, else from /proc. */
export const apache: ProbeType<ApacheSpec> = {
  type: 'apache',
  summary: "Apache's workers and memory, from its status page where one is named, else from /proc.",
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      url: {
        type: 'string',
        pattern: '^https?://',
        description: 'The page of mod_status. With it the probe also tells busy workers from idle ones.',
        examples: ['http://127.0.0.1/server-status'],
      },
      host: { type: 'string', minLength: 1, description: 'Host header for it.' },
      confdir: {
        type: 'string',
        pattern: '^/',
        default: '/etc/apache2',
        description: 'The configuration folder; where it is given, only the Apache started with it counts.',
      },
    },
  },
  example: `apache: { apache: { url: "http://127.0.0.1/server-status" } }`,
  fields: ({ url }) => ({
    running: { type: 'bool', description: 'Whether a parent process lives.' },
    workers: {
      type: 'number',
      unit: 'count',
      description: 'Workers by the status page; without one, the processes that the parent keeps.',
    },
    max_workers: { type: 'number', unit: 'count', description: 'The configured bound, ServerLimit applied.' },
    generation_age: {
      type: 'number',
      unit: 'duration',
      description: 'Age of the oldest worker process: since then all have been replaced.',
    },
    memory: { type: 'number', unit: 'size', description: 'Of parent and workers by PSS, else RSS.' },
    unused: {
      type: 'number',
      unit: 'count',
      description:
        'Workers beyond the connections to its ports: served, kept open, being closed, or not accepted yet.',
    },
    shrinking: {
      type: 'bool',
      description:
        'Whether there were more worker processes within the last ten seconds, or at the last look where that is longer ago.',
    },
    pids: { type: 'string', description: 'Process numbers of the parents, with blanks between.' },
    ports: { type: 'string', description: 'Where it listens, with blanks between.' },
    ...(url === undefined
      ? {}
      : {
          busy: { type: 'number', unit: 'count', description: 'Workers that serve a request.' },
          idle: { type: 'number', unit: 'count', description: 'Workers that wait for one.' },
          source: {
            type: 'string',
            words: ['page', 'sockets', 'proc'],
            description:
              'Where busy and idle are known from: the status `page`; where it does not answer, as when all workers are busy, the `sockets` that Apache has accepted, each taken for a busy worker; `proc`: not even these could be seen, and nobody knows.',
          },
          finishing: {
            type: 'number',
            unit: 'count',
            description:
              'Places of the scoreboard whose worker finishes a request gracefully, of an older generation; none where the page does not answer.',
          },
          full: {
            type: 'bool',
            description:
              'Whether no place of the scoreboard is open for another worker, as old ones hold them; none where the page does not answer.',
          },
        }),
  }),
  watches: (_spec, { pids, ports, shrinking }) => ({
    ports: [],
    pids: numbersIn(pids),
    processGroups: numbersIn(pids).map((parent) => ({ parent, ports: numbersIn(ports) })),
    ...(shrinking === true ? { again: peakLasts } : {}),
  }),
  label: () => t('check.label.workers'),
  told: (_, show) => [told(show('workers')), toldAs(t('check.label.apache_memory'), show('memory'))],
  evidence: ({ url }) => (url === undefined ? {} : { pages: [url] }),
  async measure(spec, { instruments, memory: before }) {
    const family = await findFamily(spec, instruments);
    if (family.state !== 'present') return { unknown: whyNot(family, '/proc') };
    const { parents, workers } = family.value;
    const bound = await maxWorkers(spec.confdir ?? '/etc/apache2', parents, instruments, before);
    const { ports, connections, accepted } = await visits(parents, instruments);
    const { seen, shrinking } = see(before, { workers: workers.length, at: instruments.uptime() });
    const countOf = (all: number): Record<string, FieldReading> => ({
      workers: all,
      ...(connections === undefined ? {} : { unused: Math.max(0, all - connections) }),
    });
    const fields: Record<string, FieldReading> = {
      running: parents.length > 0,
      ...countOf(workers.length),
      shrinking,
      generation_age: workers.reduce((most, { age }) => Math.max(most, age), 0),
      memory: await memoryOf([...parents, ...workers], instruments),
      pids: parents.map(({ pid }) => pid).join(' '),
      ports: ports.join(' '),
      ...(bound.most === undefined ? {} : { max_workers: bound.most }),
    };
    if (spec.url === undefined || parents.length === 0) return { fields, memory: { ...seen, bound } };
    const asked = `${spec.url.replace(/\?.*$/u, '')}?auto`;
    const answer = await instruments.request({
      url: asked,
      timeout: 5,
      verify: false,
      most: 256 * 1024,
      ...(spec.host === undefined ? {} : { host: spec.host }),
    });
    if (answer.outcome === 'unknown') return { unknown: answer.reason };
    const page = answer.outcome === 'answered' ? new TextDecoder('latin1').decode(answer.body) : '';
    // A page of something else is a mistake in the policy; one that Apache is too busy for is none.
    const isOverloaded =
      answer.outcome === 'failed' || (answer.status >= 500 && numberIn(page, 'BusyWorkers') === undefined);
    const known = isOverloaded ? fromSockets(workers, accepted, bound.most) : fromPage(page);
    if (known === undefined)
      return {
        unknown: t('measure.no_status_page', {
          url: asked,
          reason: answer.outcome === 'failed' ? answer.error : `HTTP ${answer.status}`,
        }),
      };
    const { all, ...told } = known;
    return { fields: { ...fields, ...told, ...countOf(all) }, memory: { ...seen, bound } };
  },
};

/** Workers in all, and those that are busy, idle and more, as far as their source tells. */
interface Occupied extends Readonly<Record<string, FieldReading>> {
  readonly all: number;
  readonly source: 'page' | 'sockets' | 'proc';
}

function fromPage(page: string): Occupied | undefined {
  const busy = numberIn(page, 'BusyWorkers');
  const idle = numberIn(page, 'IdleWorkers');
  if (busy === undefined || idle === undefined) return undefined;
  const board = /^Scoreboard: (\S*)/mu.exec(page)?.[1];
  return {
    all: busy + idle,
    source: 'page',
    busy,
    idle,
    ...(board === undefined || board === ''
      ? {}
      : { finishing: board.split('G').length - 1, full: !board.includes('.') }),
  };
}

/** Threads of a worker process that serve nobody: its first one, and the one that accepts. */
const idleThreads = 2;

/** Workers by their threads, each busy that has a connection: Apache's own page has no worker to show it. */
function fromSockets(
  workers: readonly Process[],
  accepted: number | undefined,
  most = Number.POSITIVE_INFINITY,
): Occupied {
  const counted = workers.reduce(
    (sum, { threads }) => sum + (threads > idleThreads ? threads - idleThreads : 1),
    0,
  );
  const all = Math.min(counted, most);
  if (accepted === undefined) return { all, source: 'proc' };
  const busy = Math.min(all, accepted);
  return { all, source: 'sockets', busy, idle: all - busy };
}

interface Family {
  readonly parents: readonly Process[];
  readonly workers: readonly Process[];
}

const programs: ReadonlySet<string> = new Set(['apache2', 'httpd']);

async function findFamily({ confdir }: ApacheSpec, instruments: Instruments): Promise<Reading<Family>> {
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

/**
 * The ports at which the parents listen, and the connections there that Apache has not closed. No `connections` where
 * no such port can be seen: they may be of another network namespace.
 */
async function visits(
  parents: readonly Process[],
  instruments: Instruments,
): Promise<{
  readonly ports: readonly number[];
  readonly connections?: number;
  /** Those that a worker has taken. */
  readonly accepted?: number;
}> {
  if (parents.length === 0) return { ports: [], connections: 0, accepted: 0 };
  const unseen = { ports: [] };
  const listening = await instruments.tcp({ state: 'listening' });
  if (listening.state !== 'present') return unseen;
  const holders = await instruments.firstHolders(
    listening.value.map(({ inode }) => inode),
    parents.map(({ pid }) => pid),
  );
  if (holders.state !== 'present') return unseen;
  const mine = listening.value.filter(({ inode }) => holders.value.has(inode));
  if (mine.length === 0) return unseen;
  const ports = [...new Set(mine.map(({ local }) => local.port))];
  let connections = 0;
  let accepted = 0;
  for (const port of ports)
    for (const state of ['established', 'close-wait', 'fin-wait-1', 'fin-wait-2'] as const) {
      const sockets = await instruments.tcp({ port, state });
      if (sockets.state !== 'present') return unseen;
      // Once Apache has let go of a connection that it closes, the kernel alone keeps it.
      const isOpen = state === 'established' || state === 'close-wait';
      const own = sockets.value.filter(({ local }) => local.port === port);
      const taken = own.filter(({ inode }) => inode !== 0).length;
      connections += isOpen ? own.length : taken;
      accepted += taken;
    }
  return { ports, connections, accepted };
}

/** Number of workers, and the uptime at which there were so many. */
interface Count {
  readonly workers: number;
  readonly at: number;
}

/** Memory from look to look: the most workers of late, and those of the last look. */
interface Seen {
  readonly most: Count;
  readonly last: Count;
}

/** Seconds for which a peak counts. Apache ends one spare worker a second. */
const peakLasts = 10;

function see(memory: unknown, now: Count): { readonly seen: Seen; readonly shrinking: boolean } {
  const before = memory as Partial<Seen> | undefined;
  const most = earlier(before?.most, now);
  const last = earlier(before?.last, now);
  const isRecent = (count: Count): boolean => now.at - count.at < peakLasts;
  const peak = most !== undefined && isRecent(most) && most.workers > now.workers ? most : now;
  // Where looks are further apart than that, the last one is all that can be told from.
  const shrank = last !== undefined && !isRecent(last) && last.workers > now.workers;
  return { seen: { most: peak, last: now }, shrinking: peak.workers > now.workers || shrank };
}

/** A count that was kept, if it is one of this boot. */
function earlier(count: Count | undefined, now: Count): Count | undefined {
  return typeof count?.workers === 'number' && count.at <= now.at ? count : undefined;
}

async function memoryOf(processes: readonly Process[], instruments: Instruments): Promise<number> {
  let total = 0;
  for (const { pid, rss } of processes) {
    const pss = await instruments.pss(pid);
    total += pss.state === 'present' ? pss.value : rss;
  }
  return total;
}

/** Bound on workers as configured, and what it was read of: it is read again when that has changed. */
interface Bound {
  readonly of: string;
  readonly most: number | undefined;
}

/** The most workers that the configuration in force lets Apache have. */
async function maxWorkers(
  confdir: string,
  parents: readonly Process[],
  reader: Reader,
  before: unknown,
): Promise<Bound> {
  const folder = confdir.replace(/\/$/u, '');
  const layout = knownLayouts(reader).find(({ root }) => root === folder) ?? layoutIn(folder);
  const folders = ['mods-enabled', 'conf-enabled', 'sites-enabled'].map((name) => `${layout.root}/${name}`);
  const stats = await Promise.all([layout.main, ...folders].map((path) => reader.stat(path)));
  const times = stats.map((stat) => (stat.state === 'present' ? stat.value.mtime : 0));
  const of = [...parents.map(({ pid, started }) => `${pid}:${started}`), ...times].join(' ');
  const known = (before as { readonly bound?: Partial<Bound> } | undefined)?.bound;
  if (known?.of === of) return { of, most: known.most };
  const loaded = await readConfiguration(reader, layout);
  return { of, most: loaded && workersInForce(loaded) };
}

function numberIn(page: string, name: string): number | undefined {
  const found = new RegExp(`^${name}: (\\d+)`, 'mu').exec(page)?.[1];
  return found === undefined ? undefined : Number(found);
}
