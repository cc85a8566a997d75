import { describe, expect, test } from 'vitest';
import type { Instruments } from '../../../src/core/instruments.ts';
import type { ProbeItem } from '../../../src/core/policy.ts';
import type { AnyProbeType, Measurement } from '../../../src/core/probe.ts';
import { render } from '../../../src/core/text.ts';
import { createMeasure } from '../../../src/health/index.ts';
import { patient } from '../../patient.ts';

const locate = (): ReturnType<ProbeItem['locate']> => ({
  file: '',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});

function probe(name: string, type = name, spec: unknown = {}): ProbeItem {
  return { name, policy: 'health', type, spec, locate };
}

function type(name: string, measure: AnyProbeType['measure']): AnyProbeType {
  return { type: name, summary: '', schema: {}, example: '', fields: () => ({}), measure };
}

const never = new Promise<Measurement>(() => undefined);

function measureWith(types: readonly AnyProbeType[], timeout = 0.1): ReturnType<typeof createMeasure> {
  return createMeasure({
    find: (name) => types.find((one) => one.type === name),
    instruments: () => ({ now: () => Date.now() }) as Instruments,
    concurrency: 8,
    timeout,
  });
}

function reason(measurement: Measurement | undefined): string {
  return measurement && 'unknown' in measurement ? render(measurement.unknown, 'en') : 'known';
}

describe('measuring', () => {
  test('one that hangs, one that throws and one that is not known delay nobody', async () => {
    const measure = measureWith([
      type('hangs', () => never),
      type('throws', () => {
        throw new Error('ENOENT: it vanished');
      }),
      type('works', () => Promise.resolve({ fields: { n: 1 } })),
    ]);
    const began = performance.now();
    const results = await measure([probe('hangs'), probe('throws'), probe('works'), probe('strange')], {});
    expect(performance.now() - began).toBeLessThan(patient(1000));
    expect(Object.keys(results)).toEqual(['hangs', 'throws', 'works', 'strange']);
    expect(reason(results['hangs'])).toBe('no answer within 100ms');
    expect(reason(results['throws'])).toBe('failed: ENOENT: it vanished');
    expect(reason(results['strange'])).toBe('there is no probe type strange');
    expect(results['works']).toEqual({ fields: { n: 1 } });
  });

  test('one that never came back is not started again', async () => {
    let started = 0;
    const measure = measureWith([
      type('hangs', () => {
        started += 1;
        return never;
      }),
    ]);
    await measure([probe('hangs')], {});
    const again = await measure([probe('hangs')], {});
    expect(started).toBe(1);
    expect(reason(again['hangs'])).toMatch(/^an earlier measurement has been hanging for/u);
  });

  test('a probe gets back what it asked to be remembered, and its own time-out', async () => {
    const measure = measureWith([
      type('counts', (_spec, { memory }) =>
        Promise.resolve({ fields: { seen: (memory as number | undefined) ?? 0 }, memory: 1 }),
      ),
      type('slow', async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        return { fields: {} };
      }),
    ]);
    const results = await measure([probe('counts'), probe('slow', 'slow', { timeout: 1 })], { counts: 41 });
    expect(results['counts']).toMatchObject({ fields: { seen: 41 } });
    expect(results['slow']).toEqual({ fields: {} });
  });
});
