import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { userName } from '../../../core/user-name.ts';
import { tellFields } from '../../../core/told.ts';
import { withoutEnd } from '../../../core/ends.ts';

/** Spec of `deleted_files`. */
export interface DeletedFilesSpec {
  readonly below?: string;
}

/** Files that were deleted and take room on: somebody has them open. */
export const deletedFiles: ProbeType<DeletedFilesSpec> = {
  type: 'deleted_files',
  summary: 'How much room deleted files take on since a program still has them open, and which program.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      below: { type: 'string', pattern: '^/', description: 'Counts only what was below this folder.' },
    },
  },
  example: `deleted: { deleted_files: { below: /var } }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Deleted files that are open.' },
    size: { type: 'number', unit: 'size', description: 'Room that they take.' },
    program: { type: 'string', description: 'The program that holds most of it; empty: there are none.' },
    user: {
      type: 'string',
      description: 'The user of that process; empty: there are none, or nobody knows it.',
    },
    pid: { type: 'number', names: true, description: 'Its process; 0: there are none.' },
    path: { type: 'string', description: 'Where the largest of them was; empty: there are none.' },
  }),
  told: tellFields('size', 'program'),
  async measure({ below }, { instruments }) {
    const read = await instruments.deletedFiles();
    if (read.state !== 'present') return { unknown: whyNot(read, '/proc') };
    const folder = below === undefined ? undefined : `${withoutEnd(below, '/')}/`;
    const files = read.value.filter(({ path }) => folder === undefined || path.startsWith(folder));
    const held = new Map<number, number>();
    for (const { pid, size } of files) held.set(pid, (held.get(pid) ?? 0) + size);
    const [most] = [...held].toSorted(([, a], [, b]) => b - a);
    const [largest] = files.toSorted((a, b) => b.size - a.size);
    const detail = most === undefined ? undefined : await instruments.inspect(most[0]);
    return {
      fields: {
        count: files.length,
        size: files.reduce((sum, { size }) => sum + size, 0),
        program: detail?.state === 'present' ? detail.value.program : '',
        user: detail?.state === 'present' ? await userName(detail.value.uid, instruments) : '',
        pid: most?.[0] ?? 0,
        path: largest?.path ?? '',
      },
    };
  },
};
