import { lstatSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '../core/failure.ts';
import { exitStatus } from '../core/exit.ts';
import { t } from '../core/text.ts';

/**
 * Refuses policies that someone else than root could change while kapa runs as root: the files, and every folder
 * above them, also where a link leads. A folder with the sticky bit, as /tmp, protects what root owns in it.
 */
export function assertTrusted(paths: readonly string[]): void {
  if (process.geteuid?.() !== 0) return;
  const seen = new Set<string>();
  for (const path of paths.flatMap((given) => [resolve(given), ...realPaths(given)]))
    for (let at = path; !seen.has(at); at = dirname(at)) {
      seen.add(at);
      const stat = lstatSync(at, { throwIfNoEntry: false });
      if (stat === undefined || stat.isSymbolicLink()) continue;
      const sticky = stat.isDirectory() && (stat.mode & 0o1000) !== 0;
      if (stat.uid === 0 && ((stat.mode & 0o022) === 0 || sticky)) continue;
      throw new Failure(t('host.untrusted', { path: at }), {
        cure: t('host.untrusted_cure', { path: at }),
        exit: exitStatus.invalidPolicy,
      });
    }
}

function realPaths(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    // What is not there is somebody else's message.
    return [];
  }
}
