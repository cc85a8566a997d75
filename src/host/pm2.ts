import { readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Pm2Home, Process } from '../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import { usualPm2Home } from '../core/pm2-apps.ts';
import type { Account, Pm2Process } from '../core/reader.ts';
import type { Pm2Answer, Pm2Request } from '../core/remedy.ts';
import { t, type Text } from '../core/text.ts';
import { codeOrMessage } from './fault.ts';
import { readProcess, readProcesses, readUid, readUptime } from './proc.ts';

/** Seconds within which a living daemon answers what it has in memory. */
const patience = 3;
/** A daemon that talks and talks is not one. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The applications of the PM2 daemon in a folder (`PM2_HOME`), asked through its socket. Absent: no daemon runs (there
 * is no socket, or nobody behind it). Unreadable: it hangs, is another user's, or answers what PM2 would not.
 * Never starts a daemon.
 */
export async function readPm2(home: string): Promise<Reading<readonly Pm2Process[]>> {
  const answer = await call(home, 'getMonitorData', {}, patience);
  if ('down' in answer) return absent;
  if ('failed' in answer) return unreadable(answer.failed);
  const list = answer.value;
  if (!Array.isArray(list)) return unreadable(t('measure.pm2_garbage', { home }));
  const processes = list.map(pick);
  return processes.every((process) => process !== undefined)
    ? present(processes)
    : unreadable(t('measure.pm2_garbage', { home }));
}

/**
 * The applications of an account's PM2: of `~/.pm2`, or of a daemon of that user that keeps its sockets elsewhere.
 * As `readPm2` in all else.
 */
export async function readPm2Of(account: Account): Promise<Reading<readonly Pm2Process[]>> {
  const usual = usualPm2Home(account);
  const found = await readPm2(usual);
  if (found.state !== 'absent') return found;
  const home = pm2HomeOf(account);
  return home === usual ? absent : readPm2(home);
}

/** The folder of an account's PM2: the one that its daemon works in, `~/.pm2` where none runs, or where that one does. */
export function pm2HomeOf(account: Account): string {
  const usual = usualPm2Home(account);
  const processes = readProcesses(readUptime());
  if (processes.state !== 'present') return usual;
  const running = findPm2Homes(processes.value).filter(
    ({ user, daemon }) => user === account.name && daemon !== undefined,
  );
  return running.some(({ home }) => home === usual) ? usual : (running[0]?.home ?? usual);
}

/** Asks a daemon to do something to an application. */
export async function askPm2(home: string, { method, id, timeout }: Pm2Request): Promise<Pm2Answer> {
  // Restarts take an object, deletion the bare number (PM2's lib/Daemon.js and God/ActionMethods.js).
  const argument = method === 'deleteProcessId' ? id : { id };
  const answer = await call(home, method, argument, timeout);
  if ('down' in answer) return { ok: false, reason: t('measure.pm2_no_daemon', { home }) };
  return 'failed' in answer ? { ok: false, reason: answer.failed } : { ok: true };
}

/** PM2's folders: those that running daemons name in their title, and `~/.pm2` of the accounts that have one. */
export function findPm2Homes(processes: ReadonlyMap<number, Process>): readonly Pm2Home[] {
  const accounts = readAccounts();
  const homes = new Map<string, Pm2Home>();
  for (const { user, folder } of accounts) {
    const home = `${folder.replace(/\/$/u, '')}/.pm2`;
    if (isFolder(home)) homes.set(home, { home, user, daemon: undefined });
  }
  for (const process of processes.values()) {
    const home = homeOfDaemon(process, accounts);
    if (home !== undefined) homes.set(home.home, home);
  }
  return [...homes.values()];
}

/** The folder of a daemon that runs under the number that `pm2.pid` in it says; undefined: none does. */
export function findPm2Home(path: string, said: Uint8Array, uptime: number): Pm2Home | undefined {
  const pid = Number(new TextDecoder().decode(said));
  const process = Number.isInteger(pid) && pid > 0 ? readProcess(pid, uptime) : undefined;
  const home = process === undefined ? undefined : homeOfDaemon(process, readAccounts());
  return home?.home === path ? home : undefined;
}

function homeOfDaemon(
  { pid, started, command, ended }: Process,
  accounts: ReturnType<typeof readAccounts>,
): Pm2Home | undefined {
  if (!command.startsWith('PM2 v') || ended) return undefined;
  const home = titleHome(pid);
  if (home === undefined) return undefined;
  const uid = readUid(pid);
  const user = accounts.find((account) => account.uid === uid)?.user ?? String(uid ?? '');
  return { home, user, daemon: { pid, started } };
}

/**
 * The folder in a daemon's title, `PM2 v7.0.4: God Daemon (/home/kapa/.pm2)`. A title has no more room than the words
 * that the daemon was started with: where the folder was cut off, it is what the daemon's environment makes it.
 */
function titleHome(pid: number): string | undefined {
  try {
    const whole = /God Daemon \(([^\0]+)\)/u.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
    if (whole !== undefined) return whole;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const valueOf = (name: string): string | undefined =>
      environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    const home = valueOf('HOME');
    return valueOf('PM2_HOME') ?? (home === undefined ? undefined : `${home.replace(/\/$/u, '')}/.pm2`);
  } catch {
    return undefined;
  }
}

