import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../hosts/machine.ts';

/** Places that a host writes to whatever kapa does: logs, Ansible's own folder for its modules, PM2's and Apache's. */
const itsOwn =
  /^(?:var\/log|root\/\.ansible|home\/kapa\/\.pm2|run|tmp|var\/tmp|var\/cache|proc|sys|dev)(?:\/|$)/u;

/** What kapa and its releases keep, and backups beside their files. */
const kept = /^(?:var\/lib\/kapa|etc\/kapa\/releases)(?:[-/]|$)|\.backup_\d+_\d+$/u;

/** All that a host has changed since its image, by path: kind, mode, owner, inode and content. */
export function treeOf(machine: Machine): Readonly<Record<string, string>> {
  return read(machine, (path) => !itsOwn.test(path), true);
}

/** The same without inodes and without what kapa keeps in order to undo: what a rollback has to bring back. */
export function configurationOf(machine: Machine): Readonly<Record<string, string>> {
  return read(machine, (path) => !itsOwn.test(path) && !kept.test(path), false);
}

function read(
  machine: Machine,
  isMeant: (path: string) => boolean,
  withInodes: boolean,
): Readonly<Record<string, string>> {
  const upper = join(machine.root, '../upper');
  const tree: Record<string, string> = {};
  for (const path of readdirSync(upper, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!isMeant(path)) continue;
    const full = join(upper, path);
    const stat = lstatSync(full);
    const content = stat.isFile()
      ? createHash('sha256').update(readFileSync(full)).digest('hex')
      : stat.isSymbolicLink()
        ? readlinkSync(full)
        : '';
    tree[path] = [
      stat.mode.toString(8),
      stat.uid,
      stat.gid,
      withInodes && stat.isFile() ? stat.ino : '',
      content,
    ].join(' ');
  }
  return tree;
}
