import type { HealthEvent } from '../../core/health-event.ts';
import { inline } from '../../core/harmless.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { palette } from '../colour.ts';
import type { Writing } from '../writing.ts';
import { attemptText } from './attempt-text.ts';
import { formatCompared } from './health-value.ts';

type AlertEvent = Extract<HealthEvent, { kind: 'alert' }>;
type RemedyEvent = Extract<HealthEvent, { kind: 'remedy' }>;

/** An alert from its begin to its end, with what was done about it. Milliseconds since 1970. */
interface Incident {
  readonly at: number;
  readonly began: AlertEvent;
  to?: number;
  state: AlertEvent['to'];
  readonly remedies: RemedyEvent[];
}

/** Something that happened, at a glance: an alert with all that belongs to it, or an event by itself. */
type Glanced = { readonly at: number } & ({ readonly incident: Incident } | { readonly event: HealthEvent });

const fires: ReadonlySet<string> = new Set(['firing', 'paused', 'backing_off']);

/** Events, oldest first, with each alert, its remedies and its end as one. */
export function glance(events: readonly HealthEvent[]): readonly Glanced[] {
  const open = new Map<string, Incident>();
  const glanced: Glanced[] = [];
  for (const event of events) {
    const incident = 'rule' in event ? open.get(event.rule) : undefined;
    if (event.kind === 'remedy' && incident !== undefined) incident.remedies.push(event);
    else if (event.kind === 'alert' && fires.has(event.to)) {
      if (incident !== undefined) incident.state = event.to;
      else {
        const begun: Incident = { at: event.at, began: event, state: event.to, remedies: [] };
        open.set(event.rule, begun);
        glanced.push({ at: event.at, incident: begun });
      }
    } else if (event.kind === 'alert' && event.to !== 'unknown' && incident !== undefined) {
      incident.to = event.at;
      incident.state = event.to;
      open.delete(event.rule);
    } else if (event.kind !== 'alert' || event.to === 'unknown') glanced.push({ at: event.at, event });
  }
  return glanced;
}

/** Line of an incident: its rule, the value that it began with, how long it took, and what was done about it. */
export function glancedText(
  { began, to, state, remedies, at }: Incident,
  until: number,
  writing: Writing,
): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const value = began.value === undefined ? '' : ` (${formatCompared(began, say)})`;
  const time = formatDuration(Math.max(1, ((to ?? until) - at) / 1000));
  const isOver = to !== undefined;
  const sign = isOver ? paint.green('✓') : paint.red('✗');
  const lasted = say(t(isOver ? 'health.incident.over' : 'health.incident.still', { time }));
  const told = isOver ? lasted : `${say(t(`check.state.${state}`))} ${lasted}`;
  const done = remedies.map((one) => `; ${attemptText(one, writing)}`).join('');
  return `${sign} ${inline(began.rule)}${value}: ${told}${done}`;
}
