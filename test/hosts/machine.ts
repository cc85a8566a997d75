import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { image, images } from './image.ts';

/** How a command on a test host ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run on a test host. */
export interface RunOptions {
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Seconds; 120 unless given. */
  readonly timeout?: number;
}

/** A booted Debian of its own: systemd, network of its own (loopback only), its own tree. */
export interface Machine {
  readonly name: string;
  /** Its tree, as a path here. */
  readonly root: string;
  /** Runs a command inside, without a shell. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs a command inside that must succeed, and returns its standard output. */
  must(argv: readonly string[], options?: RunOptions): Promise<string>;
  /** Runs a fixed shell text inside; it must succeed. For tests only. */
  sh(script: string, options?: RunOptions): Promise<string>;
  /** Starts a command inside and leaves it running. */
  start(argv: readonly string[], options?: RunOptions): ChildProcess;
  /** Writes a file inside. */
  put(path: string, content: string | Uint8Array, mode?: number): void;
  /** Copies a file or folder from here to inside. */
  copy(from: string, to: string): void;
  /** Reads a file inside. */
  get(path: string): string;
  /** Waits until a TCP port answers inside. */
  waitForPort(port: number, seconds?: number): Promise<void>;
  /** Waits until a condition holds, looking every 100 ms; returns the seconds it took. */
  waitUntil(what: string, condition: () => Promise<boolean>, seconds?: number): Promise<number>;
  /** Boots the machine anew, at once (`kill`: without an orderly shutdown), with its tree as it is. */
  reboot(how?: 'orderly' | 'kill'): Promise<void>;
  stop(): Promise<void>;
  /** Shuts the machine down and keeps what it changed as a folder; returns the layers to boot others over. */
  keep(layer: string): Promise<readonly string[]>;
}

/** Surroundings of a machine that runs beside others. */
export interface Beside {
  /** Path of the network namespace that is its own; unless given, it has loopback only. */
  readonly network?: string;
}

const bootSeconds = 90;

/**
 * Boots a machine over the image, or over layers (the topmost first) that `keep` returned. Its changes go into an
 * overlay that `stop` throws away.
 */
