import { cutTo } from '../../../core/cut.ts';
import { recordTypes, type RecordType } from '../../../core/instruments.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { lengthPattern, secondsOf } from '../../../core/quantity.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `dns`. */
export interface DnsSpec {
  readonly name: string;
  readonly type?: RecordType;
  readonly server?: string;
  readonly timeout?: string | number;
  readonly expect?: readonly string[];
}

/** One question for a name server, and whether the answer is good. */
export const dns: ProbeType<DnsSpec> = {
  type: 'dns',
  summary: 'Whether a name is answered by DNS as it should be, and how fast; /etc/hosts is not asked.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: {
        type: 'string',
        pattern: String.raw`^(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?$`,
        description: 'Name that is looked up, whole: no search domain is added.',
        examples: ['shop.example.com'],
      },
      type: { enum: [...recordTypes], default: 'A', description: 'Type of its records.' },
      server: {
        type: 'string',
        pattern: String.raw`^(?:[0-9.]+(?::\d{1,5})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|\[[0-9a-fA-F:.]+\]:\d{1,5})$`,
        description:
          'Address of the name server that is asked, with its port unless that is 53; those of /etc/resolv.conf unless given.',
        examples: ['127.0.0.53', '[2001:db8::1]:5353'],
      },
      timeout: {
        type: 'string',
        pattern: lengthPattern,
        default: '5s',
        description: 'For the whole answer.',
      },
      expect: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        description:
          'Values of which at least one must be in the answer; any answer with a value is good unless given.',
        examples: [['192.0.2.10']],
      },
    },
  },
  example: `name: { dns: { name: shop.example.com, expect: [192.0.2.10] } }`,
  fields: () => ({
    ok: { type: 'bool', description: 'The answer came in time and is as expected.' },
    failing: { type: 'bool', description: 'The contrary of ok.' },
    values: {
      type: 'string',
      description: 'Values of the answer, sorted, with blanks between; empty: none.',
    },
    latency: {
      type: 'number',
      unit: 'duration',
      description: 'Until the answer; none where kapa itself was late meanwhile.',
    },
    error: {
      type: 'string',
      description:
        'Why it failed: `none` (there is no such record), `values` (others than expected), `ETIMEOUT`, `ECONNREFUSED`, `ESERVFAIL` and the like; empty: it did not.',
    },
  }),
  label: ({ name }) => `DNS ${name}`,
  told: tellFields('values', 'error', 'latency'),
  async measure({ name, type = 'A', server, timeout, expect }, { instruments }) {
    const answer = await instruments.lookUp({
      name,
      type,
      timeout: secondsOf(timeout, 5),
      ...(server === undefined ? {} : { server }),
    });
    if (answer.outcome === 'unknown') return { unknown: answer.reason };
    const values = answer.outcome === 'answered' ? answer.values : [];
    const error = answer.outcome === 'failed' ? answer.error : wrongIn(values, expect);
    return {
      fields: {
        ok: error === '',
        failing: error !== '',
        values: cutTo(values.join(' '), 200),
        ...(answer.latency === undefined ? {} : { latency: answer.latency }),
        error,
      },
    };
  },
};

/** Fault of an answer; empty: none. A name in an answer may end with a dot or not, and is the same in capitals. */
function wrongIn(values: readonly string[], expected: readonly string[] | undefined): '' | 'none' | 'values' {
  if (values.length === 0) return 'none';
  const plain = (value: string): string => value.toLowerCase().replace(/\.$/u, '');
  const had = new Set(values.map(plain));
  return expected === undefined || expected.some((value) => had.has(plain(value))) ? '' : 'values';
}
