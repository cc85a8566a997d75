import { posix } from 'node:path';
import type { CommandOptions, Reader } from '../../core/reader.ts';
import type { Reading } from '../../core/reading.ts';
import { render } from '../../core/text.ts';
import { isMadeByKernel, keyOf, questions, type HostAnswer, type Noted, type Snapshot } from './snapshot.ts';

/** A reader that notes what it is asked, and what was answered. */
export interface Recorder {
  readonly reader: Reader;
  /**
   * All that was noted, with what a changed policy would ask next: the names beside each thing that was looked at, and what
   * these are. What is secret is left out, and so is what not everybody may read.
   */
  taken(secrets: Secrets): Promise<Snapshot>;
}

/** Contents that are for their owner's eyes only. */
export interface Secrets {
  /** Paths of files that are declared so, as they are declared. */
  readonly declared: readonly string[];
  /** Tells a content by what stands in it. */
  isIn(content: Uint8Array): boolean;
}

/** Names beside a thing, at most, that are looked at as well. */
const mostBeside = 2000;

/** Notes what is asked of a host. */
export function recordReader(host: Reader): Recorder {
  const answers = new Map<string, HostAnswer>();
  const contents = new Map<string, Uint8Array>();
  const paths = new Set<string>();

  const note = <T>(question: string, args: readonly unknown[], answered: Reading<T> | boolean): void => {
    answers.set(keyOf(question, args), typeof answered === 'boolean' ? answered : storable(answered));
  };
  const keep = (path: string, read: Reading<Uint8Array | undefined>): void => {
    if (read.state === 'present' && read.value !== undefined) contents.set(path, read.value);
  };
  const reader: { -readonly [K in keyof Reader]: Reader[K] } = { ...host };
  for (const question of questions) {
    const ask = host[question] as (...args: readonly unknown[]) => Promise<Reading<unknown> | boolean>;
    reader[question] = (async (...args: readonly unknown[]) => {
      const [path] = args;
      if (typeof path === 'string' && path.startsWith('/')) paths.add(path);
      const answered = await ask(...args);
      note(question, args, answered);
      return answered;
    }) as never;
  }
  reader.read = async (path, most) => {
    paths.add(path);
    const read = await host.read(path, most);
    keep(path, read);
    note('read', [path], read.state === 'present' ? ({ state: 'present', value: null } as const) : read);
    return read;
  };
  reader.examine = async (path, most) => {
    paths.add(path);
    const found = await host.examine(path, most);
    if (found.state === 'present') keep(path, { state: 'present', value: found.value.content });
    note(
      'examine',
      [path],
      found.state === 'present' ? ({ state: 'present', value: found.value.stat } as const) : found,
    );
    return found;
  };
  reader.crontab = async (user) => {
    const listed = await host.crontab(user);
    keep(crontabPath(user), listed);
    note(
      'crontab',
      [user],
      listed.state === 'present' ? ({ state: 'present', value: null } as const) : listed,
    );
    return listed;
  };
  reader.query = async (argv, options: CommandOptions = {}) => {
    const ended = await host.query(argv, options);
    const { stdout, stderr, ...rest } = ended;
    const said = { stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
    answers.set(keyOf('query', [argv, options.user ?? null]), {
      state: 'present',
      value: { ...rest, ...said },
    });
    return ended;
  };

  return {
    reader,
    async taken({ declared, isIn }) {
      await lookAround(reader, paths);
      const kept: Noted[] = [];
      const leftOut: string[] = [];
      const secret = new Set(await Promise.all(declared.map(async (path) => placeOf(host, path))));
      for (const [path, content] of contents) {
        const place = await placeOf(host, path);
        if (secret.has(place) || isIn(content) || (await isClosed(host, place))) leftOut.push(path);
        else kept.push({ path, content });
      }
      for (const [key, answer] of answers) {
        if (!key.startsWith('["query"') || !isIn(Buffer.from(JSON.stringify(answer)))) continue;
        answers.delete(key);
        leftOut.push(key);
      }
      return { live: host.live, answers, contents: kept, leftOut: leftOut.toSorted() };
    },
  };
}

/** The path with every link followed; one that leads nowhere as it is. */
async function placeOf(host: Reader, path: string): Promise<string> {
  const resolved = await host.resolve(path);
  return resolved.state === 'present' ? resolved.value : path;
}

/** Tells that not everybody may read a file, or enter a folder on the way to it. */
async function isClosed(host: Reader, place: string): Promise<boolean> {
  let needed = 0o004;
  for (let at = place; ; at = posix.dirname(at)) {
    const stat = await host.stat(at);
    if (stat.state === 'present' && (stat.value.mode & needed) === 0) return true;
    if (at === '/') return false;
    needed = 0o001;
  }
}

/** Path in the archive of what crontab(1) lists. */
export function crontabPath(user: string): string {
  return `/crontab/${user}`;
}

/** Asks what stands beside and above each path, and what that is. */
async function lookAround(reader: Reader, paths: ReadonlySet<string>): Promise<void> {
  const folders = new Set<string>();
  for (const path of [...paths]) {
    if (isMadeByKernel(path)) continue;
    for (let above = posix.dirname(path); !folders.has(above); above = posix.dirname(above))
      folders.add(above);
    const resolved = await reader.resolve(path);
    if (resolved.state === 'present' && resolved.value !== path) folders.add(posix.dirname(resolved.value));
  }
  for (const folder of folders) {
    const names = await reader.list(folder);
    if (names.state !== 'present') continue;
    for (const name of names.value.slice(0, mostBeside)) {
      const path = posix.join(folder, name);
      const stat = await reader.stat(path);
      if (stat.state === 'present' && stat.value.kind === 'link') await reader.readlink(path);
    }
  }
}

/** An answer as it is written down: of a reason, the words. */
function storable(answered: Reading<unknown>): HostAnswer {
  return answered.state === 'unreadable'
    ? { state: 'unreadable', reason: render(answered.reason, 'en') }
    : answered;
}
