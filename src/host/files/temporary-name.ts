import { randomBytes } from 'node:crypto';
import { lstatSync, unlinkSync } from 'node:fs';
import { firstNames } from './first-names.ts';
import { isOurs } from './open-folder.ts';

/**
 * Name of a file that is about to take another's place. Hidden, with a tilde at its end, it is one that Apache, cron, run-parts, sudo and logrotate (which reads
 * hidden files) all pass over. The number of the process tells what a killed kapa left behind.
 */
export function temporaryName(name: string): string {
  return `.${name.slice(0, 50)}.kapa-${process.pid}-${randomBytes(6).toString('hex')}~`;
}

const temporaryPattern = /^\.[^/]{0,50}\.kapa-(\d{1,10})-[0-9a-f]{12}~$/u;

/**
 * Removes what a kapa that was killed has left in a folder. What others named alike stays; and nothing depends on this,
 * so what cannot be removed stays as well.
 */
export function sweep(folder: string): void {
  for (const name of firstNames(folder)) {
    const pid = temporaryPattern.exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid) continue;
    if (lstatSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined) continue;
    const path = `${folder}/${name}`;
    try {
      const left = lstatSync(path);
      const made = (left.isFile() || left.isSymbolicLink()) && left.nlink === 1;
      if (made && isOurs(left.uid)) unlinkSync(path);
    } catch {
      // It went meanwhile, or cannot go.
    }
  }
}
