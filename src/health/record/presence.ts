import type { Period } from '../../core/history.ts';
import { presences, type Availability, type Presence, type TimeStretch } from '../../core/report.ts';

/** States in time, filled oldest first. */
export interface PresenceTrack {
  /** Milliseconds between two measurements. */
  readonly pace: number;
  /** Takes what was measured at a moment. */
  take(at: number, state: 'up' | 'down' | 'unknown'): void;
  /** Tells whether it would have been measured at a moment, had it answered. */
  wasDue(at: number): boolean;
  /** Ends the period; answers with its spans. */
  spans(): readonly Span[];
}

/** A stretch in one state. */
interface Span extends TimeStretch {
  readonly state: Presence;
}

/** Paces after which nobody measures any more: until then a measurement counts up to the next. */
export const reach = 2;

/** A track of a period. Of what was measured before the period only what reaches into it counts. */
export function presenceTrack({ since, until }: Period, pace: number): PresenceTrack {
  const spans: { from: number; to: number; state: Presence }[] = [];
  const add = (from: number, to: number, state: Presence): void => {
    const [begin, end] = [Math.max(from, since), Math.min(to, until)];
    if (end <= begin) return;
    const last = spans.at(-1);
    if (last?.state === state) last.to = end;
    else spans.push({ from: begin, to: end, state });
  };
  let last: { at: number; state: Presence } | undefined;
  return {
    pace,
    take(at, state) {
      if (last === undefined) add(since, at, 'not_measured');
      else if (at < last.at) return;
      else if (at - last.at <= reach * pace) add(last.at, at, last.state);
      else {
        add(last.at, last.at + pace, last.state);
        add(last.at + pace, at, 'not_measured');
      }
      last = { at, state };
    },
    // Checks do not come to the second.
    wasDue: (at) => last !== undefined && at - last.at >= pace * 0.9,
    spans() {
      const end = last === undefined ? since : last.at + pace;
      if (last !== undefined) add(last.at, end, last.state);
      add(end, until, 'not_measured');
      return spans;
    },
  };
}

/** Account of one track, with the pauses laid over it. */
export function availabilityOf(
  spans: readonly Span[],
  pauses: readonly TimeStretch[],
  period: Period,
  parts: number,
): Availability {
  const seconds = Object.fromEntries(presences.map((state) => [state, 0])) as Record<Presence, number>;
  const width = (period.until - period.since) / parts;
  const strip: Presence[] = Array.from({ length: parts }, () => 'up');
  const outages: TimeStretch[] = [];
  let downWhilePaused = 0;
  for (const { from, to, state, under } of withPauses(spans, pauses)) {
    const length = (to - from) / 1000;
    seconds[state] += length;
    if (state === 'paused' && under === 'down') downWhilePaused += length;
    if (state === 'down') outages.push({ from, to });
    const last = Math.min(parts - 1, Math.ceil((to - period.since) / width) - 1);
    for (let part = Math.floor((from - period.since) / width); part <= last; part += 1)
      if (gravity(state) > gravity(strip[part])) strip[part] = state;
  }
  return { seconds, downWhilePaused, outages, strip };
}

/** Spans of the whole: at each moment the gravest state of its parts. */
export function gravestOf(tracks: readonly (readonly Span[])[]): readonly Span[] {
  const bounds = [...new Set(tracks.flatMap((spans) => spans.flatMap(({ from, to }) => [from, to])))].sort(
    (a, b) => a - b,
  );
  const places = tracks.map(() => 0);
  const found: { from: number; to: number; state: Presence }[] = [];
  for (const [index, from] of bounds.entries()) {
    const to = bounds[index + 1];
    if (to === undefined) break;
    const states = tracks.map((spans, track) => {
      let place = places[track] ?? 0;
      while ((spans[place]?.to ?? Infinity) <= from) place += 1;
      places[track] = place;
      return spans[place]?.state ?? 'not_measured';
    });
    const state = states.reduce((worst, one) => (gravity(one) > gravity(worst) ? one : worst), 'up');
    const last = found.at(-1);
    if (last?.state === state) last.to = to;
    else found.push({ from, to, state });
  }
  return found;
}

const byGravity: readonly (Presence | undefined)[] = ['up', 'paused', 'not_measured', 'unknown', 'down'];

function gravity(state: Presence | undefined): number {
  return byGravity.indexOf(state);
}

/** Spans cut where pauses begin and end; `under`: the state that a pause covers. */
function withPauses(
  spans: readonly Span[],
  pauses: readonly TimeStretch[],
): readonly (Span & { readonly under?: Presence })[] {
  return spans.flatMap((span) => {
    const pieces: (Span & { readonly under?: Presence })[] = [];
    let at = span.from;
    for (const pause of pauses) {
      const [from, to] = [Math.max(at, pause.from), Math.min(span.to, pause.to)];
      if (to <= from) continue;
      if (from > at) pieces.push({ ...span, from: at, to: from });
      pieces.push({ from, to, state: 'paused', under: span.state });
      at = to;
    }
    if (at < span.to) pieces.push({ ...span, from: at });
    return pieces;
  });
}
