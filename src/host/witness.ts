import { lstatSync, statSync, type Stats } from 'node:fs';
import type { Look, Testimony, Witness } from '../core/witness.ts';
import { codeOrMessage } from './fault.ts';

/** Opens a witness. Its testimony is undefined where something moved, or had only just moved, while it was looked at. */
export function openWitness(): Witness & { testimony(): Testimony | undefined } {
  const seen = new Map<string, { readonly look: Look; readonly print: string }>();
  let unsettled = false;
  return {
    saw(path, look) {
      // Of kapa itself, which whoever asks for a plan names.
      if (path.startsWith('/proc/self/')) return;
      const before = seen.get(path)?.look;
      if (before === 'whole' || before === look) return;
      seen.set(path, {
        look,
        print: printOf(path, look, ({ ctimeMs }) => {
          unsettled ||= look === 'whole' && !isSettled(ctimeMs, Date.now());
        }),
      });
    },
    testimony() {
      if (unsettled) return undefined;
      const said = Object.fromEntries([...seen].map(([path, { print }]) => [path, print]));
      return holds(said) ? said : undefined;
    },
  };
}

/**
 * Whether a change to an inode, in ms since 1970, lies so far back that another would have another time. The kernel counts
 * in steps of up to ten milliseconds (CONFIG_HZ); where an inode holds whole seconds only (ext4 with inodes of 128 bytes,
 * as on small or old partitions), in seconds.
 */
export function isSettled(changed: number, now: number): boolean {
  return now - changed > (changed % 1000 === 0 ? 2000 : 100);
}

/** Whether everything is still as was testified. */
export function holds(testimony: Testimony): boolean {
  for (const path in testimony) {
    const print = testimony[path] ?? '';
    if (printOf(path, print.startsWith(wayMark) ? 'way' : 'whole') !== print) return false;
  }
  return true;
}

const wayMark = '>';

/**
 * What tells that a path still names the same, unchanged thing: device and inode, owner and mode, and the time of the
 * last change to the inode, which the kernel sets and no program can choose. A last link is followed as well.
 */
function printOf(path: string, look: Look, each: (stat: Stats) => void = () => undefined): string {
  const mark = look === 'way' ? wayMark : '';
  try {
    const stat = lstatSync(path);
    each(stat);
    if (!stat.isSymbolicLink()) return mark + print(stat, look);
    const target = statSync(path, { throwIfNoEntry: false });
    if (target !== undefined) each(target);
    return `${mark}${print(stat, 'whole')} ${target === undefined ? '' : print(target, look)}`;
  } catch (error) {
    return mark + codeOrMessage(error);
  }
}

function print({ dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs }: Stats, look: Look): string {
  const it = `${dev} ${ino} ${mode} ${uid} ${gid}`;
  return look === 'way' ? it : `${it} ${size} ${mtimeMs} ${ctimeMs}`;
}
