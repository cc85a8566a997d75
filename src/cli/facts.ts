import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join } from 'node:path';
import { findSearchPath } from '../core/search-path.ts';

/**
 * What policies may know of the host as `facts.NAME`. Memory in bytes; `cpus`: those that kapa may run on, for to list
 * all Node reads some files of each; `path` finds node and kapa.
 */
export async function readFacts(root: string): Promise<Readonly<Record<string, unknown>>> {
  const path = await findSearchPath((program) => existsSync(join(root, program)), {
    node: () => process.execPath,
    kapa: () => process.argv[1],
  });
  return {
    hostname: hostnameOf(root),
    memory: totalmem(),
    cpus: availableParallelism(),
    path: path.join(':'),
  };
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
