import { readFileSync } from 'node:fs';
import { cpus, hostname, totalmem } from 'node:os';
import { join } from 'node:path';

/** What policies may know of the host as `facts.NAME`. Memory in bytes. */
export function readFacts(root: string): Readonly<Record<string, unknown>> {
  return { hostname: hostnameOf(root), memory: totalmem(), cpus: cpus().length };
}

/** A tree below a root names its own host. */
function hostnameOf(root: string): string {
  if (root === '/') return hostname();
  try {
    return readFileSync(join(root, 'etc/hostname'), 'utf8').trim();
  } catch {
    return hostname();
  }
}
