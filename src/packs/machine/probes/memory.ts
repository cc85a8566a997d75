import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { told, toldAs } from '../../../core/told.ts';

/** The memory of the host. */
export const memory: ProbeType<Readonly<Record<string, never>>> = {
  type: 'memory',
  summary: 'How much memory and swap of the host is used, and how many processes were ended for want of it.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `memory: { memory: {} }`,
  fields: () => ({
    used: {
      type: 'number',
      unit: 'share',
      description: 'What programs cannot have any more; caches, which give way, aside.',
    },
    available: {
      type: 'number',
      unit: 'size',
      description: 'What programs can still have, as free(1) tells it.',
    },
    total: { type: 'number', unit: 'size', description: 'Of the host.' },
    swap_used: { type: 'number', unit: 'size', description: 'Of the swap space.' },
    swap: { type: 'number', unit: 'share', description: 'Of the swap space; 0 where there is none.' },
    oom_kills: {
      type: 'number',
      unit: 'count',
      description:
        'Processes that the kernel has ended since the start for want of memory, in groups as well: judge its increase.',
    },
  }),
  counters: ['oom_kills'],
  label: () => t('check.label.memory'),
  told: (_, show) => [told(show('used')), toldAs('swap', show('swap_used'))],
  async measure(_, { instruments }) {
    const [info, counts] = await Promise.all([
      instruments.read('/proc/meminfo'),
      instruments.read('/proc/vmstat'),
    ]);
    if (info.state !== 'present') return { unknown: whyNot(info, '/proc/meminfo') };
    const text = new TextDecoder().decode(info.value);
    const bytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1] ?? 0) * 1024;
    const [total, available, swap] = [bytes('MemTotal'), bytes('MemAvailable'), bytes('SwapTotal')];
    const swapUsed = swap - bytes('SwapFree');
    const kills =
      counts.state === 'present'
        ? /^oom_kill (\d+)/mu.exec(new TextDecoder().decode(counts.value))?.[1]
        : undefined;
    return {
      fields: {
        used: total === 0 ? 0 : (total - available) / total,
        available,
        total,
        swap_used: swapUsed,
        swap: swap === 0 ? 0 : swapUsed / swap,
        ...(kills === undefined ? {} : { oom_kills: Number(kills) }),
      },
    };
  },
};
