import type { EvidencePart } from '../../core/evidence.ts';
import type { Records } from '../../core/records.ts';
import type { Measurements } from '../../core/probe.ts';
import type { Sample } from './samples.ts';
import { afterCut } from '../../core/cut.ts';

/** Content of an incident's `incident.json`. */
export interface IncidentHead {
  readonly incident: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rule: string;
  readonly group: string;
  readonly remedy: string;
  readonly target: string;
  readonly value?: string;
  readonly measurements: Measurements;
}

/** An incident as kept: its head and its other files. */
export interface KeptIncident {
  readonly head: IncidentHead;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

const folder = 'incidents';
const bounds = {
  files: 256 * 1024,
  secondsEach: 3,
  incidents: 50,
  days: 90,
  bytes: 50 * 1024 * 1024,
} as const;

/** The number of the next incident. Call it, and write its head, while holding the state's lock. */
export function nextIncident(records: Records): string {
  const last = Math.max(0, ...incidentNumbers(records));
  return String(last + 1);
}

/** Opens an incident's folder with its head. */
export function beginIncident(records: Records, head: IncidentHead): void {
  records.write(
    `${folder}/${head.incident}/incident.json`,
    `${JSON.stringify({ version: 1, ...head }, null, 1)}\n`,
  );
}

/** Collects evidence side by side, a few seconds for each part. */
export async function collectParts(parts: readonly EvidencePart[]): Promise<KeptIncident['files']> {
  return Promise.all(parts.map(async (part) => ({ name: part.name, text: await collect(part) })));
}

/** Keeps what was collected, each file bounded in size. Throws a Failure when the disk does not take it. */
export function saveEvidence(
  records: Records,
  incident: string,
  files: KeptIncident['files'],
  samples: readonly Sample[],
): void {
  for (const { name, text } of files) records.write(`${folder}/${incident}/${name}`, bounded(text));
  const lines = samples.map(({ at, columns, values }) =>
    JSON.stringify({
      t: new Date(at).toISOString(),
      ...Object.fromEntries(columns.map((c, i) => [c, values[i]])),
    }),
  );
  records.write(`${folder}/${incident}/samples.jsonl`, bounded(`${lines.join('\n')}\n`));
}

/** An incident by its number; undefined when there is none (any more). */
export function readIncident(records: Records, incident: string): KeptIncident | undefined {
  if (!/^\d{1,9}$/u.test(incident)) return undefined;
  const read = (name: string): string | undefined => {
    const reading = records.read(`${folder}/${incident}/${name}`);
    return reading.state === 'present' ? new TextDecoder().decode(reading.value) : undefined;
  };
  const head = read('incident.json');
  if (head === undefined) return undefined;
  return {
    head: JSON.parse(head) as IncidentHead,
    files: records
      .list(`${folder}/${incident}`)
      .filter(({ name }) => name !== 'incident.json')
      .map(({ name }) => ({ name, text: read(name) ?? '' })),
  };
}

/** Removes incidents that are too many, too old, or too large together; the newest stays. */
export function retainIncidents(records: Records, now: number): void {
  const newestFirst = incidentNumbers(records).sort((a, b) => b - a);
  let total = 0;
  for (const [index, number] of newestFirst.entries()) {
    const files = records.list(`${folder}/${number}`);
    total += files.reduce((sum, { size }) => sum + size, 0);
    const newest = Math.max(0, ...files.map(({ mtime }) => mtime));
    const tooOld = newest < now - bounds.days * 86_400_000;
    if (index > 0 && (index >= bounds.incidents || tooOld || total > bounds.bytes))
      records.remove(`${folder}/${number}`);
  }
}

function incidentNumbers(records: Records): number[] {
  return records
    .list(folder)
    .map(({ name }) => Number(name))
    .filter((number) => Number.isSafeInteger(number) && number > 0);
}

async function collect(part: EvidencePart): Promise<string> {
  if (part.local === true) return part.collect().catch(said);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(`(no answer within ${bounds.secondsEach} s)\n`);
    }, bounds.secondsEach * 1000);
  });
  try {
    return await Promise.race([part.collect(), late]);
  } catch (error) {
    return said(error);
  } finally {
    clearTimeout(timer);
  }
}

function said(error: unknown): string {
  return `(${error instanceof Error ? error.message : String(error)})\n`;
}

/** The end of a text counts most: the newest lines. */
function bounded(text: string): string {
  return text.length <= bounds.files ? text : `(...)\n${afterCut(text.slice(-bounds.files))}`;
}
