import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { connect as dial } from 'node:net';
import type { Host } from '../../src/core/host.ts';
import type { CommandResult, FileStat } from '../../src/core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../src/core/reading.ts';
import { reveal } from '../../src/core/secret.ts';
import type { Argv, FileStep } from '../../src/core/step.ts';
import { t } from '../../src/core/text.ts';

/** This machine, or a tree of it, by the plainest means: what the services and types are tested on. */
export function machine(root = '/'): Host {
  const at = (path: string): string => (root === '/' ? path : root + path);
  const inside = (path: string): string => (root === '/' ? path : path.slice(root.length) || '/');
  return {
    root,
    live: root === '/',
    stat: async (path) => attempt(() => statOf(at(path))),
    examine: async (path) =>
      attempt(() => {
        const stat = statOf(at(path));
        return {
          stat,
          content: stat.kind === 'file' ? new Uint8Array(fs.readFileSync(at(path))) : undefined,
        };
      }),
    isGuarded: async () => true,
    read: async (path) => attempt(() => new Uint8Array(fs.readFileSync(at(path)))),
    list: async (path) => attempt(() => fs.readdirSync(at(path)).sort()),
    readlink: async (path) => attempt(() => fs.readlinkSync(at(path))),
    resolve: async (path) => attempt(() => inside(fs.realpathSync(at(path)))),
    account: async () => absent,
    accountOf: async () => absent,
    group: async () => absent,
    crontab: async () => absent,
    service: async () => absent,
    pm2: async () => absent,
    pm2Saved: async () => absent,
    pm2Folder: async () => absent,
    query: async (argv, options) => run(argv, options?.env),
    run: async (argv, options) => run(argv, options?.env),
    setCrontab: async () => run(['false']),
    carryOut: async (steps) => {
      for (const step of steps) carryOut(step, at);
      return new Map();
    },
    signal: async ({ pid, started }, signal) => {
      const stat = fs.existsSync(`/proc/${pid}/stat`) ? fs.readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) !== started) return false;
      process.kill(pid, `SIG${signal}`);
      return true;
    },
    connect: (port, address) => connect(port, address),
    now: () => Date.now(),
    sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  };
}

function statOf(real: string): FileStat {
  const stat = fs.lstatSync(real);
  const kind = stat.isFile()
    ? 'file'
    : stat.isDirectory()
      ? 'directory'
      : stat.isSymbolicLink()
        ? 'link'
        : 'other';
  const { uid, gid, size, mtimeMs: mtime, nlink: links } = stat;
  return { kind, mode: stat.mode & 0o7777, uid, gid, size, mtime, links };
}

/** Whether something takes a connection. */
export function connect(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dial({ port, host: address, timeout: 1000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

function attempt<T>(look: () => T): Reading<T> {
  try {
    return present(look());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL') return absent;
    return unreadable(t('services.unmanaged', { name: String(error) }));
  }
}

function run(argv: Argv, env: Readonly<Record<string, string>> = {}): CommandResult {
  const [program, ...args] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env },
    timeout: 120_000,
  });
  return {
    argv,
    status,
    stdout: new Uint8Array(stdout ?? []),
    stderr: new Uint8Array(stderr ?? []),
    ...(error === undefined ? {} : { failed: 'not_found' as const }),
  };
}

function carryOut(step: FileStep, at: (path: string) => string): void {
  const path = at(step.path);
  switch (step.do) {
    case 'write':
      fs.writeFileSync(path, reveal(step.content));
      break;
    case 'remove':
      fs.rmSync(path, { force: true });
      break;
    case 'link':
      fs.rmSync(path, { force: true });
      fs.symlinkSync(step.to, path);
      break;
    case 'directory':
      fs.mkdirSync(path, { recursive: true });
      break;
    case 'attributes':
      break;
  }
}
