import type { Records } from '../../core/records.ts';
import { retainEvents } from './events.ts';
import { dayFile, encodeSample, readSamples, retainSamples, type Sample } from './samples.ts';

/** Log that a pass gets earlier samples from, and leaves its own in. */
export interface SampleLog {
  /** Samples of a group of the last so many seconds, oldest first. */
  recent(group: string, now: number, seconds: number): readonly Sample[];
  /**
   * Keeps a sample; answers with the heading to remember. `eventful`: it must not be thinned out. Throws a Failure when
   * the disk does not take it.
   */
  add(sample: Sample, heading: string | undefined, eventful: boolean): string | undefined;
}

/** Days for which samples stay, and bytes that they may take. */
const sampleRetention = { days: 400, bytes: 200 * 1024 * 1024 } as const;

/** The log over the day files: what a single check needs. */
export function fileSampleLog(records: Records): SampleLog {
  return {
    recent: (group, now, seconds) =>
      seconds <= 0 ? [] : [...readSamples(records, { since: now - seconds * 1000, until: now, group })],
    add: (sample, heading) => append(records, sample, heading),
  };
}

/**
 * The log of a resident process: what windows need stays in memory, and of samples that come faster than every ten
 * seconds one in ten seconds is kept.
 */
export function residentSampleLog(records: Records, window: number): SampleLog {
  const kept = new Map<string, Sample[]>();
  const loaded = (group: string, now: number): Sample[] => {
    const samples = kept.get(group) ?? [
      ...readSamples(records, { since: now - window * 1000, until: now, group }),
    ];
    kept.set(group, samples);
    return samples;
  };
  const addedAt = new Map<string, number>();
  return {
    recent: (group, now, seconds) => (seconds <= 0 ? [] : loaded(group, now)),
    add(sample, heading, eventful) {
      const last = addedAt.get(sample.group);
      if (!eventful && last !== undefined && sample.at >= last && sample.at - last < densest * 1000)
        return heading;
      addedAt.set(sample.group, sample.at);
      if (window > 0) {
        const samples = loaded(sample.group, sample.at);
        const before = samples.at(-1);
        const shared = before !== undefined && sameColumns(before.columns, sample.columns);
        samples.push(shared ? { ...sample, columns: before.columns } : sample);
        const begin = sample.at - window * 1000;
        const gone = samples.findIndex(({ at }) => at >= begin);
        if (gone > 0) samples.splice(0, gone);
      }
      return append(records, sample, heading);
    },
  };
}

const densest = 10;

function append(records: Records, sample: Sample, heading: string | undefined): string {
  const encoded = encodeSample(sample, heading);
  records.append(dayFile(sample.at), encoded.lines);
  if (heading?.split(' ', 1)[0] !== dayFile(sample.at)) retain(records, sample.at);
  return encoded.heading;
}

/** Once a day and group. */
function retain(records: Records, now: number): void {
  retainSamples(records, now, sampleRetention);
  retainEvents(records, now, sampleRetention.days);
}

function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column, index) => column === b[index]);
}
