import type { Reader } from '../../../core/reader.ts';
import { isPattern, matcherOf } from '../../../core/glob.ts';

/** Path that an Include leads to, and where that leads with its links followed. */
export interface IncludedFile {
  readonly via: string;
  readonly real: string;
}

/** Places that were looked at to find files: a change elsewhere changes nothing of what is read. */
export interface Looked {
  /** Paths, and the folders above them. */
  readonly paths: Set<string>;
  /** Folders whose names were read. */
  readonly folders: Set<string>;
  /** Patterns and folders that name more than one file. */
  readonly patterns: Set<string>;
}

/** Reason why an Include cannot be followed: folders lie in each other deeper than Apache goes. */
export const tooDeep = Symbol('too deep');

/** The files that an Include names, in byte order of each part; a folder stands for all files below it. */
export async function filesNamed(
  reader: Reader,
  pattern: string,
  looked: Looked,
): Promise<readonly IncludedFile[] | typeof tooDeep> {
  const parts = pattern.split('/').filter((part) => part !== '');
  if (parts.some(isPattern)) looked.patterns.add(`/${parts.join('/')}`);
  let found = [''];
  for (const [at, part] of parts.entries()) {
    if (!isPattern(part)) {
      found = found.map((folder) => `${folder}/${part}`);
      continue;
    }
    const last = at === parts.length - 1;
    found = (await Promise.all(found.map((folder) => matching(reader, folder, part, last, looked)))).flat();
  }
  const files: IncludedFile[] = [];
  for (const path of found) {
    const below = await filesBelow(reader, path, looked, 0);
    if (below === tooDeep) return tooDeep;
    files.push(...below);
  }
  return files;
}

/**
 * Tells whether a file that comes to stand at a path would be among those that a pattern, or a folder, names.
 */
export function wouldName(pattern: string, path: string): boolean {
  const names = path.split('/').filter((part) => part !== '');
  const parts = pattern.split('/').filter((part) => part !== '');
  return (
    parts.length <= names.length &&
    parts.every((part, at) => {
      const name = names[at] ?? '';
      return isPattern(part) ? matcherOf(part)(name) : part === name;
    })
  );
}

/** Names in a folder that a part of a pattern fits. Inside of a pattern Apache goes into folders only, never through a link. */
async function matching(
  reader: Reader,
  folder: string,
  part: string,
  last: boolean,
  looked: Looked,
): Promise<readonly string[]> {
  noteSeen(looked, folder);
  looked.folders.add(folder === '' ? '/' : folder);
  const names = await reader.list(folder === '' ? '/' : folder);
  if (names.state !== 'present') return [];
  const fits = matcherOf(part);
  const paths = names.value.filter(fits).map((name) => `${folder}/${name}`);
  if (last) {
    const real = await reader.resolve(folder === '' ? '/' : folder);
    if (real.state === 'present') looked.patterns.add(`${real.value}/${part}`);
    return paths;
  }
  const kinds = await Promise.all(paths.map((path) => reader.stat(path)));
  return paths.filter((_, at) => {
    const stat = kinds[at];
    return stat?.state === 'present' && stat.value.kind === 'directory';
  });
}

/**
 * Number of folders that may lie in each other below one that is included as a whole
 * (AP_MAX_INCLUDE_DIR_DEPTH).
 */
const deepest = 20;

async function filesBelow(
  reader: Reader,
  path: string,
  looked: Looked,
  depth: number,
): Promise<readonly IncludedFile[] | typeof tooDeep> {
  noteSeen(looked, path);
  const real = await reader.resolve(path);
  if (real.state !== 'present') return [];
  noteSeen(looked, real.value);
  const stat = await reader.stat(real.value);
  if (stat.state !== 'present' || stat.value.kind !== 'directory') return [{ via: path, real: real.value }];
  if (depth > deepest) return tooDeep;
  looked.folders.add(real.value);
  looked.patterns.add(path).add(real.value);
  const names = await reader.list(path);
  const files: IncludedFile[] = [];
  for (const name of names.state === 'present' ? names.value : []) {
    const below = await filesBelow(reader, `${path}/${name}`, looked, depth + 1);
    if (below === tooDeep) return tooDeep;
    files.push(...below);
  }
  return files;
}

/** Notes a path and the folders above it. */
export function noteSeen({ paths }: Looked, path: string): void {
  for (let one = path; one !== '' && !paths.has(one); one = one.slice(0, one.lastIndexOf('/')))
    paths.add(one);
}
