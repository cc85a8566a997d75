import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Failure } from '../../src/core/failure.ts';
import type { Host } from '../../src/core/host.ts';
import type { CommandResult } from '../../src/core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../src/core/reading.ts';
import { reveal } from '../../src/core/secret.ts';
import { placeOf, type FileStep } from '../../src/core/step.ts';
import { t } from '../../src/core/text.ts';
import { asFileStat } from '../../src/host/files/read.ts';

/** A host in a temporary folder: real files, crontabs as files in `crontabs/`, real commands. */
export function openTreeHost(root: string): Host {
  const at = (path: string): string => join(root, path);
  const crontabAt = (user: string): string => join(root, 'crontabs', user);
  let time = 1_760_000_000_000;
  return {
    root,
    live: true,
    stat: async (path) => reading(path, () => asFileStat(lstatSync(at(path)))),
    examine: async (path) =>
      reading(path, () => {
        const stat = asFileStat(lstatSync(at(path)));
        return { stat, content: stat.kind === 'file' ? readFileSync(at(path)) : undefined };
      }),
    isGuarded: async () => true,
    read: async (path) => reading(path, () => readFileSync(inRoot(root, path))),
    list: async (path) => reading(path, () => readdirSync(inRoot(root, path)).sort()),
    readlink: async (path) => reading(path, () => readlinkSync(at(path))),
    resolve: async (path) => reading(path, () => inRoot(root, path).slice(root.length)),
    account: async (name) => present({ name, uid: Number(name) || 0, gid: 0, home: '/' }),
    accountOf: async (uid) => present({ name: String(uid), uid, gid: 0, home: '/' }),
    group: async (name) => present(Number(name) || 0),
    crontab: async (user) => reading(user, () => readFileSync(crontabAt(user))),
    service: async () => present({ running: true, enabled: true }),
    pm2: async () => absent,
    pm2Saved: async () => absent,
    pm2Folder: async () => present('/.pm2'),
    query: async (argv) => runCommand(argv),
    run: async (argv) => runCommand(argv),
    async carryOut(steps) {
      for (const step of steps)
        try {
          carryOut(root, step);
        } catch (error) {
          rmSync(`${at(step.path)}.new`, { force: true });
          throw new Failure(t('host.cannot_write', { path: step.path, code: String(error) }), {
            cause: error,
          });
        }
      return new Map();
    },
    async setCrontab(user, content) {
      if (content === null) rmSync(crontabAt(user), { force: true });
      else {
        mkdirSync(join(root, 'crontabs'), { recursive: true });
        writeFileSync(`${crontabAt(user)}.new`, content);
        renameSync(`${crontabAt(user)}.new`, crontabAt(user));
      }
      return { argv: ['crontab'], status: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };
    },
    signal: async () => false,
    connect: async () => false,
    now: () => (time += 1000),
    sleep: async () => undefined,
  };
}

/** Everything in a tree that the engine is to keep or put back: kind, mode, content; the state folder aside. */
export function snapshot(root: string, folder = ''): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = `${folder}/${name}`;
    if (path === '/state' || name.includes('.backup_')) continue;
    const stat = lstatSync(join(root, path));
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(join(root, path))}`;
    else if (stat.isDirectory()) {
      found[path] = `directory ${mode}`;
      Object.assign(found, snapshot(root, path));
    } else found[path] = `file ${mode} ${readFileSync(join(root, path), 'latin1')}`;
  }
  return found;
}

/** Names of backups in a tree. */
export function backupsIn(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.backup_'))
    .sort();
}

function carryOut(root: string, step: FileStep): void {
  const path = join(root, placeOf(step));
  switch (step.do) {
    case 'write': {
      const target = existsSync(path) ? realpathSync(path) : path;
      const had = lstatSync(target, { throwIfNoEntry: false });
      try {
        writeFileSync(`${target}.new`, reveal(step.content));
        chmodSync(`${target}.new`, step.mode ?? (had === undefined ? 0o644 : had.mode & 0o7777));
        own(`${target}.new`, step);
        renameSync(`${target}.new`, target);
      } finally {
        rmSync(`${target}.new`, { force: true });
      }
      return;
    }
    case 'remove':
      if (lstatSync(path).isDirectory()) rmdirSync(path);
      else unlinkSync(path);
      return;
    case 'link':
      rmSync(`${path}.new`, { force: true });
      symlinkSync(step.to, `${path}.new`);
      renameSync(`${path}.new`, path);
      return;
    case 'directory':
      if (!existsSync(path)) mkdirSync(path, { mode: step.mode ?? 0o755 });
      chmodSync(path, step.mode ?? lstatSync(path).mode & 0o7777);
      own(path, step);
      return;
    case 'attributes':
      if (step.mode !== undefined) chmodSync(path, step.mode);
      own(path, step);
  }
}

function own(
  path: string,
  { owner }: { readonly owner?: { readonly user?: string; readonly group?: string } },
): void {
  if (owner === undefined) return;
  const stat = lstatSync(path);
  chownSync(
    path,
    owner.user === undefined ? stat.uid : Number(owner.user),
    owner.group === undefined ? stat.gid : Number(owner.group),
  );
}

function runCommand(argv: readonly [string, ...string[]]): CommandResult {
  const [program, ...args] = argv;
  const { status, stdout, stderr } = spawnSync(program, args);
  return { argv, status, stdout, stderr };
}

function inRoot(root: string, path: string): string {
  const real = realpathSync(join(root, path));
  // Absolute links of the tree are links below its root.
  return real.startsWith(`${root}/`) || real === root ? real : join(root, real);
}

function reading<T>(path: string, look: () => T): Reading<T> {
  try {
    return present(look());
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EINVAL') return absent;
    return unreadable(t('host.cannot_write', { path: dirname(path), code: code ?? String(error) }));
  }
}
