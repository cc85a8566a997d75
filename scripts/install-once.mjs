import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Folder of a release of a package of npm, installed once below `.cache`; undefined: it could not be installed. */
export function installedOnce(name, release) {
  const prefix = resolve('.cache', name, release);
  const folder = join(prefix, 'node_modules', name);
  if (existsSync(folder)) return folder;
  const aside = `${prefix}.${process.pid}`;
  mkdirSync(dirname(aside), { recursive: true });
  try {
    const { status, stderr, error } = spawnSync(
      'npm',
      [
        'install',
        '--silent',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--prefix',
        aside,
        `${name}@${release}`,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) {
      console.error(`!! ${name} ${release} could not be installed: ${error ?? stderr}`);
      return undefined;
    }
    if (!existsSync(prefix)) renameSync(aside, prefix);
    return folder;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
