import type { HealthEvent } from '../../core/health-event.ts';
import type { Period } from '../../core/history.ts';
import type { Incident, RecordedPause } from '../../core/report.ts';
import type { Attempt } from '../../core/rule-state.ts';

type Alert = Extract<HealthEvent, { kind: 'alert' }>;

const fires: ReadonlySet<string> = new Set(['firing', 'paused', 'backing_off']);

/**
 * Incidents that reach into a period, oldest first: from the first alert of a rule until it was over, with what was tried
 * meanwhile. `events` begin before the period, oldest first.
 */
export function incidentsOf(events: Iterable<HealthEvent>, { since, until }: Period): readonly Incident[] {
  const found: Draft[] = [];
  const open = new Map<string, Draft>();
  for (const event of events) {
    if (event.at > until) continue;
    if (event.kind === 'alert') {
      const known = open.get(event.rule);
      if (fires.has(event.to)) {
        const one = known ?? begin(event);
        if (known === undefined) found.push(one);
        open.set(event.rule, one);
        if (event.to === 'backing_off') one.backedOff = true;
      } else if (event.to !== 'unknown' && known !== undefined) {
        known.to = event.at;
        open.delete(event.rule);
      }
    } else if (event.kind === 'remedy') attach(event, found, open);
  }
  return found.filter(({ to = until }) => to >= since).sort((a, b) => a.from - b.from);
}

interface Draft extends Incident {
  to?: number;
  backedOff: boolean;
  remedies: Attempt[];
}

function begin({ rule, group, severity, at, value, unit, why, to }: Alert): Draft {
  return {
    rule,
    group,
    severity,
    from: at,
    ...(value === undefined ? {} : { value: { value, ...(unit === undefined ? {} : { unit }) } }),
    ...(why === undefined ? {} : { why }),
    backedOff: to === 'backing_off',
    remedies: [],
  };
}

/** A try belongs to the incident of its rule that began last before it; one without is an incident of its own. */
function attach(
  event: Extract<HealthEvent, { kind: 'remedy' }>,
  found: Draft[],
  open: Map<string, Draft>,
): void {
  const { kind: _, rule, group, ...attempt } = event;
  const known =
    open.get(rule) ?? found.findLast((one) => one.rule === rule && (one.to ?? Infinity) >= event.at);
  if (known !== undefined) {
    known.remedies.push(attempt);
    return;
  }
  const ended = event.at + event.seconds * 1000;
  found.push({
    rule,
    group,
    severity: 'warning',
    from: event.at,
    to: ended,
    backedOff: false,
    remedies: [attempt],
  });
}

/** Pauses that reach into a period, each until its end or until it was ended or replaced. */
export function pausesOf(events: Iterable<HealthEvent>, { since, until }: Period): readonly RecordedPause[] {
  const found: { -readonly [K in keyof RecordedPause]: RecordedPause[K] }[] = [];
  for (const event of events) {
    if (event.kind !== 'pause' && event.kind !== 'resume') continue;
    const last = found.at(-1);
    if (last !== undefined) last.to = Math.min(last.to, event.at);
    if (event.kind === 'pause')
      found.push({
        from: event.at,
        to: event.until,
        reason: event.reason,
        ...(event.by === undefined ? {} : { by: event.by }),
      });
  }
  return found
    .filter(({ from, to }) => to > since && from < until)
    .map((pause) => ({ ...pause, from: Math.max(pause.from, since), to: Math.min(pause.to, until) }));
}
