import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { told, toldAs } from '../../../core/told.ts';
import { containerName, engineProperties, type EngineName } from '../engine.ts';
import { containerStates, inspectContainer } from '../inspect.ts';

/** Spec of `container`. */
export interface ContainerProbeSpec extends EngineName {
  readonly name: string;
}

/** Probe of how a container stands with Docker or Podman. */
export const containerProbe: ProbeType<ContainerProbeSpec> = {
  type: 'container',
  elsewhere: ['docker', 'podman'],
  summary: 'How a container stands with Docker or Podman: its state, its health and its restarts.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name: containerName, ...engineProperties },
  },
  example: `api: { container: { name: shop-api } }`,
  fields: () => ({
    status: {
      type: 'string',
      words: [...containerStates, 'missing'],
      description:
        'Its state, as `running`, `exited` or `paused`; `missing`: the engine knows none of that name.',
    },
    health: {
      type: 'string',
      words: ['', 'starting', 'healthy', 'unhealthy'],
      description: 'What its own health check says: `starting`, `healthy`, `unhealthy`; empty: it has none.',
    },
    restarts: {
      type: 'number',
      unit: 'count',
      description: 'Restarts by the engine itself: those by hand do not count. Judge its increase.',
    },
    exit_code: {
      type: 'number',
      names: true,
      description: 'Status with which it ended last; 0 while it runs.',
    },
    oom_killed: { type: 'bool', description: 'The kernel ended it last for want of memory.' },
    pid: { type: 'number', names: true, description: 'Its first process, seen from the host; 0: none.' },
    uptime: { type: 'number', unit: 'duration', description: 'Since it was started; 0: it does not run.' },
    memory_limit: {
      type: 'number',
      unit: 'size',
      description: 'Memory that it may use; not there where it has no limit.',
    },
  }),
  counters: ['restarts'],
  watches: (_spec, { pid }) => ({ ports: [], pids: typeof pid === 'number' && pid > 0 ? [pid] : [] }),
  label: ({ name }) => t('container.label', { name }),
  told: ({ health = '' }, show) => [
    told(health === '' ? show('status') : `${show('status')} ${show('health')}`),
    toldAs(t('check.label.restarts'), show('restarts')),
  ],
  isWell: ({ status, health }) => status === 'running' && (health === '' || health === 'healthy'),
  async measure(spec, { instruments, now }) {
    const read = await inspectContainer(spec, { exchange: instruments.exchange, reader: instruments });
    if (read.state === 'unreadable') return { unknown: whyNot(read, spec.name) };
    if (read.state === 'absent') return { fields: gone };
    const { status, health, restarts, exitCode, isOomKilled, pid, started, memoryLimit } = read.value;
    const isRunning = status === 'running' && started !== undefined;
    return {
      fields: {
        status,
        health: status === 'running' ? health : '',
        restarts,
        exit_code: exitCode,
        oom_killed: isOomKilled,
        pid,
        uptime: isRunning ? Math.max(0, (now - started) / 1000) : 0,
        ...(memoryLimit === 0 ? {} : { memory_limit: memoryLimit }),
      },
    };
  },
};

const gone = {
  status: 'missing',
  health: '',
  restarts: 0,
  exit_code: 0,
  oom_killed: false,
  pid: 0,
  uptime: 0,
} as const;
