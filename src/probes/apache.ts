import type { Instruments, Process } from '../core/instruments.ts';
import type { FieldReading, ProbeType } from '../core/probe.ts';
import type { Reader } from '../core/reader.ts';
import { present, whyNot, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';

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
    ...(url === undefined
      ? {}
      : {
          busy: { type: 'number', unit: 'count', description: 'Workers that serve a request.' },
          idle: { type: 'number', unit: 'count', description: 'Workers that wait for one.' },
        }),
  }),
  async measure(spec, { instruments, signal }) {
    const family = await findFamily(spec, instruments);
    if (family.state !== 'present') return { unknown: whyNot(family, '/proc') };
    const { parents, workers } = family.value;
    const bound = await maxWorkers(spec.confdir ?? '/etc/apache2', instruments);
    const fields: Record<string, FieldReading> = {
      running: parents.length > 0,
      workers: workers.length,
      generation_age: workers.reduce((most, { age }) => Math.max(most, age), 0),
      memory: await memoryOf([...parents, ...workers], instruments),
      ...(bound === undefined ? {} : { max_workers: bound }),
    };
    if (spec.url === undefined || parents.length === 0) return { fields };
    const asked = `${spec.url.replace(/\?.*$/u, '')}?auto`;
    const answer = await instruments.request({
      url: asked,
      timeout: 5,
      verify: false,
      most: 256 * 1024,
      signal,
      ...(spec.host === undefined ? {} : { host: spec.host }),
    });
    if (answer.outcome === 'unknown') return { unknown: answer.reason };
    const page = answer.outcome === 'answered' ? new TextDecoder('latin1').decode(answer.body) : '';
    const busy = numberIn(page, 'BusyWorkers');
    const idle = numberIn(page, 'IdleWorkers');
    if (busy === undefined || idle === undefined)
      return {
        unknown: t('measure.no_status_page', {
          url: asked,
          reason: answer.outcome === 'failed' ? answer.error : `HTTP ${answer.status}`,
        }),
      };
    return { fields: { ...fields, busy, idle, workers: busy + idle } };
  },
};

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
    if (pids.has(process.parent)) continue;
    if (confdir !== undefined && (await folderOf(process.pid, instruments)) !== confdir.replace(/\/$/u, ''))
      continue;
    parents.push(process);
  }
  const heads = new Set(parents.map(({ pid }) => pid));
  return present({ parents, workers: members.filter(({ parent }) => heads.has(parent)) });
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

async function memoryOf(processes: readonly Process[], instruments: Instruments): Promise<number> {
  let total = 0;
  for (const { pid, rss } of processes) {
    const pss = await instruments.pss(pid);
    total += pss.state === 'present' ? pss.value : rss;
  }
  return total;
}

/** MaxRequestWorkers as written last, cut by ServerLimit where that is smaller; undefined: nothing says. */
async function maxWorkers(confdir: string, reader: Reader): Promise<number | undefined> {
  const names = await reader.list(`${confdir}/mods-enabled`);
  const files = [
    `${confdir}/apache2.conf`,
    ...(names.state === 'present' ? names.value : [])
      .filter((name) => /^mpm_.*\.conf$/u.test(name))
      .map((name) => `${confdir}/mods-enabled/${name}`),
  ];
  let workers: number | undefined;
  let limit: number | undefined;
  let isPrefork = false;
  for (const file of files) {
    const read = await reader.read(file);
    if (read.state !== 'present') continue;
    isPrefork ||= /mpm_prefork/u.test(file);
    const text = new TextDecoder('latin1').decode(read.value);
    workers = lastNumber(text, 'MaxRequestWorkers|MaxClients') ?? workers;
    limit = lastNumber(text, 'ServerLimit') ?? limit;
  }
  // Under prefork a server of the limit is a worker, and 256 is the limit unless another is set.
  if (isPrefork && workers !== undefined) return Math.min(workers, limit ?? 256);
  return workers;
}

function lastNumber(text: string, directive: string): number | undefined {
  const found = [...text.matchAll(new RegExp(`^[ \\t]*(?:${directive})[ \\t]+"?(\\d+)`, 'gimu'))].at(-1);
  return found === undefined ? undefined : Number(found[1]);
}

function numberIn(page: string, name: string): number | undefined {
  const found = new RegExp(`^${name}: (\\d+)`, 'mu').exec(page)?.[1];
  return found === undefined ? undefined : Number(found);
}
