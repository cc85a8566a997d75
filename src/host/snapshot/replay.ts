import { posix } from 'node:path';
import type { CommandResult, Examined, FileStat, Reader } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { isLike } from '../../core/like.ts';
import { t } from '../../core/text.ts';
import { crontabPath } from './record.ts';
import { keyOf, questions, type HostAnswer, type Snapshot } from './snapshot.ts';

const stat = { kind: '', mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, links: 0 };
const account = { name: '', uid: 0, gid: 0, home: '' };
/** Answers as they are at least, by their questions: whoever made a snapshot wrote them. */
const shapes: Readonly<Record<string, unknown>> = {
  stat,
  examine: stat,
  list: [''],
  readlink: '',
  resolve: '',
  account,
  accountOf: account,
  group: 0,
  service: {},
  pm2: [{ name: '', id: 0, status: '' }],
  pm2Saved: [''],
  pm2Folder: '',
  read: null,
  crontab: null,
  query: { stdout: '', stderr: '' },
};

/**
 * A reader that answers out of a snapshot. What nobody asked when it was taken is unknown, never absent: unless the
 * names of the folder above were noted, and it is not among them.
 */
export function replaySnapshot(snapshot: Snapshot, root: string): Reader {
  const contents = new Map(snapshot.contents.map(({ path, content }) => [path, content]));
  const leftOut = new Set(snapshot.leftOut);
  const noted = (question: string, args: readonly unknown[]): HostAnswer | undefined =>
    snapshot.answers.get(keyOf(question, args));
  const answer = (question: string, args: readonly unknown[]): Reading<unknown> | undefined => {
    const found = noted(question, args);
    if (typeof found !== 'object') return undefined;
    if (found.state === 'present' && !isLike(found.value, shapes[question])) return undefined;
    return found.state === 'unreadable'
      ? unreadable(t('snapshot.was_unreadable', { reason: found.reason }))
      : found;
  };
  const isGone = (path: string): boolean => {
    for (let at = path; at !== '/' && at !== '.'; at = posix.dirname(at)) {
      if (answer('stat', [at])?.state === 'absent') return true;
      const names = answer('list', [posix.dirname(at)]);
      if (names?.state === 'present') return !(names.value as readonly string[]).includes(posix.basename(at));
    }
    return false;
  };
  const unasked = (what: string): Reading<never> =>
    what.startsWith('/') && isGone(what) ? absent : unreadable(t('snapshot.not_in_it', { what }));
  const contentOf = (path: string): Reading<Uint8Array> => {
    const content = contents.get(path);
    if (content !== undefined) return present(content);
    return leftOut.has(path) ? unreadable(t('snapshot.left_out', { path })) : unasked(path);
  };
  const reader: Partial<{ -readonly [K in keyof Reader]: Reader[K] }> = { root, live: snapshot.live };
  for (const question of questions)
    reader[question] = (async (...args: readonly unknown[]) =>
      question === 'isGuarded'
        ? noted(question, args) === true
        : (answer(question, args) ?? unasked(String(args[0])))) as never;

  const statOf = async (path: string): Promise<Reading<FileStat>> =>
    (answer('stat', [path]) ?? answer('examine', [path]) ?? unasked(path)) as Reading<FileStat>;
  const read = async (path: string): Promise<Reading<Uint8Array>> => {
    const found = answer('read', [path]);
    if (found !== undefined && found.state !== 'present') return found;
    const resolved = answer('resolve', [path]);
    const content = contentOf(path);
    return content.state === 'unreadable' && !leftOut.has(path) && resolved?.state === 'present'
      ? contentOf(String(resolved.value))
      : content;
  };
  const examine = async (path: string): Promise<Reading<Examined>> => {
    const found = await statOf(path);
    if (found.state !== 'present') return found;
    if (found.value.kind !== 'file') return present({ stat: found.value, content: undefined });
    const content = contentOf(path);
    return content.state === 'present' ? present({ stat: found.value, content: content.value }) : content;
  };
  const crontab = async (user: string): Promise<Reading<Uint8Array>> => {
    const found = answer('crontab', [user]);
    if (found === undefined) return unasked(`crontab -l -u ${user}`);
    return found.state === 'present' ? contentOf(crontabPath(user)) : found;
  };
  const query: Reader['query'] = async (argv, options = {}) => {
    const found = answer('query', [argv, options.user ?? null]);
    if (found?.state !== 'present')
      return { argv, status: null, stdout: new Uint8Array(), stderr: new Uint8Array(), failed: 'not_found' };
    const { stdout, stderr, ...rest } = found.value as Omit<CommandResult, 'stdout' | 'stderr'> &
      Readonly<Record<'stdout' | 'stderr', string>>;
    return { ...rest, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) };
  };
  return { ...reader, stat: statOf, read, examine, crontab, query } as Reader;
}
