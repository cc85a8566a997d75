import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `file_age`. */
export interface FileAgeSpec {
  readonly path: string;
}

/** Probe of the age of a file. */
export const fileAge: ProbeType<FileAgeSpec> = {
  type: 'file_age',
  summary: 'How long ago a file was last written: a backup, a heartbeat.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: { path: { type: 'string', pattern: '^/', description: 'The file; links are followed.' } },
  },
  example: `backup: { file_age: { path: /var/backups/db.sql.gz } }`,
  fields: () => ({
    exists: { type: 'bool', description: 'Whether it is there.' },
    age: {
      type: 'number',
      unit: 'duration',
      description: 'Since it was written; none where it is not there.',
    },
    size: { type: 'number', unit: 'size', description: 'Its size; none where it is not there.' },
  }),
  told: tellFields('age'),
  async measure({ path }, { instruments, now }) {
    const stat = await instruments.measureFile(path);
    if (stat.state === 'unreadable') return { unknown: whyNot(stat, path) };
    if (stat.state === 'absent') return { fields: { exists: false } };
    const { mtime, size } = stat.value;
    return { fields: { exists: true, age: Math.max(0, now - mtime) / 1000, size } };
  },
};
