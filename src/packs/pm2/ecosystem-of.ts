import type { Pm2Process, Reader } from '../../core/reader.ts';
import type { Pm2Command } from './command.ts';
import { findInEcosystem } from './ecosystem.ts';

/** Names that ecosystem files go by. */
export const ecosystemNames = [
  'ecosystem.config.js',
  'ecosystem.config.cjs',
  'ecosystem.json',
  'ecosystem.yml',
  'ecosystem.yaml',
  'pm2.config.js',
  'pm2.config.cjs',
  'pm2.json',
  'process.json',
] as const;

/**
 * Ecosystem file in the folder of a running application that gives it. Undefined: there is none, or for root's PM2 none
 * that nobody else can change.
 */
export async function ecosystemOf(
  { name, cwd }: Pick<Pm2Process, 'name' | 'cwd'>,
  { home, isRoot }: { readonly home: string; readonly isRoot: boolean },
  command: Pm2Command,
  reader: Pick<Reader, 'query' | 'resolve' | 'stat' | 'isGuarded'>,
): Promise<string | undefined> {
  if (!cwd.startsWith('/') || /[\0-\x1f\x7f]/u.test(cwd)) return undefined;
  for (const usual of ecosystemNames) {
    const file = `${cwd.replace(/\/$/u, '')}/${usual}`;
    if ((await reader.stat(file)).state !== 'present') continue;
    if (isRoot && !(await reader.isGuarded(file))) continue;
    const found = await findInEcosystem({ file, name, home }, command, reader);
    if ('lasting' in found) return file;
    // The next file would be asked for as long, and as much in vain.
    if ('unread' in found) return undefined;
  }
  return undefined;
}
