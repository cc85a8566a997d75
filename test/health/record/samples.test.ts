import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePeriods, readSamples, summariseSamples } from '../../../src/health/index.ts';
import {
  dayFile,
  encodeSample,
  retainSamples,
  sampleOf,
  type Sample,
} from '../../../src/health/record/samples.ts';
import { increase } from '../../../src/core/series.ts';
import { temporaryRecords } from '../toys.ts';

const begin = Date.UTC(2025, 10, 11);
const day = 86_400_000;

function write(records: ReturnType<typeof temporaryRecords>, samples: readonly Sample[]): void {
  const headings = new Map<string, string>();
  for (const sample of samples) {
    const { lines, heading } = encodeSample(sample, headings.get(sample.group));
    headings.set(sample.group, heading);
    records.append(dayFile(sample.at), lines);
  }
}

function sample(at: number, restarts: number): Sample {
  return sampleOf('health', at, {
    backend: { fields: { status: 'online', restarts, holders: { node: 1 } } },
    site: { fields: { ok: true, latency: 0.0123456 } },
  });
}

describe('samples', () => {
  test('come back as they were written, maps aside', () => {
    const records = temporaryRecords();
    write(records, [sample(begin, 1), sample(begin + 180_000, 2)]);
    expect([...readSamples(records, { since: 0, until: begin + day })]).toEqual([
      {
        at: begin,
        group: 'health',
        columns: ['backend.status', 'backend.restarts', 'site.ok', 'site.latency'],
        values: ['online', 1, true, 0.0123],
      },
      expect.objectContaining({ at: begin + 180_000 }),
    ]);
  });

  test('a torn last line, garbage and a missing heading lose only themselves', () => {
    const records = temporaryRecords();
    write(records, [sample(begin, 1)]);
    appendFileSync(
      join(records.path, dayFile(begin)),
      '[17628192\n\u0000\u0000\n[1762819300,"nohead",3]\n[1762819400,"',
    );
    appendFileSync(join(records.path, dayFile(begin)), '\n');
    write(records, [sample(begin + 360_000, 2)]);
    appendFileSync(join(records.path, dayFile(begin)), '[176281');
    expect([...readSamples(records, { since: 0, until: begin + day })].map(({ at }) => at - begin)).toEqual([
      0, 360_000,
    ]);
  });

  test('columns that come and go keep their meaning', () => {
    const records = temporaryRecords();
    const unknown = sampleOf('health', begin + 60_000, { site: { fields: { ok: false } } });
    write(records, [
      sample(begin, 1),
      unknown,
      sample(begin + 120_000, 3),
      { ...unknown, at: begin + 180_000 },
    ]);
    const lines = new TextDecoder()
      .decode((records.read(dayFile(begin)) as { value: Uint8Array }).value)
      .trim()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('{'))).toHaveLength(2);
    expect(
      [...readSamples(records, { since: 0, until: begin + day })].map(({ values }) => values.length),
    ).toEqual([4, 1, 4, 1]);
  });

  test('of a large file only the end is read, with all headings', () => {
    const records = temporaryRecords();
    const rows = Array.from({ length: 30_000 }, (_, second) => sample(begin + second * 1000, second));
    const { lines, heading } = encodeSample(rows[0] as Sample, undefined);
    const text = rows.map((row) => encodeSample(row, heading).lines).join('');
    records.append(dayFile(begin), lines + text);
    const since = begin + 29_990_000;
    expect([...readSamples(records, { since, until: begin + day })]).toHaveLength(10);
  });

  test('late in a day a check reads of its file what its window needs, and no more', () => {
    const records = temporaryRecords();
    const rows = Array.from({ length: 1440 }, (_, index) => sample(begin + index * 60_000, index));
    write(records, rows);
    let bytes = 0;
    const counting: typeof records = {
      ...records,
      read(...asked) {
        const reading = records.read(...asked);
        if (reading.state === 'present') bytes += reading.value.length;
        return reading;
      },
    };
    const until = begin + day;
    expect([...readSamples(counting, { since: until - 3_600_000, until })]).toEqual(rows.slice(-60));
    expect(bytes).toBeLessThan((records.list('samples')[0]?.size ?? 0) / 2);
  });

  test('the end of a file that is read alone says what the whole file says', () => {
    const measured = fc.record({ probe: fc.constantFrom('backend', 'site', 'port'), gap: fc.nat(3600) });
    fc.assert(
      fc.property(fc.array(measured, { minLength: 600, maxLength: 900 }), fc.nat(), (all, sinceIndex) => {
        const records = temporaryRecords();
        let at = begin;
        const rows = all.map(({ probe, gap }, index) => {
          at += Math.min(gap, 90) * 1000;
          return sampleOf('health', at, { [probe]: { fields: { index, text: 'x'.repeat(gap % 60) } } });
        });
        write(records, rows);
        const since = rows[sinceIndex % rows.length]?.at ?? 0;
        const found = [...readSamples(records, { since, until: at })];
        expect(found).toEqual(rows.filter((row) => row.at >= since));
      }),
      { numRuns: 25 },
    );
  });

  test('are kept by age and by size, and never lose today', () => {
    const records = temporaryRecords();
    write(
      records,
      Array.from({ length: 10 }, (_, index) => sample(begin + index * day, index)),
    );
    const now = begin + 9 * day;
    retainSamples(records, now, { days: 5, bytes: 1e9 });
    expect(records.list('samples')).toHaveLength(6);
    retainSamples(records, now, { days: 5, bytes: 1 });
    expect(records.list('samples').map(({ name }) => name)).toEqual(['2025-11-20.jsonl']);
  });

  test('two months of three-minute samples are summed up', () => {
    const records = temporaryRecords();
    mkdirSync(join(records.path, 'samples'), { recursive: true });
    const measured = (at: number, n: number): Sample =>
      sampleOf('health', at, {
        close_wait: {
          fields: { count: n % 7, server_side: n % 3, client_side: n % 5, oldest: (n % 100) / 10 },
        },
        backend: {
          fields: {
            status: 'online',
            restarts: Math.floor(n / 1000),
            uptime: n * 180,
            memory: 1.2e8 + (n % 1000) * 4096,
            cpu: (n % 50) / 10,
            instances: 1,
          },
        },
        port: { fields: { owned: true, foreign: false, pid: 12_345, program: 'node' } },
        site: { fields: { ok: true, failing: false, status: 200, latency: 0.01 + (n % 10) / 1000 } },
      });
    for (let at = begin, n = 0; at < begin + 60 * day; at += day) {
      let text = '';
      let heading: string | undefined;
      for (let moment = at; moment < at + day; moment += 180_000, n += 1) {
        const encoded = encodeSample(measured(moment, n), heading);
        heading = encoded.heading;
        text += encoded.lines;
      }
      writeFileSync(join(records.path, dayFile(at)), text);
    }
    const summary = summariseSamples(records, { since: begin, until: begin + 60 * day }, { parts: 40 });
    expect(summary.samples).toBe(28_800);
    expect(summary.numbers['backend.restarts']?.most).toBe(28);
  });

  test('two periods stand side by side', () => {
    const records = temporaryRecords();
    write(
      records,
      [100, 120, 136].map((restarts, index) => sample(begin + index * 180_000, restarts)),
    );
    write(
      records,
      [0, 0, 1].map((restarts, index) => sample(begin + day + index * 180_000, restarts)),
    );
    const { before, after } = comparePeriods(
      records,
      { since: begin, until: begin + day - 1 },
      { since: begin + day, until: begin + 2 * day },
    );
    expect(before.summary.numbers['backend.restarts']).toMatchObject({ most: 136, increase: 36 });
    expect(after.summary.numbers['backend.restarts']).toMatchObject({ most: 1, increase: 1 });
    expect(after.summary.values['backend.status']).toEqual({ online: 3 });
  });
});

describe('increase', () => {
  test.each([
    [[], 0],
    [[5], 0],
    [[5, 8, 8, 10], 5],
    [[136, 0, 3], 3],
    [[10, 4, 6], 6],
  ])('%j grew by %d', (values, grown) => {
    expect(increase(values)).toBe(grown);
  });

  test('is never negative, and of a counter that only grows it is the difference', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (values) => {
        expect(increase(values)).toBeGreaterThanOrEqual(0);
        const grows = values.toSorted((a, b) => a - b);
        expect(increase(grows)).toBe((grows.at(-1) ?? 0) - (grows[0] ?? 0));
      }),
    );
  });
});
