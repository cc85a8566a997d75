import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

/** The load of the host. */
export const load: ProbeType<Readonly<Record<string, never>>> = {
  type: 'load',
  summary: 'How many processes run or wait for the processor or the disk.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `load: { load: {} }`,
  fields: () => ({
    one: { type: 'number', description: 'Average over a minute.' },
    five: { type: 'number', description: 'Average over five minutes.' },
    fifteen: { type: 'number', description: 'Average over fifteen minutes.' },
    per_cpu: { type: 'number', description: 'The one of a minute, divided by the processors.' },
  }),
  told: tellFields('one'),
  async measure(_, { instruments }) {
    const read = await instruments.load();
    if (read.state !== 'present') return { unknown: whyNot(read, '/proc/loadavg') };
    const { one, five, fifteen, cpus } = read.value;
    return { fields: { one, five, fifteen, per_cpu: one / Math.max(1, cpus) } };
  },
};
