import { existsSync, lstatSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Proof } from '../../core/plan.ts';
import { changeFailure, codeOf } from '../errno.ts';
import { firstNames } from './first-names.ts';
import { isTrustedFolder } from './trust.ts';

/**
 * Has a folder for temporary files while a proof is made: in TMPDIR, unless others could put other things in its place,
 * else in /tmp. A disk for such files that is full, or takes nothing, says nothing of the plan: it is then not proven.
 */
export async function inScratch(work: (folder: string) => Promise<Proof>): Promise<Proof> {
  const above = isTrustedFolder(tmpdir()) ? tmpdir() : '/tmp';
  let folder: string | undefined;
  try {
    const space = numberSpace();
    if (space !== undefined) removeLeft(above, space);
    folder = mkdtempSync(join(above, `${prefix}${space ?? ''}-${process.pid}-`));
    return await work(folder);
  } catch (error) {
    const trouble = changeFailure(folder ?? above, error);
    if (trouble === error || !(trouble instanceof Failure)) throw error;
    return { status: 'not_proven', checks: [], reason: trouble.text };
  } finally {
    if (folder !== undefined) remove(folder);
  }
}

const prefix = 'kapa-proof-';

/**
 * Removes the folders of this user's processes that were killed in the middle. A process is known to be dead only by
 * those who number processes as it does, not from another container.
 */
function removeLeft(above: string, space: string): void {
  const ours = new RegExp(`^${prefix}${space}-(\\d+)-\\w{6}$`, 'u');
  for (const name of firstNames(above)) {
    const pid = ours.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const path = join(above, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true && stat.uid === process.geteuid?.()) remove(path);
  }
}

/** Names whom a process number is unique among; undefined where that cannot be told. */
function numberSpace(): string | undefined {
  try {
    return /\d+/u.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Removes a folder, as far as it can be: what stays does not change what was proven. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}
