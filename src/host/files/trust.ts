import { closeSync, constants, fstatSync, openSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Reading } from '../../core/reading.ts';
import { t, type Text } from '../../core/text.ts';
import { isOpen, isOurs, othersCanWrite } from './open-folder.ts';
import { codeOf } from '../errno.ts';
import { look, readOpen, unread } from './read.ts';
import { at, walk, type Held, type Judge } from './held.ts';

/**
 * Word that is taken for a decision: only what root, or whoever runs kapa, has written; or anyone's, where nothing is
 * done with it or the operator takes the risk.
 */
export type Trust = 'ours' | 'anyone';

/** Conduct of a reading that something is decided by. */
export interface TrustedReading {
  readonly trust: Trust;
  /** Bytes: a larger file is unreadable. */
  readonly most: number;
}

/**
 * Bytes of a file that something is decided by. As root the whole way to it is judged, links and folders, and the bytes
 * come from the very file that was judged; of a plain user's files only the owner. A Failure where others could have
 * written it.
 */
export function readTrusted(path: string, { trust, most }: TrustedReading): Reading<Uint8Array> {
  try {
    return opened(path, trust, (file) => look(path, () => readOpen(file, path, most)));
  } catch (error) {
    if (error instanceof Failure) throw error;
    return unread(path, error);
  }
}

/** Entries of a folder that something is decided by, judged as `readTrusted` does. */
export function listTrusted(path: string, trust: Trust): readonly Dirent[] {
  const options = { encoding: 'utf8', withFileTypes: true } as const;
  if (!judged(trust)) return readdirSync(path, options);
  return listed(path, (folder) => readdirSync(folder, options));
}

/**
 * Tells that nobody else can lead a folder's path elsewhere, or put other things in place of what is made in it. Of one
 * that cannot be looked at, whoever uses it tells more.
 */
export function isTrustedFolder(path: string): boolean {
  try {
    listed(path, () => undefined);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    if (codeOf(error) === undefined) throw error;
    return true;
  }
}

/** Cures of what others could have written. */
export interface Cures {
  thing(path: string): Text;
  readonly link: Text;
}

const policyCures: Cures = {
  thing: (path) => t('host.untrusted_cure', { path }),
  link: t('host.untrusted_link_cure'),
};

/**
 * Judge who passes only what root alone could have put there. A folder with the sticky bit, as /tmp, protects what root
 * owns in it.
 */
export function judgeOf(cures: Cures): Judge {
  return {
    folder({ path, stat }) {
      if (!isOurs(stat.uid) || (isOthers(stat) && !isSticky(stat))) throw untrusted(path, cures);
    },
    link({ path, stat }, way) {
      if (isOurs(stat.uid) && !isSecondName(stat, way.at(-1))) return;
      throw new Failure(t('host.untrusted_link', { path }), {
        cure: cures.link,
        exit: exitStatus.invalidPolicy,
      });
    },
  };
}

/** Failure for what others could have written. */
export function untrusted(path: string, cures: Cures): Failure {
  return new Failure(
    process.geteuid?.() === 0 ? t('host.untrusted', { path }) : t('host.foreign', { path }),
    { cure: cures.thing(path), exit: exitStatus.invalidPolicy },
  );
}

/**
 * Tells that others can write something, or put things into a folder: for root the mode alone says it, since an access
 * list shows in the group's bits, whichever group that is.
 */
export function isOthers(stat: Pick<Stats, 'mode' | 'uid' | 'gid'>): boolean {
  return process.geteuid?.() === 0 ? isOpen(stat, []) || !isOurs(stat.uid) : othersCanWrite(stat);
}

/** Tells whether others can remove and rename in a folder only what is theirs. */
export function isSticky({ mode }: Pick<Stats, 'mode'>): boolean {
  return (mode & 0o1000) !== 0;
}

/** Tells whether something in a folder that others can write may be theirs by another name. */
function isSecondName(stat: Stats, folder: Held | undefined): boolean {
  return stat.nlink > 1 && folder !== undefined && isOthers(folder.stat);
}

function judged(trust: Trust): boolean {
  return trust === 'ours' && process.geteuid?.() === 0;
}

function listed<T>(path: string, use: (folder: string) => T): T {
  return walk(path, { judge: judgeOf(policyCures), followLast: true }, ({ there }) => {
    if (there === undefined) return use(path);
    judgeOf(policyCures).folder(there);
    return use(at(there, '.'));
  });
}

function opened<T>(path: string, trust: Trust, use: (file: number) => T): T {
  if (!judged(trust))
    return open(path, (file) => {
      if (trust === 'ours' && !isOurs(fstatSync(file).uid)) throw untrusted(path, policyCures);
      return use(file);
    });
  return walk(path, { judge: judgeOf(policyCures), followLast: true }, ({ folder, there }) => {
    if (there === undefined) return open(path, use);
    if (!there.stat.isFile()) return use(there.fd);
    if (isOthers(there.stat)) throw untrusted(there.path, policyCures);
    if (!isSecondName(there.stat, folder)) return open(`/proc/self/fd/${there.fd}`, use);
    throw new Failure(t('host.planted_hard_link', { path: there.path }), {
      cure: t('host.planted_hard_link_cure', { path: there.path }),
      exit: exitStatus.invalidPolicy,
    });
  });
}

/** A pipe that somebody has put there must not make kapa wait, nor a terminal become its own. */
function open<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}
