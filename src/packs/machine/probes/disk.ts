import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `disk`. */
export interface DiskSpec {
  readonly path: string;
}

/** Room on the file system of a path. */
export const disk: ProbeType<DiskSpec> = {
  type: 'disk',
  summary: 'How full the file system of a path is.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: { type: 'string', pattern: '^/', description: 'Any path on it.', examples: ['/var'] },
    },
  },
  example: `var: { disk: { path: /var } }`,
  fields: () => ({
    used: {
      type: 'number',
      unit: 'share',
      description: 'Of the room that is not reserved, as df(1) counts.',
    },
    free: { type: 'number', unit: 'size', description: 'For those who are not root.' },
    size: { type: 'number', unit: 'size', description: 'Of the file system.' },
    inodes_used: {
      type: 'number',
      unit: 'share',
      description: 'Of the inodes; 0 where there is no such bound.',
    },
  }),
  told: tellFields('used'),
  async measure({ path }, { instruments }) {
    const space = await instruments.disk(path);
    if (space.state !== 'present') return { unknown: whyNot(space, path) };
    const { used, free, size, inodes, freeInodes } = space.value;
    return {
      fields: {
        used: used + free === 0 ? 0 : used / (used + free),
        free,
        size,
        inodes_used: inodes === 0 ? 0 : (inodes - freeInodes) / inodes,
      },
    };
  },
};
