import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One release of each line of PM2 that kapa knows, beside the project's own. */
const releases = ['5.4.3', '6.0.14'];

/** PM2's packages by their release, installed once; undefined: it could not be installed. */
export function otherPm2s() {
  return releases.map((release) => ({ release, folder: installed(release) }));
}

function installed(release) {
  const prefix = resolve('.cache/pm2', release);
  const folder = join(prefix, 'node_modules/pm2');
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
        `pm2@${release}`,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) {
      console.error(`!! PM2 ${release} could not be installed: ${error ?? stderr}`);
      return undefined;
    }
    if (!existsSync(prefix)) renameSync(aside, prefix);
    return folder;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
