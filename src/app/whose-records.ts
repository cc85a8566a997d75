import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '../core/text.ts';
import type { CommandContext } from './context.ts';

/** Tells a plain user that what is shown is kept in a folder of his own, where root has one that he may not read. */
export function tellWhose(path: string, { options, err, say }: CommandContext): void {
  const roots = join(options.root, 'var/lib/kapa');
  if (process.geteuid?.() === 0 || options.stateDir !== undefined || path === roots || !existsSync(roots))
    return;
  err.write(`${say(t('watch.own_records', { path, roots }))}\n`);
}
