import { secondsOf } from '../../../core/quantity.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `drift`. */
export interface DriftSpec {
  readonly every?: string | number;
}

/** Seconds between two plans. */
const usualEvery = 900;

/** Resources of the policies that the host differs from. */
export const drift: ProbeType<DriftSpec> = {
  type: 'drift',
  summary: 'How many resources of the policies differ from the host, as `kapa plan` would tell.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      every: {
        type: 'string',
        description: 'How often it is planned; in between, checks know what the last plan found.',
        default: '15m',
      },
    },
  },
  example: `declared: { drift: { every: 15m } }`,
  fields: () => ({
    resources: { type: 'number', description: 'Resources that differ.' },
    names: { type: 'string', description: 'Their names, with commas between.' },
  }),
  told: tellFields('resources'),
  async measure({ every }, { instruments, now, memory }) {
    const last = asMemory(memory);
    if (last !== undefined && last.at <= now && now - last.at < secondsOf(every, usualEvery) * 1000)
      return { fields: fieldsOf(last.names), memory: last };
    const read = await instruments.drift?.();
    if (read === undefined) return { unknown: t('measure.no_policies') };
    if (read.state !== 'present') return { unknown: whyNot(read, 'kapa plan') };
    return { fields: fieldsOf(read.value), memory: { at: now, names: read.value } };
  },
};

interface Remembered {
  readonly at: number;
  readonly names: readonly string[];
}

function fieldsOf(names: readonly string[]): { readonly resources: number; readonly names: string } {
  return { resources: names.length, names: names.join(', ') };
}

function asMemory(memory: unknown): Remembered | undefined {
  const { at, names } = (memory ?? {}) as Partial<Remembered>;
  return typeof at === 'number' && Array.isArray(names) ? { at, names } : undefined;
}
