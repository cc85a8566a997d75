import type { Records } from '../../core/records.ts';
import type { HealthEvent } from '../../core/health-event.ts';

const folder = 'events';

/** Keeps an event, in a file a month. Throws a Failure when the disk does not take it. */
export function recordEvent(records: Records, event: HealthEvent): void {
  records.append(monthFile(event.at), `${JSON.stringify({ v: 1, ...event })}\n`);
}

/** Events between two moments, oldest first; a torn line is skipped. */
export function* readEvents(
  records: Records,
  { since, until }: { readonly since: number; readonly until: number },
): Generator<HealthEvent> {
  const [first, last] = [monthFile(since), monthFile(until)];
  for (const { name } of records.list(folder)) {
    const file = `${folder}/${name}`;
    if (!name.endsWith('.jsonl') || file < first || file > last) continue;
    const reading = records.read(file);
    if (reading.state !== 'present') continue;
    for (const line of new TextDecoder().decode(reading.value).split('\n')) {
      const event = parseEvent(line);
      if (event !== undefined && event.at >= since && event.at <= until) yield event;
    }
  }
}

/** Removes the months that ended more than `days` ago. */
export function retainEvents(records: Records, now: number, days: number): void {
  const oldest = monthFile(now - days * 86_400_000);
  for (const { name } of records.list(folder))
    if (`${folder}/${name}` < oldest) records.remove(`${folder}/${name}`);
}

function monthFile(at: number): string {
  return `${folder}/${new Date(at).toISOString().slice(0, 7)}.jsonl`;
}

function parseEvent(line: string): HealthEvent | undefined {
  if (line === '') return undefined;
  try {
    const { v, ...event } = JSON.parse(line) as { v?: number } & HealthEvent;
    return v === 1 && typeof event.at === 'number' && typeof event.kind === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
