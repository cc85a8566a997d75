import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

const resources = ['cpu', 'memory', 'io'] as const;

/** The pressure on the host: time lost for want of something. */
export const pressure: ProbeType<Readonly<Record<string, never>>> = {
  type: 'pressure',
  summary:
    'What share of the last minute programs have waited for the processor, for memory or for the disk, as the kernel counts it (PSI).',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `pressure: { pressure: {} }`,
  fields: () => ({
    cpu: { type: 'number', unit: 'share', description: 'Some program waited for a processor.' },
    memory: { type: 'number', unit: 'share', description: 'Some program waited for memory.' },
    io: { type: 'number', unit: 'share', description: 'Some program waited for a disk.' },
    memory_full: {
      type: 'number',
      unit: 'share',
      description: 'All programs waited for memory: it thrashes.',
    },
    io_full: { type: 'number', unit: 'share', description: 'All programs waited for a disk.' },
  }),
  told: tellFields(...resources),
  async measure(_, { instruments }) {
    const fields: Record<string, number> = {};
    for (const resource of resources) {
      const path = `/proc/pressure/${resource}`;
      const read = await instruments.read(path);
      if (read.state !== 'present') return { unknown: whyNot(read, path) };
      const text = new TextDecoder().decode(read.value);
      const share = (line: string): number =>
        Number(new RegExp(`^${line} avg10=\\S+ avg60=(\\S+)`, 'mu').exec(text)?.[1] ?? 0) / 100;
      fields[resource] = share('some');
      if (resource !== 'cpu') fields[`${resource}_full`] = share('full');
    }
    return { fields };
  },
};
