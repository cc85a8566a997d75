import { findFamily } from './workers/family.ts';
import type { WorkersInForce } from './workers/in-force.ts';
import { workersByKernel } from './workers/kernel.ts';
import { limitsOf, type Limits } from './workers/limits.ts';
import type { Occupied } from './workers/occupied.ts';
import { workersOnPage, type OnPage } from './workers/page.ts';
import { peakLasts, seeWorkers } from './workers/shrinking.ts';
import { visits } from './workers/visits.ts';
import type { Instruments, Process } from '../../core/instruments.ts';
import { numbersIn, type ProbeType } from '../../core/probe.ts';
import { whyNot } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';
import { told, toldAs } from '../../core/told.ts';

/** Spec of `apache`. */
export interface ApacheSpec {
  readonly url?: string;
  readonly host?: string;
  readonly confdir?: string;
}

/** Apache's workers: from its status page where there is one, else from what the kernel shows. */
export const apacheProbe: ProbeType<ApacheSpec> = {
  type: 'apache',
  summary:
    "Apache's workers and memory, from its status page where one is named, else from what the kernel shows.",
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      url: {
        type: 'string',
        pattern: '^https?://',
        description:
          'The page of mod_status, which knows best. Without it, busy and idle workers are told by what the kernel shows root of them.',
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
  fields: () => ({
    running: { type: 'bool', description: 'Whether a parent process lives.' },
    workers: {
      type: 'number',
      unit: 'count',
      description:
        'Workers that hold a place of MaxRequestWorkers: processes under prefork, threads under worker and event. Those that finish hold one, but under event.',
    },
    max_workers: {
      type: 'number',
      unit: 'count',
      description: 'MaxRequestWorkers as configured, in the same unit, ServerLimit applied.',
    },
    per_process: {
      type: 'number',
      unit: 'count',
      description: 'Workers of each process as configured: 1 under prefork, else ThreadsPerChild.',
    },
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
    busy: { type: 'number', unit: 'count', description: 'Workers that serve a connection.' },
    idle: { type: 'number', unit: 'count', description: 'Workers that wait for one.' },
    finishing: {
      type: 'number',
      unit: 'count',
      description:
        'Workers that finish a request gracefully, in processes that take no new one: of before a reload, or surplus.',
    },
    closing: {
      type: 'number',
      unit: 'count',
      description: 'Of the busy and the finishing workers, those that only close a connection.',
    },
    full: {
      type: 'bool',
      description:
        'Whether Apache has no place for another worker: MaxRequestWorkers are there, or those that finish hold the places.',
    },
    source: {
      type: 'string',
      words: ['page', 'sockets', 'proc'],
      description:
        'Where busy, idle, finishing and closing are known from: the status `page`; where none is named or it does not answer, as when all workers are busy, the `sockets` that Apache has accepted and no listener waits at; `proc`: not even these could be seen, and nobody knows.',
    },
    shrinking: {
      type: 'bool',
      description:
        'Whether there were more worker processes within the last ten seconds, or at the last look where that is longer ago.',
    },
    pids: { type: 'string', description: 'Process numbers of the parents, with blanks between.' },
    ports: { type: 'string', description: 'Where it listens, with blanks between.' },
  }),
  watches: (_spec, { pids, ports, per_process: each, shrinking }) => ({
    ports: [],
    pids: numbersIn(pids),
    processGroups: numbersIn(pids).map((parent) => ({
      parent,
      ports: numbersIn(ports),
      each: typeof each === 'number' ? each : 1,
    })),
    ...(shrinking === true ? { again: peakLasts } : {}),
  }),
  label: () => t('check.label.workers'),
  told: (_, show) => [told(show('workers')), toldAs(t('check.label.apache_memory'), show('memory'))],
  evidence: ({ url }) => (url === undefined ? {} : { pages: [url] }),
  async measure(spec, { instruments, memory: before }) {
    const family = await findFamily(spec.confdir, instruments);
    if (family.state !== 'present') return { unknown: whyNot(family, '/proc') };
    const { parents, workers } = family.value;
    const kept = (before as { readonly limits?: Partial<Limits> } | undefined)?.limits;
    const limits = await limitsOf(spec.confdir ?? '/etc/apache2', parents, instruments, kept);
    const { ports, connections, sockets } = await visits(parents, instruments);
    const asked = parents.length === 0 ? 'none' : await askPage(spec, instruments);
    if (typeof asked === 'object' && 'unknown' in asked) return asked;
    const occupied =
      asked === 'none' ? await workersByKernel(workers, sockets, limits.inForce, instruments) : asked;
    const held = placesHeld(occupied, limits.inForce);
    const full = isFull(held, occupied, workers, limits.inForce);
    const { seen, shrinking } = seeWorkers(before, { workers: workers.length, at: instruments.uptime() });
    return {
      fields: {
        running: parents.length > 0,
        ...occupied,
        workers: held,
        ...(connections === undefined ? {} : { unused: Math.max(0, held - connections) }),
        ...(full === undefined ? {} : { full }),
        ...(limits.inForce === undefined
          ? {}
          : { max_workers: limits.inForce.most, per_process: limits.inForce.threads }),
        generation_age: workers.reduce((most, { age }) => Math.max(most, age), 0),
        memory: await memoryOf([...parents, ...workers], instruments),
        shrinking,
        pids: parents.map(({ pid }) => pid).join(' '),
        ports: ports.join(' '),
      },
      memory: { ...seen, limits },
    };
  },
};

/** Workers by the status page; `none` where none is named, or Apache is too busy for it. */
async function askPage(
  { url, host }: ApacheSpec,
  instruments: Instruments,
): Promise<OnPage | 'none' | { readonly unknown: Text }> {
  if (url === undefined) return 'none';
  const asked = `${url.split('?', 1)[0]}?auto`;
  const answer = await instruments.request({
    url: asked,
    timeout: 5,
    verify: false,
    most: 256 * 1024,
    ...(host === undefined ? {} : { host }),
  });
  if (answer.outcome === 'unknown') return { unknown: answer.reason };
  if (answer.outcome === 'failed') return 'none';
  const told = workersOnPage(new TextDecoder('latin1').decode(answer.body));
  if (told !== undefined) return told;
  // A page of something else is a mistake in the policy; one that Apache is too busy for is none.
  if (answer.status >= 500) return 'none';
  return { unknown: t('measure.no_status_page', { url: asked, reason: `HTTP ${answer.status}` }) };
}

/** Workers that hold a place of MaxRequestWorkers: under event alone, those that finish stand beside them. */
function placesHeld({ workers, finishing = 0 }: Occupied, inForce: WorkersInForce | undefined): number {
  return inForce?.mpm === 'event' ? Math.min(inForce.most, workers - finishing) : workers;
}

/** Tells whether Apache has no place for another worker; undefined: it cannot be told. */
function isFull(
  held: number,
  { finishing, full }: OnPage,
  processes: readonly Process[],
  inForce: WorkersInForce | undefined,
): boolean | undefined {
  if (inForce === undefined) return full;
  if (inForce.mpm !== 'event') return full ?? held >= inForce.most;
  if (finishing === undefined) return undefined;
  const places = processes.filter(({ threads }) => threads > 1).length;
  return held >= inForce.most || places >= inForce.servers;
}

async function memoryOf(processes: readonly Process[], instruments: Instruments): Promise<number> {
  let total = 0;
  for (const { pid, rss } of processes) {
    const pss = await instruments.pss(pid);
    total += pss.state === 'present' ? pss.value : rss;
  }
  return total;
}
