import { lstatSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { codeOf } from '../errno.ts';

/** A link that was followed on the way, as the host sees it, and who owns it. */
export interface FollowedLink {
  readonly path: string;
  readonly uid: number;
}

/** End of a walk along a path. */
export interface Resolved {
  /** As the host sees it. */
  readonly path: string;
  /** As this machine sees it. */
  readonly real: string;
  readonly links: readonly FollowedLink[];
  /** True: the walk has seen it there. */
  readonly seen: boolean;
}

/** A file tree at a root: turns paths of the host into paths of this machine. */
export interface FileTree {
  readonly root: string;
  /** Follows every link but a last one. What is not there is taken as written. */
  locate(path: string): Resolved;
  /** Follows every link, the last as well. */
  follow(path: string): Resolved;
}

/** As many as Linux follows before it answers ELOOP. */
const mostLinks = 40;

/**
 * The tree at a root. An absolute link is one below the root, as the host itself would see it; one that climbs
 * above the root is refused.
 */
export function openTree(root: string): FileTree {
  // A walk asks for the real path of each folder on the way: none is normalised twice.
  const before = join(root, '/').slice(0, -1);
  const real = (here: string): string => (here === '/' ? join(root, '/') : before + here);
  const plain = plainFolders();
  return {
    root,
    locate: (path) => walk(root, real, path, false, plain()),
    follow: (path) => walk(root, real, path, true, plain()),
  };
}

function walk(
  root: string,
  real: (here: string) => string,
  path: string,
  followLast: boolean,
  plain: Set<string>,
): Resolved {
  /** Parts that are still to be gone, the next one last. */
  const ahead = posix.normalize(path).split('/').filter(Boolean).reverse();
  const links: FollowedLink[] = [];
  /** Path so far; empty: the root. */
  let done = '';
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '..') {
      if (done === '' && root !== '/')
        throw new Failure(t('host.outside_root', { path, root }), { cure: t('host.outside_root_cure') });
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const here = `${done}/${part}`;
    const isLast = ahead.length === 0;
    if (isLast && !followLast) return { path: here, real: real(here), links, seen: false };
    const link = plain.has(here) ? undefined : readLink(real(here));
    if (link === undefined || link === 'none') {
      if (link === 'none' && isLast) return { path: here, real: real(here), links, seen: true };
      if (!isLast) plain.add(here);
      done = here;
      continue;
    }
    links.push({ path: here, uid: link.uid });
    if (links.length > mostLinks) throw new Failure(t('host.link_loop', { path }));
    if (link.to.startsWith('/')) done = '';
    const parts = link.to.split('/').filter((piece) => piece !== '' && piece !== '.');
    ahead.push(...parts.reverse());
  }
  const end = done === '' ? '/' : done;
  return { path: end, real: real(end), links, seen: false };
}

/** Folders that were no links, for one turn of the event loop: thousands of files are looked at in few folders. */
function plainFolders(): () => Set<string> {
  const plain = new Set<string>();
  let clearing = false;
  return () => {
    if (!clearing) {
      clearing = true;
      setImmediate(() => {
        plain.clear();
        clearing = false;
      });
    }
    return plain;
  };
}

/** The link at a path of this machine; `none`: it is something else; undefined: nothing is seen there. */
function readLink(real: string): { readonly to: string; readonly uid: number } | 'none' | undefined {
  try {
    const stat = lstatSync(real, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    return stat.isSymbolicLink() ? { to: readlinkSync(real), uid: stat.uid } : 'none';
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'EACCES') return undefined;
    throw error;
  }
}