export async function boot(
  name: string,
  layers: readonly string[] = [image()],
  beside: Beside = {},
): Promise<Machine> {
  const folder = mkdtempSync(join(images, `run-${name}-`));
  const root = join(folder, 'root');
  for (const part of ['root', 'upper', 'work']) mkdirSync(join(folder, part));
  execFileSync('mount', [
    '-t',
    'overlay',
    'overlay',
    '-o',
    `lowerdir=${layers.join(':')},upperdir=${folder}/upper,workdir=${folder}/work`,
    root,
  ]);
  let booted = await start(name, folder, beside);

  const machine: Machine = {
    name,
    root,
    run: (argv, options = {}) => finish(enter(booted.leader, argv, options), argv, options),
    async must(argv, options) {
      const ended = await machine.run(argv, options);
      if (ended.status !== 0)
        throw new Error(`${argv.join(' ')} ended with ${ended.status}\n${ended.stdout}\n${ended.stderr}`);
      return ended.stdout;
    },
    sh: (script, options) => machine.must(['/bin/sh', '-euc', script], options),
    start: (argv, options = {}) => enter(booted.leader, argv, options),
    put(path, content, mode) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, mode === undefined ? {} : { mode });
    },
    copy(from, to) {
      cpSync(from, join(root, to), { recursive: true, verbatimSymlinks: true });
    },
    get: (path) => readFileSync(join(root, path), 'utf8'),
    async waitForPort(port, seconds = 30) {
      await machine.waitUntil(
        `port ${port} answers`,
        async () =>
          (await machine.run(['curl', '-s', '-o', '/dev/null', `http://127.0.0.1:${port}/`])).status !== 7,
        seconds,
      );
    },
    async waitUntil(what, condition, seconds = 30) {
      const from = performance.now();
      for (;;) {
        if (await condition()) return (performance.now() - from) / 1000;
        if (performance.now() - from > seconds * 1000)
          throw new Error(`${name}: waited ${seconds} s: ${what}`);
        await pause(0.1);
      }
    },
    async reboot(how = 'orderly') {
      await end(booted, how);
      booted = await start(name, folder, beside);
    },
    async keep(layer) {
      await end(booted, 'orderly');
      execFileSync('umount', ['-l', root]);
      renameSync(join(folder, 'upper'), layer);
      rmSync(folder, { recursive: true, force: true });
      return [layer, ...layers];
    },
    async stop() {
      await end(booted, 'kill');
      execFileSync('umount', ['-l', root]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return machine;
}

interface Booted {
  readonly nspawn: ChildProcess;
  readonly leader: number;
  readonly over: Promise<void>;
}

async function start(name: string, folder: string, { network }: Beside): Promise<Booted> {
  const console = openSync(join(folder, 'console.log'), 'a');
  const groups = ownGroups(basename(folder));
  const nspawn = spawn(
    '/bin/sh',
    [
      '-euc',
      'until [ "$1" = -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"',
      'sh',
      ...groups,
      '--',
      'systemd-nspawn',
      '--quiet',
      '--directory',
      join(folder, 'root'),
      network === undefined ? '--private-network' : `--network-namespace-path=${network}`,
      '--boot',
      '--register=no',
      '--keep-unit',
      '--link-journal=no',
      '--console=pipe',
      `--machine=${name}`,
    ],
    {
      // One hierarchy of control groups, as Debian boots; systemd of Debian 13 refuses others.
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', console, console],
    },
  );
  const over = new Promise<void>((resolve) => {
    nspawn.once('exit', () => {
      for (const group of groups) removeGroup(group);
      resolve();
    });
  });
  const until = performance.now() + bootSeconds * 1000;
  while (performance.now() < until && nspawn.exitCode === null) {
    const leader = childOf(nspawn.pid ?? 0);
    if (leader !== undefined) {
      const state = await finish(enter(leader, ['systemctl', 'is-system-running'], {}), ['systemctl'], {
        timeout: 10,
      });
      if (/^(?:running|degraded)/u.test(state.stdout)) return { nspawn, leader, over };
    }
    await pause(0.1);
  }
  nspawn.kill('SIGKILL');
  throw new Error(`${name} did not boot:\n${readFileSync(join(folder, 'console.log'), 'utf8').slice(-2000)}`);
}

async function end({ nspawn, leader, over }: Booted, how: 'orderly' | 'kill'): Promise<void> {
  if (nspawn.exitCode !== null) return;
  if (how === 'orderly') {
    enter(leader, ['systemctl', 'poweroff'], {});
    const done = await Promise.race([over.then(() => true), pause(30).then(() => false)]);
    if (done) return;
  }
  process.kill(leader, 'SIGKILL');
  await over;
}

/** Control groups of a machine, in each hierarchy that systemd looks at: two in one group would share what is in it. */
function ownGroups(name: string): readonly string[] {
  return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd']
    .filter((hierarchy) => existsSync(join(hierarchy, 'cgroup.procs')))
    .map((hierarchy) => {
      const group = join(hierarchy, `kapa-${name}`);
      mkdirSync(group, { recursive: true });
      return group;
    });
}

/** Removes a control group with those below it; what still ends in one goes with this machine's. */
function removeGroup(group: string): void {
  for (const { name } of readdirSync(group, { withFileTypes: true }).filter((one) => one.isDirectory()))
    removeGroup(join(group, name));
  try {
    rmdirSync(group);
  } catch {
    // A process of it is still ending.
  }
}

function childOf(pid: number): number | undefined {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return undefined;
  for (const child of readFileSync(file, 'utf8').trim().split(' ')) {
    if (child === '') continue;
    const comm = `/proc/${child}/comm`;
    if (existsSync(comm) && readFileSync(comm, 'utf8').trim() === 'systemd') return Number(child);
  }
  return undefined;
}

function enter(leader: number, argv: readonly string[], { user, env = {} }: RunOptions): ChildProcess {
  const home = user === undefined || user === 'root' ? '/root' : `/home/${user}`;
  const variables = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    USER: user ?? 'root',
    LANG: 'C.UTF-8',
    ...env,
  };
  const become = user === undefined || user === 'root' ? [] : ['runuser', '-u', user, '--'];
  return spawn(
    'nsenter',
    [
      '--target',
      String(leader),
      '--all',
      '--wdns=/',
      '--',
      'env',
      '-i',
      ...Object.entries(variables).map(([key, value]) => `${key}=${value}`),
      ...become,
      ...argv,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
}

function finish(
  child: ChildProcess,
  argv: readonly string[],
  { stdin, timeout = 120 }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout?.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
    // A command may end before it has read all, or anything.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin ?? '');
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout * 1000);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      const stdout = Buffer.concat(parts.stdout).toString();
      const stderr = Buffer.concat(parts.stderr).toString();
      resolve({
        status,
        stdout,
        stderr: status === null ? `${stderr}\n${argv[0]} was ended after ${timeout} s` : stderr,
      });
    });
  });
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}
