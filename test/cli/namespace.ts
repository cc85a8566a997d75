import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { KapaBehindPipes, kapaProgram } from './serve.ts';

/** Processes, network and mounts of their own: what runs there sees no other test, and ends with it. */
export interface Namespace {
  /** Runs a command to its end; it may fail. */
  run(argv: readonly string[], options?: Options): Promise<Ended>;
  /** Runs a fixed shell text, which must succeed; answers with its output. */
  sh(script: string, options?: Options): Promise<string>;
  /** Runs a command line of kapa: in one that was started there before where it is free, and needs no other environment. */
  kapa(args: readonly string[], options?: Options): Promise<Ended>;
  /** Starts a command and leaves it running. */
  start(argv: readonly string[], options?: Options): ChildProcess;
  close(): void;
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens a namespace with a loopback that is up. */
export async function openNamespace(): Promise<Namespace> {
  // The shell is process 1 there: it reaps what its children leave behind.
  const init = 'ip link set lo up; while :; do sleep 1; done';
  const unshare = spawn(
    'unshare',
    ['--fork', '--kill-child', '--pid', '--net', '--mount', '--mount-proc', '--', 'bash', '-c', init],
    { stdio: 'ignore' },
  );
  const leader = await leaderOf(unshare.pid ?? 0);
  const enter = (
    argv: readonly string[],
    { cwd = '/', env = {} }: Options,
    stdio: StdioOptions,
  ): ChildProcess =>
    spawn(
      'nsenter',
      ['--target', String(leader), '--pid', '--net', '--mount', `--wdns=${cwd}`, '--', ...argv],
      { env: { ...environment, ...env }, stdio },
    );
  const start: Namespace['start'] = (argv, options = {}) => enter(argv, options, ['ignore', 'pipe', 'pipe']);
  const served = new KapaBehindPipes((argv) => enter(argv, {}, ['pipe', 'pipe', 'inherit']));
  const run: Namespace['run'] = (argv, options) => finish(start(argv, options));
  return {
    run,
    start,
    kapa: (args, options = {}) =>
      served.busy || Object.keys(options.env ?? {}).length > 0
        ? run([process.execPath, kapaProgram, ...args], options)
        : served.ask({ args, cwd: options.cwd ?? '/', env: environment }),
    async sh(script, options) {
      const { status, stdout, stderr } = await run(['/bin/sh', '-euc', script], options);
      if (status !== 0) throw new Error(`${script}\nended with ${status}\n${stdout}\n${stderr}`);
      return stdout;
    },
    close() {
      unshare.kill('SIGKILL');
    },
  };
}

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8' };

async function leaderOf(parent: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const children = `/proc/${parent}/task/${parent}/children`;
    const child = existsSync(children) ? Number(readFileSync(children, 'utf8').trim().split(' ')[0]) : 0;
    // Its /proc is its own once the shell runs.
    if (child > 0 && readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'bash') return child;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  throw new Error('unshare did not start: are you root, and is util-linux installed?');
}

function finish(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('exit', (status) => {
      // A daemon that it started may keep the pipes open.
      setTimeout(() => {
        resolve({
          status,
          stdout: Buffer.concat(stdout).toString(),
          stderr: Buffer.concat(stderr).toString(),
        });
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 30);
    });
  });
}
