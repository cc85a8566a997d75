import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KapaBehindPipes } from '../cli/serve.ts';

const project = resolve(import.meta.dirname, '../..');

/** How a command in a lab ended. */
export interface Ended {
  /** Null: a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/**
 * This machine with an /etc, /var, /run, /tmp, network and process list of its own: kapa works on root `/` there, and
 * Debian's own Apache serves the operator's sites from it, without systemd. Its pid 1 reaps nobody, as in a container.
 */
export interface Lab {
  /** A path inside, as this process reaches it. */
  path(inside: string): string;
  get(inside: string): string;
  put(inside: string, content: string | Uint8Array, mode?: number): void;
  run(argv: readonly string[], options?: LabOptions): Promise<Ended>;
  /** Runs a fixed shell text that must succeed. */
  sh(script: string): Promise<string>;
  /** Starts a command inside and leaves it running. */
  start(argv: readonly string[]): ChildProcess;
  /** Runs a command line of kapa inside: in one that was started there before where it is free, and nothing else is asked for. */
  kapa(args: readonly string[], options?: LabOptions): Promise<Ended>;
  /** Ends everything inside. */
  close(): Promise<void>;
}

/** How a command is run in a lab. */
export interface LabOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds; 180 unless given. */
  readonly timeout?: number;
}

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
};
const language = { LC_ALL: 'C.UTF-8' };

const setUp = `
set -e
cd "$1"
ip link set lo up
mount -t tmpfs lab /mnt
cp -a /etc /mnt/etc
rm -rf /mnt/etc/apache2
cp -a demo/host/etc/apache2 demo/host/etc/letsencrypt /mnt/etc/
mount --bind /mnt/etc /etc
umount -l /mnt
mount -t tmpfs lab /run
mount -t tmpfs lab /var
mount -t tmpfs -o mode=1777 lab /tmp
mkdir -p /tmp/program/build
cp -a dist modules templates package.json /tmp/program/
cp -a build/served /tmp/program/build/
mkdir -p /run/lock /run/apache2 /var/log/apache2 /var/lib/logrotate /var/spool/cron /var/www/html /etc/kapa
mkdir -m 1730 /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
ln -s /run /var/run
ln -s /run/lock /var/lock
site=kapa.healtheworld.com.co
mkdir -p /var/www/$site/frontend/dist /etc/letsencrypt/live/$site
echo one | tee /var/www/html/index.html > /var/www/$site/frontend/dist/index.html
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$site \\
  -keyout /etc/letsencrypt/live/$site/privkey.pem -out /etc/letsencrypt/live/$site/fullchain.pem
echo "127.0.0.1 localhost $site" > /etc/hosts
echo ready
exec cat > /dev/null
`;

/** Opens one; Apache does not run yet. */
export async function openLab(): Promise<Lab> {
  const holder = spawn(
    'unshare',
    // prettier-ignore
    ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private', '--',
      'sh', '-c', setUp, 'lab', project],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    holder.stdout.once('data', () => resolve());
    holder.once('exit', () => reject(new Error(`no lab: ${said}`)));
  });
  const init = Number(readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim());
  const path = (inside: string): string => `/proc/${init}/root${inside}`;
  const enter = (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
    stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
  ): ChildProcess =>
    spawn('nsenter', ['--target', String(init), '--mount', '--net', '--pid', '--wdns=/', '--', ...argv], {
      stdio,
      env: { ...environment, ...env },
    });
  const served = new KapaBehindPipes((argv) => enter(argv, {}, ['pipe', 'pipe', 'inherit']), '/tmp/program');
  const lab: Lab = {
    path,
    get: (inside) => readFileSync(path(inside), 'utf8'),
    put(inside, content, mode) {
      mkdirSync(dirname(path(inside)), { recursive: true });
      writeFileSync(path(inside), content, mode === undefined ? {} : { mode });
    },
    run: (argv, { env, timeout = 180 } = {}) => finish(enter(argv, env), timeout),
    async sh(script) {
      const ended = await lab.run(['sh', '-euc', script]);
      if (ended.status !== 0) throw new Error(`${script}\n${ended.stdout}${ended.stderr}`);
      return ended.stdout;
    },
    start: (argv) => enter(argv),
    async kapa(args, options) {
      if (options !== undefined || served.busy)
        return await lab.run([process.execPath, '/tmp/program/dist/kapa.cjs', ...args], {
          ...options,
          env: { ...language, ...options?.env },
        });
      const from = performance.now();
      const answer = await served.ask({ args, cwd: '/', env: { ...environment, ...language } });
      return { ...answer, signal: null, seconds: (performance.now() - from) / 1000 };
    },
    async close() {
      const over = new Promise((resolve) => holder.once('exit', resolve));
      holder.stdin.end();
      await over;
    },
  };
  return lab;
}

/** Every path below a folder of a lab with what is there: text, mode and owner, or where a link leads. */
export function snapshot(lab: Lab, ...folders: readonly string[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (inside: string): void => {
    for (const entry of readdirSync(lab.path(inside), { withFileTypes: true })) {
      const path = `${inside}/${entry.name}`;
      if (entry.isSymbolicLink()) found[path] = readlinkSync(lab.path(path));
      else if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const { mode, uid, gid } = statSync(lab.path(path));
        found[path] = `${mode.toString(8)} ${uid}:${gid}\n${readFileSync(lab.path(path), 'latin1')}`;
      }
    }
  };
  for (const folder of folders) if (existsSync(lab.path(folder))) walk(folder);
  return found;
}

function finish(child: ChildProcess, timeout: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout * 1000);
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      clearTimeout(timer);
      const seconds = (performance.now() - from) / 1000;
      // Apache, started by the command, may hold its output open.
      setTimeout(() => {
        const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
        resolve({ status, signal, stdout: stdout ?? '', stderr: stderr ?? '', seconds });
      }, 20);
    });
  });
}
