import { findPm2App, hangs, pm2Owner } from './apps.ts';
import { numbersIn, type ProbeType } from '../../core/probe.ts';
import type { Pm2Process } from '../../core/reader.ts';
import { whyNot } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { told, toldAs } from '../../core/told.ts';

/** Spec of `pm2_app`. */
export interface Pm2AppProbeSpec {
  readonly name: string;
  readonly user?: string;
  readonly home?: string;
}

/** An application under PM2, asked through its daemon's socket. */
export const pm2AppProbe: ProbeType<Pm2AppProbeSpec> = {
  type: 'pm2_app',
  elsewhere: ['pm2'],
  summary:
    'How an application stands with PM2, asked through the socket of the daemon; never starts a daemon.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'Its name in PM2.', examples: ['kapa-backend'] },
      ...pm2Owner,
    },
  },
  example: `backend: { pm2_app: { name: kapa-backend, user: kapa } }`,
  fields: () => ({
    status: {
      type: 'string',
      words: ['online', 'stopped', 'errored', 'launching', 'missing', 'no_daemon', 'hung'],
      description:
        '`online`, `stopped`, `errored`, `launching`, `missing` (PM2 does not know it), `no_daemon` or `hung` (the daemon takes calls and does not answer: nothing else is known); of several instances the worst.',
    },
    restarts: {
      type: 'number',
      unit: 'count',
      description: 'Restarts since it was added, deploys included: judge its increase.',
    },
    uptime: { type: 'number', unit: 'duration', description: 'Since the youngest instance was started.' },
    memory: { type: 'number', unit: 'size', description: 'Of all instances.' },
    cpu: { type: 'number', unit: 'share', description: 'Of all instances; 1 is one processor.' },
    instances: { type: 'number', unit: 'count', description: 'Instances that PM2 knows.' },
    pids: { type: 'string', description: 'Process numbers, with blanks between.' },
  }),
  watches: (_spec, { pids }) => ({ ports: [], pids: numbersIn(pids) }),
  counters: ['restarts'],
  label: ({ name }) => `Backend ${name}`,
  told: (_, show) => [
    told(show('status')),
    toldAs(t('check.label.restarts'), show('restarts')),
    toldAs('CPU', show('cpu')),
    toldAs(t('check.label.memory'), show('memory')),
  ],
  isWell: ({ status }) => status === 'online',
  async measure({ name, user, home }, { instruments, now }) {
    const found = await findPm2App(
      { app: name, ...(user === undefined ? {} : { user }), ...(home === undefined ? {} : { home }) },
      instruments,
    );
    if (found.state === 'unreadable')
      return hangs(found) ? { fields: { status: 'hung' } } : { unknown: whyNot(found, name) };
    const processes = found.state === 'present' ? found.value.processes : [];
    const all = processes ?? [];
    return {
      fields: {
        status: processes === undefined ? 'no_daemon' : worst(all),
        restarts: sum(all, ({ restarts }) => restarts),
        uptime: all.some(({ pid }) => pid > 0)
          ? Math.max(0, now - Math.max(...all.map(({ uptimeSince }) => uptimeSince))) / 1000
          : 0,
        memory: sum(all, ({ memory }) => memory),
        cpu: sum(all, ({ cpu }) => cpu) / 100,
        instances: all.length,
        pids: all.flatMap(({ pid }) => (pid > 0 ? [pid] : [])).join(' '),
      },
    };
  },
};

const fromWorst = ['errored', 'stopped', 'launching', 'online'] as const;

/** PM2's own words, and what they come to. */
const meaning: Readonly<Record<string, (typeof fromWorst)[number]>> = {
  online: 'online',
  launching: 'launching',
  'one-launch-status': 'launching',
  'waiting restart': 'launching',
  stopping: 'stopped',
  stopped: 'stopped',
  errored: 'errored',
};

function worst(processes: readonly Pm2Process[]): string {
  const statuses = new Set(processes.map(({ status }) => meaning[status] ?? 'errored'));
  return fromWorst.find((status) => statuses.has(status)) ?? 'missing';
}

function sum(processes: readonly Pm2Process[], of: (process: Pm2Process) => number): number {
  return processes.reduce((total, process) => total + of(process), 0);
}
