import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { told, toldAs } from '../../../core/told.ts';
import { numberOf, showUnit, unitPattern } from '../show.ts';

/** Spec of `service`. */
export interface ServiceProbeSpec {
  readonly name: string;
}

const properties = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'NRestarts',
  'MainPID',
  'MemoryCurrent',
  'CPUUsageNSec',
  'TasksCurrent',
];

/** Probe of how a unit stands with systemd. */
export const serviceProbe: ProbeType<ServiceProbeSpec> = {
  type: 'service',
  summary: 'How a unit stands with systemd: its state, its restarts, and what its processes use.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: {
        type: 'string',
        pattern: unitPattern,
        description: 'Name of the unit; one without a suffix is a service.',
        examples: ['kapa-backend'],
      },
    },
  },
  example: `backend: { service: { name: kapa-backend } }`,
  fields: () => ({
    status: {
      type: 'string',
      words: [
        'active',
        'reloading',
        'refreshing',
        'activating',
        'deactivating',
        'inactive',
        'failed',
        'maintenance',
        'missing',
      ],
      description:
        "systemd's `ActiveState`: `active`, `inactive`, `failed` and the like; `missing`: there is no such unit.",
    },
    sub: { type: 'string', description: "systemd's `SubState`, as `running`, `exited` or `auto-restart`." },
    result: {
      type: 'string',
      description: 'How it ended last: `success`, `exit-code`, `signal`, `oom-kill`, `start-limit-hit` …',
    },
    restarts: {
      type: 'number',
      unit: 'count',
      description:
        'Restarts by systemd itself since somebody started it: those by hand do not count. Judge its increase.',
    },
    pid: { type: 'number', names: true, description: 'Its main process; 0: none.' },
    uptime: { type: 'number', unit: 'duration', description: 'Since the main process was started.' },
    memory: {
      type: 'number',
      unit: 'size',
      description: 'Of all its processes, as its control group counts it.',
    },
    cpu_time: {
      type: 'number',
      unit: 'duration',
      description: 'Processor time of all its processes since its start.',
    },
    tasks: { type: 'number', unit: 'count', description: 'Processes and threads of its control group.' },
  }),
  counters: ['restarts', 'cpu_time'],
  watches: (_spec, { pid }) => ({ ports: [], pids: typeof pid === 'number' && pid > 0 ? [pid] : [] }),
  label: ({ name }) => t('systemd.label', { name }),
  told: (_, show) => [
    told(show('status')),
    toldAs(t('check.label.restarts'), show('restarts')),
    toldAs(t('check.label.memory'), show('memory')),
  ],
  isWell: ({ status }) => status === 'active' || status === 'reloading' || status === 'refreshing',
  async measure({ name }, { instruments }) {
    const shown = await showUnit(name, properties, instruments);
    if (shown.state !== 'present') return { unknown: whyNot(shown, name) };
    const unit = shown.value;
    const pid = numberOf(unit, 'MainPID') ?? 0;
    const main = pid > 0 ? await instruments.process(pid) : undefined;
    const memory = numberOf(unit, 'MemoryCurrent');
    const cpu = numberOf(unit, 'CPUUsageNSec');
    const tasks = numberOf(unit, 'TasksCurrent');
    return {
      fields: {
        status: unit.get('LoadState') === 'not-found' ? 'missing' : (unit.get('ActiveState') ?? 'inactive'),
        sub: unit.get('SubState') ?? '',
        result: unit.get('Result') ?? '',
        restarts: numberOf(unit, 'NRestarts') ?? 0,
        pid,
        uptime: main?.state === 'present' ? main.value.age : 0,
        ...(memory === undefined ? {} : { memory }),
        ...(cpu === undefined ? {} : { cpu_time: cpu / 1e9 }),
        ...(tasks === undefined ? {} : { tasks }),
      },
    };
  },
};
