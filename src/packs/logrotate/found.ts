import type { Finder, Found, FoundResource } from '../../core/found.ts';
import { packagedFiles } from '../../core/packaged.ts';
import { expandBraces } from './braces.ts';
import { filesRead, mainFile } from './configuration.ts';
import { namesSameLog } from './stanzas-there.ts';

/** Stanzas that rotate the logs of what was found, as they stand; not those that a package brought. */
export async function findStanzas({ host, logs }: Finder): Promise<Found> {
  const isPackaged = await packagedFiles(host);
  const resources: FoundResource[] = [];
  for (const { file: path, text: content, paths } of await filesRead(host)) {
    if (path === mainFile || isPackaged(path)) continue;
    const named = paths.flatMap(expandBraces);
    if (!named.some((one) => logs.some((log) => namesSameLog(one, log)))) continue;
    resources.push({ name: `Rotation in ${path}`, type: 'file', spec: { path, content } });
  }
  return { policy: 'logs', description: 'Rotation of logs as it is on this host.', resources };
}
