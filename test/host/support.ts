import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, onTestFinished } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { absent } from '../../src/core/reading.ts';
import { openHost } from '../../src/host/index.ts';

/** A folder for one test; gone afterwards. Others may pass through it, as through the folders of a host. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-host-'));
  execFileSync('chmod', ['0755', folder]);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** This machine's host, or the tree at a root. */
export function hostAt(root = '/') {
  return openHost({ root, service: async () => absent });
}

/** What a Failure says, and that it is one. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

/** A small file system in memory at a new folder; size in bytes, or options of mount(8). */
export function mountMemory(options: string): string {
  const folder = join(scratch(), 'disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'kapa-test', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Every name below a folder with its kind and mode: for "nothing was changed, nothing left behind". */
export function names(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${lstatSync(join(folder, name)).mode.toString(8)}`)
    .sort();
}

/**
 * Runs a program, which may use the host's `openHost` and leaves its answer in `said`, in a mount namespace of its own
 * after a set-up by fixed shell text.
 */
export async function runInside(setUp: string, args: readonly string[], program: string): Promise<unknown> {
  const folder = await bundledHost();
  const script = join(folder, 'program.mjs');
  writeFileSync(
    script,
    `import { openHost } from './host.mjs';\n${program}\nconsole.log(JSON.stringify(said));\n`,
  );
  const shell = `set -e; node=$1; script=$2; shift 2; ${setUp}; exec "$node" "$script"`;
  const stdout = execFileSync(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', shell, 'sh', process.execPath, script, ...args],
    { encoding: 'utf8' },
  );
  return JSON.parse(stdout);
}

/** A folder with the host as one file, `host.mjs`, for programs that run in a process of their own. */
export async function bundledHost(): Promise<string> {
  const folder = scratch();
  const build = await rolldown({ input: 'src/host/index.ts', platform: 'node', logLevel: 'silent' });
  await build.write({ file: join(folder, 'host.mjs'), format: 'esm', codeSplitting: false });
  await build.close();
  return folder;
}
