import type { Reader } from '../../../core/reader.ts';
import { filesOpenBy } from './process.ts';

/** Length of each log file at one moment; what is not in it was not there, or not known of. */
export type LogMarks = ReadonlyMap<string, number>;

/** Notes the ends of the log files that a server has open and of those in its log folder. */
export async function markLogs(reader: Reader, folder: string, pid: number | undefined): Promise<LogMarks> {
  const paths = new Set(await logsIn(reader, folder));
  if (pid !== undefined) for (const path of (await filesOpenBy(reader, pid)).values()) paths.add(path);
  const marks = new Map<string, number>();
  for (const path of paths) {
    const stat = await reader.stat(path);
    if (stat.state === 'present' && stat.value.kind === 'file') marks.set(path, stat.value.size);
  }
  return marks;
}

/** The main error log of a running server: what its standard error goes to. Undefined: no file. */
export async function mainLog(reader: Reader, pid: number): Promise<string | undefined> {
  const target = await reader.readlink(`/proc/${pid}/fd/2`);
  if (target.state !== 'present') return undefined;
  const stat = await reader.stat(target.value);
  return stat.state === 'present' && stat.value.kind === 'file' ? target.value : undefined;
}

/** Text that was added to a log file since the mark; empty when nothing was. */
export async function addedTo(reader: Reader, path: string, marks: LogMarks): Promise<string> {
  const stat = await reader.stat(path);
  if (stat.state !== 'present') return '';
  const from = marks.get(path) ?? 0;
  // A file that is shorter than at the mark was begun anew.
  const start = stat.value.size < from ? 0 : from;
  if (stat.value.size === start) return '';
  const result = await reader.query(['tail', '-c', `+${start + 1}`, path]);
  return result.status === 0 ? new TextDecoder().decode(result.stdout) : '';
}

/**
 * The last complaints (errors and worse) that any error log got since the marks, one a line, without time and
 * process; the marks tell which files to look at. Certificates are complained of in their virtual host's log.
 */
export async function complaints(
  reader: Reader,
  folder: string,
  marks: LogMarks,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of new Set([...marks.keys(), ...(await logsIn(reader, folder))]))
    found.push(...complaintsIn(await addedTo(reader, path, marks)));
  return [...new Set(found)].slice(-4);
}

/** The lines of a text in which Apache complains, without time and process. */
export function complaintsIn(text: string): readonly string[] {
  const found = text.split('\n').map((line) => complaint.exec(line)?.[1] ?? bare.exec(line)?.[0]);
  return [...new Set(found.filter((line) => line !== undefined))].slice(-4);
}

const complaint = /^\[[^\]]+\] \[\w*:(?:emerg|alert|crit|error)\] (?:\[[^\]]*\] )*(.+)$/u;

/** While it reads its configuration, Apache writes without time and level. */
const bare = /^(?:\(\d+\)[^:]+: AH\d{5}: |apache2: Syntax error |AH00526: ).+$/u;

async function logsIn(reader: Reader, folder: string): Promise<readonly string[]> {
  const names = await reader.list(folder);
  if (names.state !== 'present') return [];
  return names.value.filter((name) => name.endsWith('.log')).map((name) => `${folder}/${name}`);
}
