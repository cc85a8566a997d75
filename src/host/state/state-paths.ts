import { constants, closeSync, fstatSync, lstatSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { codeOf } from '../errno.ts';
import { isOthers, judgeOf, untrusted, type Cures } from '../files/trust.ts';
import { makeFolders, walk } from '../files/held.ts';

/**
 * Paths in a folder that kapa believes, for it alone writes there. A name is relative, with `/`. Once judged, a folder
 * stays as it is: nobody who is not trusted can change it, or lead the path elsewhere.
 */
export interface StatePaths {
  /** Path of a name; undefined where the folder is not there. A Failure where others can write in a folder on the way. */
  find(name: string): string | undefined;
  /** Path of a name, with all folders on the way made (0700); the first of them that was new. */
  make(name: string): { readonly path: string; readonly made: string | undefined };
}

const cures: Cures = {
  thing: (path) => t('host.untrusted_state_cure', { path }),
  link: t('host.untrusted_state_link_cure'),
};

/** Judges a state folder, where there is one: a Failure where others could have written in it, or could swap it. */
export function openStatePaths(given: string): StatePaths {
  const path = resolve(given);
  let isThere = judgeState(path);
  const judged = new Set<string>();
  const at = (name: string): string => {
    const parts = name.split('/');
    for (let n = 1; n < parts.length; n += 1) {
      const folder = join(path, ...parts.slice(0, n));
      if (folder === path || judged.has(folder)) continue;
      const stat = lstatSync(folder, { throwIfNoEntry: false });
      if (stat === undefined || stat.isFile()) break;
      if (!stat.isDirectory() || isOthers(stat)) throw untrusted(folder, cures);
      judged.add(folder);
    }
    return join(path, name);
  };
  return {
    find(name) {
      isThere ||= judgeState(path);
      return isThere ? at(name) : undefined;
    },
    make(name) {
      let made: string | undefined;
      if (!isThere) {
        made = firstMissing(path);
        makeState(path);
        isThere = judgeState(path);
      }
      const target = at(name);
      const below = mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      return { path: target, made: made ?? below };
    },
  };
}

/**
 * Opens a file of a state folder; it must be a regular one of ours that nobody else can write, and have no second name. A
 * pipe is not waited for.
 */
export function openStateFile(path: string, flags: number, mode?: number): number {
  const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, flags | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK, mode);
  const stat = fstatSync(file);
  if (stat.isFile() && !isOthers(stat) && stat.nlink <= 1) return file;
  closeSync(file);
  throw new Failure(t('host.foreign_state_file', { path }), { cure: t('host.foreign_state_file_cure') });
}

/**
 * Tells whether there is a folder, and judges it. In one with the sticky bit others can plant files, which
 * are refused.
 */
function judgeState(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
    if (process.geteuid?.() === 0)
      walk(path, { judge: judgeOf(cures), followLast: true }, ({ there }) => {
        if (there?.stat.isDirectory() === true) judgeOf(cures).folder(there);
      });
    else if (isOthers(statSync(path))) throw untrusted(path, cures);
  } catch (error) {
    if (error instanceof Failure) throw error;
    // Whoever may not look at it is told so by what is done next.
    if (codeOf(error) === 'EACCES') return true;
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
  return true;
}

function makeState(path: string): void {
  if (process.geteuid?.() !== 0) mkdirSync(path, { recursive: true, mode: 0o700 });
  else makeFolders(path, 0o700, judgeOf(cures));
}

function firstMissing(path: string): string {
  const above = dirname(path);
  return above === path || lstatSync(above, { throwIfNoEntry: false }) !== undefined
    ? path
    : firstMissing(above);
}