function readAccounts(): readonly { readonly user: string; readonly uid: number; readonly folder: string }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [user = '', , uid = '', , , folder = ''] = line.split(':');
      return folder.startsWith('/') ? [{ user, uid: Number(uid), folder }] : [];
    });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

type Answer = { readonly value: unknown } | { readonly down: true } | { readonly failed: Text };

/** One call, one answer, in the frames of the AMP protocol that PM2's axon speaks. */
function call(home: string, method: string, argument: unknown, seconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(`${home}/rpc.sock`);
    const timer = setTimeout(() => {
      end({ failed: t('measure.pm2_hangs', { home, seconds }) });
    }, seconds * 1000);
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', (error) => {
      end(refusal(home, codeOrMessage(error)));
    });
    socket.on('close', () => {
      end({ failed: t('measure.pm2_hung_up', { home }) });
    });
    socket.on('connect', () => {
      const request = JSON.stringify({ type: 'call', method, args: [argument] });
      socket.write(frame([`j:${request}`, `s:kapa:${method}`]));
    });
    collect(socket, (message) => {
      end(message === undefined ? { failed: t('measure.pm2_garbage', { home }) } : readAnswer(home, message));
    });
  });
}

function refusal(home: string, code: string): Answer {
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return { down: true };
  if (code === 'EACCES' || code === 'EPERM') return { failed: t('measure.pm2_denied', { home }) };
  return { failed: t('measure.pm2_failed', { home, reason: code }) };
}

function readAnswer(home: string, [first = '']: readonly string[]): Answer {
  try {
    const message = JSON.parse(first.slice(2)) as {
      readonly args?: readonly unknown[];
      readonly error?: unknown;
    };
    if (!first.startsWith('j:') || typeof message !== 'object' || message === null)
      return { failed: t('measure.pm2_garbage', { home }) };
    if (message.error !== undefined && message.error !== null)
      return { failed: t('measure.pm2_failed', { home, reason: short(message.error) }) };
    return Array.isArray(message.args)
      ? { value: message.args[0] }
      : { failed: t('measure.pm2_garbage', { home }) };
  } catch {
    return { failed: t('measure.pm2_garbage', { home }) };
  }
}

/** An error of PM2 may be a whole object with the application's environment: only its first words are kept. */
function short(error: unknown): string {
  const text = typeof error === 'string' ? error : (error as { readonly message?: unknown }).message;
  return typeof text === 'string' ? (text.split('\n')[0]?.slice(0, 120) ?? '') : '?';
}

/** A byte for version 1 and the number of arguments, then each with its length in four bytes. */
function frame(parts: readonly string[]): Uint8Array {
  const pieces: Buffer[] = [Buffer.from([0x10 | parts.length])];
  for (const part of parts) {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}

/** Waits for one whole frame; `take` gets its arguments, or undefined when it is no frame at all. */
function collect(socket: Socket, take: (message: readonly string[] | undefined) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    const first = chunks[0]?.[0] ?? 0;
    if (first >> 4 !== 1 || length > mostBytes) {
      take(undefined);
      return;
    }
    // Joined only when the first argument may be complete: an answer comes in many chunks.
    if (length < needed(chunks)) return;
    const whole = Buffer.concat(chunks);
    chunks.splice(0, chunks.length, whole);
    const parts = parse(whole, first & 0x0f);
    if (parts !== undefined) take(parts);
  });
}

function needed(chunks: readonly Buffer[]): number {
  const [first] = chunks;
  if (first === undefined || first.length < 5) return 0;
  return 5 + first.readUInt32BE(1);
}

/** Arguments of a frame; undefined while it is not whole. */
function parse(bytes: Buffer, count: number): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 1;
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.toString('utf8', at + 4, end));
    at = end;
  }
  return parts;
}

/** What kapa may see of an application: fields by name, so that its environment never gets any further. */
function pick(raw: unknown): Pm2Process | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { pm_id, name, pid, monit, pm2_env } = raw as Record<string, unknown>;
  if (typeof pm_id !== 'number' || typeof name !== 'string') return undefined;
  if (typeof pm2_env !== 'object' || pm2_env === null) return undefined;
  const env = pm2_env as Record<string, unknown>;
  if (typeof env['status'] !== 'string') return undefined;
  const usage = (typeof monit === 'object' && monit !== null ? monit : {}) as Record<string, unknown>;
  return {
    id: pm_id,
    name,
    pid: numberOf(pid),
    status: env['status'],
    restarts: numberOf(env['restart_time']),
    entry: stringOf(env['unique_id']),
    uptimeSince: numberOf(env['pm_uptime']),
    memory: numberOf(usage['memory']),
    cpu: numberOf(usage['cpu']),
    mode: env['exec_mode'] === 'cluster_mode' ? 'cluster' : 'fork',
    script: stringOf(env['pm_exec_path']),
    cwd: stringOf(env['pm_cwd']),
    logs: { out: stringOf(env['pm_out_log_path']), err: stringOf(env['pm_err_log_path']) },
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
