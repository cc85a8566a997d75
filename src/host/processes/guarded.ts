import { lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOurs } from '../files/open-folder.ts';
import type { FileTree } from '../files/path-resolver.ts';
import { isOthers, isSticky } from '../files/trust.ts';

/**
 * Tells that only root, and whoever runs kapa, can change a file of a tree, put things into a folder, or put another in
 * its place: by the folders above it, the links on the way, and the folders above those. False where it cannot be told.
 */
export function isGuarded(tree: FileTree, path: string): boolean {
  try {
    const { path: last, links } = tree.follow(path);
    if (!links.every(({ uid }) => isOurs(uid))) return false;
    const all = new Set([last, ...links.map((link) => dirname(link.path))].flatMap(withThoseAbove));
    // From the root down: below a folder that is guarded nothing can be moved any more.
    return [...all].every((one) => othersAreKeptOut(lstatSync(join(tree.root, one)), one !== last));
  } catch {
    return false;
  }
}

/** A path and all folders above it, from the root down. */
function withThoseAbove(path: string): readonly string[] {
  return path === '/' ? ['/'] : [...withThoseAbove(dirname(path)), path];
}

/**
 * The sticky bit keeps others from moving the folders that are on the way, but not from putting things beside them.
 */
function othersAreKeptOut(stat: Stats, isOnTheWay: boolean): boolean {
  if (!(stat.isDirectory() || (stat.isFile() && !isOnTheWay))) return false;
  return !isOthers(stat) || (isOnTheWay && isOurs(stat.uid) && isSticky(stat));
}
