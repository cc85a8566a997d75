import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../..');

/** Folder of images, of layers over them and of running machines. */
export const images = join(project, '.cache/hosts');
mkdirSync(images, { recursive: true });

/** Debian 12 or 13. */
export type Release = 'bookworm' | 'trixie';

/** Ingredients of a test host. A change makes a new image. */
const ingredients = (release: Release) => ({
  version: 2,
  release,
  packages: [
    'systemd',
    'systemd-sysv',
    'dbus',
    'apache2',
    'cron',
    'logrotate',
    'rsyslog',
    'openssh-server',
    'openssl',
    'ca-certificates',
    'procps',
    'iproute2',
    'lsof',
    'jq',
    'monit',
    'wrk',
    'curl',
    'python3',
    'python3-apt',
  ],
  node: process.version,
  pm2: (
    JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { devDependencies: { pm2: string } }
  ).devDependencies.pm2,
});

/** What a Debian is made of, besides what a test adds. */
export interface Recipe {
  readonly version: number;
  readonly release: Release;
  readonly packages: readonly string[];
}

/**
 * Root folder of a bare Debian with systemd, Apache, cron, sshd, Node and PM2. Nothing may write into it: machines lay an
 * overlay over it.
 */
export function image(release: Release = 'bookworm'): string {
  const recipe = ingredients(release);
  return imageOf(recipe, (root) => {
    addNode(root, recipe.pm2);
    for (const unit of [
      'monit',
      'apt-daily.timer',
      'apt-daily-upgrade.timer',
      'e2scrub_all.timer',
      'fstrim.timer',
    ])
      execFileSync('systemctl', ['--root', root, 'mask', unit], { stdio: 'ignore' });
    writeFileSync(join(root, 'etc/hostname'), 'web1\n');
    writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost web1\n::1 localhost\n');
  });
}

/** Root folder of a Debian, built with debootstrap once a recipe and kept in `.cache/hosts`. */
export function imageOf(recipe: Recipe, finish: (root: string) => void = () => undefined): string {
  const key = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
  const root = join(images, key);
  const release = buildAlone(root);
  try {
    if (!existsSync(root)) make(root, recipe, finish);
  } finally {
    release();
  }
  return root;
}

function make(root: string, recipe: Recipe, finish: (root: string) => void): void {
  const building = `${root}.building`;
  rmSync(building, { recursive: true, force: true });
  execFileSync(
    'debootstrap',
    ['--variant=minbase', `--include=${recipe.packages.join(',')}`, recipe.release, building],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  finish(building);
  renameSync(building, root);
}

/** Keeps others from building the same until the returned function is called: two files of tests run side by side. */
export function buildAlone(path: string): () => void {
  const lock = `${path}.lock`;
  for (;;)
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock);
    } catch {
      // What ended in the middle of it holds nothing.
      const holder = existsSync(lock) ? readFileSync(lock, 'utf8') : '';
      if (holder !== '' && !existsSync(`/proc/${holder}`)) rmSync(lock, { force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
}

/** Node as a version manager would not put it: in /usr/local, with npm and PM2 beside it. */
function addNode(root: string, pm2: string): void {
  const prefix = join(root, 'usr/local');
  cpSync(process.execPath, join(prefix, 'bin/node'));
  const npm = resolve(dirname(process.execPath), '../lib/node_modules/npm');
  cpSync(npm, join(prefix, 'lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(prefix, 'bin/npm'));
  execFileSync('npm', ['install', '--global', '--prefix', prefix, `pm2@${pm2}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
