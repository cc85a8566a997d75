import type { Instruments } from '../../../core/instruments.ts';
import { matcherOf } from '../../../core/glob.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { t, type Text } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { withoutEnd } from '../../../core/ends.ts';

/** Spec of `files`. */
export interface FilesSpec {
  readonly folder: string;
  readonly name?: string;
  readonly recursive?: boolean;
}

/** Things that are looked at: a folder of more is a fault of its own. */
const mostEntries = 20_000;

/** Files of a folder by the pattern of their names. */
export const files: ProbeType<FilesSpec> = {
  type: 'files',
  summary: 'How many files of a folder have a name like this, how large they are, and how old.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['folder'],
    properties: {
      folder: { type: 'string', pattern: '^/', description: 'The folder.', examples: ['/var/log'] },
      name: {
        type: 'string',
        minLength: 1,
        pattern: '^[^/]*$',
        default: '*',
        description: 'Pattern of the names, with `*`, `?` and `[...]`; a dot first fits a dot only.',
        examples: ['*.log'],
      },
      recursive: {
        type: 'boolean',
        default: false,
        description: 'Whether folders below it count as well; links are not followed.',
      },
    },
  },
  example: `pm2_logs: { files: { folder: /home/kapa/.pm2/logs, name: "*.log" } }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Files.' },
    size: { type: 'number', unit: 'size', description: 'Of all of them.' },
    largest: { type: 'number', unit: 'size', description: 'Of the largest.' },
    newest: {
      type: 'number',
      unit: 'duration',
      description: 'Since the last of them was written; none where there is none.',
    },
    oldest: {
      type: 'number',
      unit: 'duration',
      description: 'Since the oldest was written; none where there is none.',
    },
  }),
  told: tellFields('count', 'size'),
  async measure({ folder, name = '*', recursive = false }, { instruments, now }) {
    const found = await filesIn(folder, { fits: matcherOf(name), recursive }, instruments);
    if ('unknown' in found) return found;
    const { count, size, largest, newest, oldest } = found;
    const since = (at: number): number => Math.max(0, now - at) / 1000;
    return {
      fields: {
        count,
        size,
        largest,
        ...(count === 0 ? {} : { newest: since(newest), oldest: since(oldest) }),
      },
    };
  },
};

interface Tally {
  readonly count: number;
  readonly size: number;
  readonly largest: number;
  readonly newest: number;
  readonly oldest: number;
}

async function filesIn(
  top: string,
  { fits, recursive }: { readonly fits: (name: string) => boolean; readonly recursive: boolean },
  instruments: Instruments,
): Promise<Tally | { readonly unknown: Text }> {
  const tally = { count: 0, size: 0, largest: 0, newest: 0, oldest: Number.POSITIVE_INFINITY };
  const first = withoutEnd(top, '/') || '/';
  const folders = [first];
  let looked = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const things = await instruments.measureFolder(folder, mostEntries);
    // One below it may be gone meanwhile, or be closed to kapa: then the sum would be wrong.
    if (things.state === 'absent' && folder !== first) continue;
    if (things.state !== 'present') return { unknown: whyNot(things, folder) };
    looked += things.value.size;
    if (looked > mostEntries)
      return { unknown: t('measure.too_many_files', { folder: top, most: mostEntries }) };
    for (const [name, { kind, size, mtime }] of things.value) {
      if (kind === 'directory' && recursive) folders.push(folder === '/' ? `/${name}` : `${folder}/${name}`);
      if (kind !== 'file' || !fits(name)) continue;
      tally.count += 1;
      tally.size += size;
      tally.largest = Math.max(tally.largest, size);
      tally.newest = Math.max(tally.newest, mtime);
      tally.oldest = Math.min(tally.oldest, mtime);
    }
  }
  return tally;
}
