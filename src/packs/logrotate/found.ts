import type { Finder, Found, FoundResource } from '../../core/found.ts';
import { packagedFiles } from '../../core/packaged.ts';
import { expandBraces } from './braces.ts';
import { namesSameLog, pathsIn, stanzasThere } from './stanzas-there.ts';

/** Stanzas that rotate the logs of what was found, as they stand; not those that a package brought. */
export async function findStanzas({ host, logs }: Finder): Promise<Found> {
  const isPackaged = await packagedFiles(host);
  const resources: FoundResource[] = [];
  for (const path of await stanzasThere(host)) {
    const bytes = isPackaged(path) ? undefined : await host.read(path);
    if (bytes?.state !== 'present') continue;
    const content = new TextDecoder().decode(bytes.value);
    const paths = pathsIn(content).flatMap(expandBraces);
    if (!paths.some((path) => logs.some((log) => namesSameLog(path, log)))) continue;
    resources.push({ name: `Rotation in ${path}`, type: 'file', spec: { path, content } });
  }
  return { policy: 'logs', description: 'Rotation of logs as it is on this host.', resources };
}
