import type { Presence } from '../../core/report.ts';
import { presenceOf } from './document.ts';

/** A rectangle of a strip. */
export interface StripRun {
  readonly state: Presence;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Heights of states in a strip: no state is told by its colour alone. */
const heights: Readonly<Record<Presence, number>> = {
  up: 12,
  down: 20,
  paused: 7,
  unknown: 4,
  not_measured: 1,
};

/** Rectangles of a strip, one for each run of a state. */
export function runsOf(strip: string): readonly StripRun[] {
  return [...strip.matchAll(/(.)\1*/gsu)].map(({ 0: run, index }) => {
    const state = presenceOf(run.charAt(0));
    const height = heights[state];
    return { state, x: index, y: 20 - height, width: run.length, height };
  });
}

/** Size of a chart in units of its own. */
export const chartHeight = 90;

/** Shape of a chart: a band from the least to the most of each part, and the lines of bounds. */
export interface Drawing {
  readonly paths: readonly string[];
  readonly lines: readonly { readonly y: number; readonly grave: boolean; readonly width: number }[];
  /** Bounds that lie outside. */
  readonly outside: ReadonlySet<number>;
}

/** Multiple of the largest value that a bound may be to stand in the chart: beyond that nothing else could be seen. */
const farthest = 3;

/** Draws a chart. A gap in the values is a gap in the band. */
export function draw(
  least: readonly (number | null)[],
  most: readonly (number | null)[],
  bounds: readonly { readonly bound: number; readonly severity: string }[],
): Drawing {
  const high = Math.max(...most.flatMap((value) => value ?? []));
  const low = Math.min(...least.flatMap((value) => value ?? []));
  const inside = bounds.filter(
    ({ bound }) => bound >= Math.min(0, low) && (high <= 0 || bound <= high * farthest),
  );
  const top = Math.max(high, ...inside.map(({ bound }) => bound));
  const bottom = Math.min(0, low, ...inside.map(({ bound }) => bound));
  const span = top - bottom || 1;
  const y = (value: number): number =>
    Number((chartHeight - 4 - ((value - bottom) / span) * (chartHeight - 8)).toFixed(1));
  const width = most.length;
  return {
    paths: bands(least, most).map((band) => {
      const above = band.map(({ at, high: value }) => `${at} ${y(value)}`);
      const below = band.toReversed().map(({ at, low: value }) => `${at} ${y(value)}`);
      return `M${above.join(' ')} ${below.join(' ')}z`;
    }),
    lines: inside.map(({ bound, severity }) => ({ y: y(bound), grave: severity === 'critical', width })),
    outside: new Set(bounds.filter((one) => !inside.includes(one)).map(({ bound }) => bound)),
  };
}

interface Part {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** Stretches without a gap. */
function bands(least: readonly (number | null)[], most: readonly (number | null)[]): readonly Part[][] {
  const found: Part[][] = [];
  let open: Part[] | undefined;
  for (const [at, high] of most.entries()) {
    const low = least[at];
    if (high === null || low === null || low === undefined) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      found.push(open);
    }
    // What goes on as it was needs no point of its own.
    const [before, last] = open.slice(-2);
    const isSame = (one: Part | undefined): boolean => one?.low === low && one.high === high;
    if (isSame(before) && isSame(last)) open.pop();
    open.push({ at, low, high });
  }
  return found;
}
