import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kapa, type Around, type Ran } from './program.ts';
import { waitUntil } from './wait.ts';

/** A `kapa watch` as its users run it, over policies in a folder of its own. */
export interface Watching {
  /** Path of a name in the folder. */
  at(name: string): string;
  readonly pid: number;
  /** All that it has said on both outputs. */
  said(): string;
  /** Waits until it has said something. */
  hears(what: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Runs another command with the same policies and state. */
  run(args: readonly string[], policies?: readonly string[], around?: Around): Ran;
  close(): Promise<void>;
}

/** A folder for policies and flags, whose state stands in `state`. */
export function watchFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-watching-'));
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), text.replaceAll('DIR', folder));
  return folder;
}

/** Starts a watch over the `.yaml` files of a folder; it goes with the folder when closed. */
export function startWatch(folder: string, more: readonly string[] = []): Watching {
  const words = ['watch', '--state-dir', join(folder, 'state'), ...more, folder];
  const watch = spawn(process.execPath, [resolve('dist/kapa.cjs'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' },
  });
  let said = '';
  for (const stream of [watch.stdout, watch.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const ended = new Promise<void>((done) => void watch.once('exit', () => done()));
  return {
    at: (name) => join(folder, name),
    pid: watch.pid ?? 0,
    said: () => said,
    hears: (what) =>
      waitUntil(
        what,
        () => said.includes(what),
        () => said,
      ),
    signal: (name) => void watch.kill(name),
    run: (args, policies = [folder], around = {}) =>
      kapa([...args, '--state-dir', join(folder, 'state'), ...policies], around),
    async close() {
      watch.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
