import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

/** Processes that have ended, and that nobody has asked about. */
export const zombies: ProbeType<Readonly<Record<string, never>>> = {
  type: 'zombies',
  summary: 'How many processes have ended without their parent taking notice, and whose children they are.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `zombies: { zombies: {} }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Zombies.' },
    parent: {
      type: 'number',
      names: true,
      description: 'The process that has left most of them; 0: there are none.',
    },
    program: { type: 'string', description: 'Its program; empty: there are none.' },
  }),
  told: tellFields('count', 'program'),
  async measure(_, { instruments }) {
    const all = await instruments.processes();
    if (all.state !== 'present') return { unknown: whyNot(all, '/proc') };
    const byParent = new Map<number, number>();
    for (const { state, ended, parent } of all.value.values())
      if (state === 'Z' && ended) byParent.set(parent, (byParent.get(parent) ?? 0) + 1);
    const [most] = [...byParent].toSorted(([, a], [, b]) => b - a);
    const parent = most?.[0] ?? 0;
    const detail = parent === 0 ? undefined : await instruments.inspect(parent);
    return {
      fields: {
        count: [...byParent.values()].reduce((sum, one) => sum + one, 0),
        parent,
        program: detail?.state === 'present' ? detail.value.program : (all.value.get(parent)?.command ?? ''),
      },
    };
  },
};
