import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private Apache: its own folder, loopback, a free port. */
export interface PrivateApache {
  readonly confdir: string;
  readonly folder: string;
  readonly port: number;
  readonly pidFile: string;
  /** Replaces what the configuration says besides the basics. */
  configure(lines: string): void;
  /** Starts it by itself, without kapa. */
  launch(): void;
  pid(): number;
  /** Ends it, whatever state it is in, and removes the folder. */
  remove(): void;
}

/** MPM and its settings, of a few workers unless a test says otherwise. */
export interface Mpm {
  readonly name: 'prefork' | 'worker' | 'event';
  readonly settings: readonly string[];
}

const fewWorkers: Mpm = {
  name: 'prefork',
  settings: ['StartServers 2', 'MinSpareServers 2', 'MaxSpareServers 3', 'MaxRequestWorkers 6'],
};

/** Makes one; it does not run yet. */
export async function privateApache(mpm: Mpm = fewWorkers): Promise<PrivateApache> {
  if (!existsSync('/usr/sbin/apache2'))
    throw new Error('these tests need Apache: apt-get install apache2 (npm test does so by itself)');
  const folder = mkdtempSync(join(tmpdir(), 'kapa-apache-'));
  const confdir = join(folder, 'apache2');
  const log = join(folder, 'log');
  const port = await freePort();
  const pidFile = join(folder, 'apache2.pid');
  mkdirSync(confdir);
  mkdirSync(log);
  mkdirSync(join(folder, 'www'));
  writeFileSync(join(folder, 'www', 'index.html'), 'one\n');
  writeFileSync(
    join(confdir, 'envvars'),
    [
      'export APACHE_RUN_USER=www-data',
      'export APACHE_RUN_GROUP=www-data',
      `export APACHE_PID_FILE=${pidFile}`,
      `export APACHE_RUN_DIR=${folder}`,
      `export APACHE_LOCK_DIR=${folder}`,
      `export APACHE_LOG_DIR=${log}`,
      '',
    ].join('\n'),
  );
  const modules = [`mpm_${mpm.name}`, 'authz_core', 'dir', 'mime', 'socache_shmcb', 'ssl', 'status'];
  const basics = [
    'ServerName localhost',
    'DefaultRuntimeDir ${APACHE_RUN_DIR}',
    'PidFile ${APACHE_PID_FILE}',
    'User ${APACHE_RUN_USER}',
    'Group ${APACHE_RUN_GROUP}',
    'ErrorLog ${APACHE_LOG_DIR}/error.log',
    ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
    'TypesConfig /etc/mime.types',
    ...mpm.settings,
    `Listen 127.0.0.1:${port}`,
    `DocumentRoot ${folder}/www`,
    'DirectoryIndex index.html',
    'Include more.conf',
    '',
  ];
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  writeFileSync(join(confdir, 'apache2.conf'), basics.join('\n'));
  writeFileSync(join(confdir, 'more.conf'), '');
  const pid = (): number => Number(readFileSync(pidFile, 'utf8').trim());
  return {
    confdir,
    folder,
    port,
    pidFile,
    configure: (lines) => writeFileSync(join(confdir, 'more.conf'), lines),
    launch: () => {
      execFileSync('/usr/sbin/apache2ctl', ['start'], {
        env: { PATH: process.env['PATH'], APACHE_CONFDIR: confdir },
        stdio: 'ignore',
      });
      for (let tries = 0; tries < 200 && !existsSync(pidFile); tries += 1) execFileSync('sleep', ['0.02']);
    },
    pid,
    remove: () => {
      endOf(confdir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A port that nobody listens at, below those that the kernel gives to connections: one of a test beside this one would
 * be in the way of whoever is to listen here later.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_240 + Math.floor(Math.random() * 22_528);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Ends the processes that were started with this configuration folder on their command line. */
function endOf(confdir: string): void {
  const listed = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).stdout;
  const pids = listed
    .split('\n')
    .filter((line) => line.includes(`apache2 -d ${confdir}`))
    .map((line) => Number.parseInt(line, 10));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}
