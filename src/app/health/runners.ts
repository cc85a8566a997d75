import { fileNameOf } from '../../core/group-name.ts';
import { createHash } from 'node:crypto';
import type { Records } from '../../core/records.ts';
import { runnerFolder as folder, watchNote, type FoundRunner, type Runner } from '../../core/runner.ts';
import { accountOf, type PolicySources } from '../policies/witness.ts';

/**
 * Writes down what a runner has read, and tells whether that is another thing than at its last note; a watch that begins
 * takes away what those that ended without a word have left. Throws a Failure where the disk does not take it.
 */
export function noteRunner(
  records: Records,
  { named, files, others, mark }: PolicySources,
  runner: Pick<Runner, 'kind' | 'groups' | 'since' | 'read' | 'refused'>,
): boolean {
  const { pid } = process;
  const noted = { version: 1, ...runner, pid, named, files, others, mark: digest(mark) };
  if (runner.kind === 'watch')
    for (const { name, runner: other } of notes(records))
      if (other.kind === 'watch' && other.pid !== pid && !isAlive(records, other))
        records.remove(`${folder}/${name}`);
  const name = nameOf({ ...runner, pid });
  const before = parse(records, name);
  records.write(name, `${JSON.stringify(noted)}\n`);
  return before?.mark !== noted.mark;
}

/** Removes the note of a watch that ends. */
export function forgetWatch(records: Records): void {
  records.remove(nameOf({ kind: 'watch', pid: process.pid, groups: [] }));
}

/** The watches that run, and the last check of each group that none of them checks. */
export function findRunners(records: Records): readonly FoundRunner[] {
  const noted = notes(records).map(({ runner }) => runner);
  const watches = noted.filter((one) => one.kind === 'watch' && isAlive(records, one));
  const watched = new Set(watches.flatMap(({ groups }) => groups));
  const checks = noted.filter(
    ({ kind, groups }) => kind === 'check' && !groups.some((name) => watched.has(name)),
  );
  const marks = new Map<string, string>();
  const markOf = ({ named, others }: Runner): string => {
    const key = JSON.stringify([named, others]);
    const mark = marks.get(key) ?? digest(accountOf(named, others).mark);
    marks.set(key, mark);
    return mark;
  };
  return [...watches, ...checks].map((runner) => ({ ...runner, moved: markOf(runner) !== runner.mark }));
}

function notes(records: Records): readonly { readonly name: string; readonly runner: Runner }[] {
  return records.list(folder).flatMap(({ name }) => {
    const runner = parse(records, `${folder}/${name}`);
    return runner === undefined ? [] : [{ name, runner }];
  });
}

function isAlive(records: Records, { pid, groups }: Runner): boolean {
  return groups.some((group) => records.holder(lockOf(group))?.pid === pid);
}

/** Name of the lock that whoever checks a group holds. */
export function lockOf(group: string): string {
  return `check-${fileNameOf(group)}.lock`;
}

function nameOf({ kind, pid, groups }: Pick<Runner, 'kind' | 'pid' | 'groups'>): string {
  return kind === 'watch' ? watchNote(pid) : `${folder}/${kind}-${groups.map(fileNameOf).join('_')}.json`;
}

function parse(records: Records, path: string): Runner | undefined {
  const reading = records.read(path);
  if (reading.state !== 'present') return undefined;
  try {
    const { version, ...runner } = JSON.parse(new TextDecoder().decode(reading.value)) as Runner & {
      readonly version: number;
    };
    const lists = [runner.groups, runner.named, runner.others];
    return version === 1 && lists.every(Array.isArray) ? runner : undefined;
  } catch {
    return undefined;
  }
}

function digest(mark: string): string {
  return createHash('sha256').update(mark).digest('hex').slice(0, 32);
}
