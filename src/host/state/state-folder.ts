import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Folder in which kapa keeps its state, as a path of this machine: `/var/lib/kapa` below the root, or for a
 * plain user `$XDG_STATE_HOME/kapa` (`~/.local/state/kapa`), unless a folder is given.
 */
export function stateFolder({
  root,
  given,
  env,
}: {
  readonly root: string;
  readonly given: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): string {
  if (given !== undefined) return given;
  const { uid, homedir } = userInfo();
  if (uid === 0 || root !== '/') return join(root, 'var/lib/kapa');
  const own = env['XDG_STATE_HOME'];
  return join(own !== undefined && own.startsWith('/') ? own : join(homedir, '.local/state'), 'kapa');
}
