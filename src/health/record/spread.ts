import type { Period } from '../../core/history.ts';
import type { Spread, SpreadRow } from '../../core/report.ts';
import { reach } from './presence.ts';

/** Number over a period, filled oldest first. */
export interface SpreadTrack {
  take(at: number, value: number): void;
  /** Takes that it should have been measured at a moment, and was not to be had. */
  miss(at: number): void;
  spread(): Spread;
}

interface Row {
  least: number;
  most: number;
  weighed: number;
  weight: number;
  sum: number;
  samples: number;
}

/**
 * A track of a period in so many parts, each with its least and most: no spike is averaged away. A number stands until
 * the next one; where none follows in time nobody measured, and the parts between stay empty. Averages are over time.
 */
export function spreadTrack(
  { since, until }: Period,
  pace: number,
  { pixels, rows: wanted }: { readonly pixels: number; readonly rows: number },
): SpreadTrack {
  const least: (number | undefined)[] = Array.from({ length: pixels });
  const most: (number | undefined)[] = Array.from({ length: pixels });
  const rows: (Row | undefined)[] = Array.from({ length: wanted });
  const width = Math.max(1, (until - since) / pixels);
  const height = Math.max(1, (until - since) / wanted);
  let last: { at: number; value: number } | undefined;
  const mark = (pixel: number, value: number): void => {
    const [low, high] = [least[pixel], most[pixel]];
    if (low === undefined || value < low) least[pixel] = value;
    if (high === undefined || value > high) most[pixel] = value;
  };
  const rowAt = (at: number): Row => {
    const index = Math.min(wanted - 1, Math.max(0, Math.floor((at - since) / height)));
    return (rows[index] ??= { least: Infinity, most: -Infinity, weighed: 0, weight: 0, sum: 0, samples: 0 });
  };
  const stand = (to: number): void => {
    if (last === undefined) return;
    const [from, end] = [Math.max(last.at, since), Math.min(to, until)];
    if (end <= from) return;
    const row = rowAt(from);
    row.weighed += last.value * (end - from);
    row.weight += end - from;
    const final = Math.min(pixels - 1, Math.ceil((end - since) / width) - 1);
    for (let pixel = Math.floor((from - since) / width); pixel <= final; pixel += 1) mark(pixel, last.value);
  };
  return {
    take(at, value) {
      if (last !== undefined && at < last.at) return;
      if (last !== undefined) stand(at - last.at <= reach * pace ? at : last.at + pace);
      last = { at, value };
      if (at < since) return;
      const row = rowAt(at);
      row.least = Math.min(row.least, value);
      row.most = Math.max(row.most, value);
      row.sum += value;
      row.samples += 1;
      mark(Math.min(pixels - 1, Math.floor((at - since) / width)), value);
    },
    miss(at) {
      if (last === undefined || at - last.at < pace * 0.9) return;
      stand(at - last.at <= reach * pace ? at : last.at + pace);
      last = undefined;
    },
    spread() {
      if (last !== undefined) stand(last.at + pace);
      return {
        least,
        most,
        rows: rows.map((row, index): SpreadRow => ({
          from: since + index * height,
          to: since + (index + 1) * height,
          ...numbersOf(row),
        })),
      };
    },
  };
}

/** A row in which an earlier number only stood to its end has no number of its own. */
function numbersOf(row: Row | undefined): Pick<SpreadRow, 'numbers'> {
  if (row === undefined || row.samples === 0) return {};
  const average = row.weight > 0 ? row.weighed / row.weight : row.sum / row.samples;
  return { numbers: { least: row.least, most: row.most, average } };
}
