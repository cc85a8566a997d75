import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One release of each line that kapa runs on, the oldest supported among them. */
const releases = ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];

/** Node's binaries by their release, fetched once as npm packages; undefined: it could not be fetched. */
export function supportedNodes() {
  return releases.map((release) => ({ release, node: fetched(release) }));
}

function fetched(release) {
  const name = `node-linux-${process.arch}`;
  const folder = resolve('.cache/nodes', `${name}-${release}`);
  const node = join(folder, 'package/bin/node');
  if (existsSync(node)) return node;
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    for (const [program, ...args] of [
      ['npm', 'pack', '--silent', '--pack-destination', aside, `${name}@${release}`],
      ['sh', '-c', 'tar -xzf "$1"/*.tgz -C "$1" package/bin/node && rm "$1"/*.tgz', 'sh', aside],
    ]) {
      const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
      if (status === 0) continue;
      console.error(`!! Node ${release} could not be fetched: ${program} ${args[0]}: ${error ?? stderr}`);
      return undefined;
    }
    if (!existsSync(folder)) renameSync(aside, folder);
    return node;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
