import { existsSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join } from 'node:path';
import { findSearchPath } from '../../packs/cron/search-path.ts';
import type { Facts } from '../../core/facts.ts';
import { fileReader } from '../../host/files/read.ts';
import { isArchive, unpack } from '../../host/snapshot/archive.ts';
import { openTree } from '../../host/files/path-resolver.ts';

/**
 * Facts of the host that policies may know, as `facts.NAME`. Memory in bytes; `cpus`: those that kapa may run
 * on, for to list all Node reads some files of each; `path` finds node and kapa.
 */
export async function readFacts(root: string): Promise<Facts> {
  // A snapshot brings its host's own.
  if (isArchive(root)) return (await unpack(root)).facts;
  const path = await findSearchPath((program) => existsSync(join(root, program)), {
    node: () => process.execPath,
    kapa: () => process.argv[1],
  });
  return {
    hostname: await hostnameOf(root),
    memory: totalmem(),
    cpus: availableParallelism(),
    path: path.join(':'),
  };
}

/** A tree below a root names its own host. */
async function hostnameOf(root: string): Promise<string> {
  if (root === '/') return hostname();
  const named = await fileReader(openTree(root)).read('/etc/hostname', 1024);
  return named.state === 'present' ? new TextDecoder().decode(named.value).trim() : hostname();
}
