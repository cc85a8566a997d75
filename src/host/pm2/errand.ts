import { cutTo } from '../../core/cut.ts';
import { connect, type Socket } from 'node:net';
import type { Pm2Process } from '../../core/reader.ts';

/** Question to the daemon of a folder, and what is to be done to one of the applications that it answers with. */
export interface Errand {
  /** PM2_HOME. */
  readonly home: string;
  /** Seconds within which a living daemon says what it has in memory. */
  readonly patience: number;
  readonly act?: {
    readonly method: string;
    readonly id: number;
    /** The name that this number must have in the very connection that acts. */
    readonly name: string;
    /** Seconds. */
    readonly timeout: number;
  };
}

/** Outcome of an errand. `down`: nobody is behind the socket. */
export type Answer =
  | { readonly outcome: 'list'; readonly processes: readonly Pm2Process[] }
  | { readonly outcome: 'done' | 'down' | 'renamed' }
  | {
      readonly outcome: 'hangs' | 'hung_up' | 'garbage' | 'too_much' | 'denied' | 'failed';
      /** Words of the daemon or of the system. */
      readonly reason: string;
    };

/** Bytes that one answer may have. */
const mostBytes = 1024 * 1024;
/** Applications that one list may have. */
const mostProcesses = 500;

/**
 * Runs an errand: one connection, in the frames of the AMP protocol that PM2's axon speaks, for the list and for what
 * is done. It has the rights of whoever runs it, and reaches what these reach.
 */
export async function runErrand({ home, patience, act }: Errand): Promise<Answer> {
  const line = openLine(`${home}/rpc.sock`);
  try {
    const listed = await line.call('getMonitorData', {}, patience);
    if (!('value' in listed)) return listed;
    const list = listed.value;
    if (!Array.isArray(list)) return bad('garbage');
    if (list.length > mostProcesses) return bad('too_much');
    const processes = list.map(pick);
    if (!processes.every((process) => process !== undefined)) return bad('garbage');
    if (act === undefined) return { outcome: 'list', processes };
    const { method, id, name, timeout } = act;
    if (!processes.some((process) => process.id === id && process.name === name))
      return { outcome: 'renamed' };
    // Restarts take an object, deletion the bare number (PM2's lib/Daemon.js and God/ActionMethods.js).
    const done = await line.call(method, method === 'deleteProcessId' ? id : { id }, timeout);
    return 'value' in done ? { outcome: 'done' } : done;
  } finally {
    line.close();
  }
}

/** Entries of a daemon's list, environments and all, for a program of the user whose daemon it is; undefined: it gives none. */
export async function listEntries(home: string, patience: number): Promise<readonly unknown[] | undefined> {
  const line = openLine(`${home}/rpc.sock`);
  try {
    const listed = await line.call('getMonitorData', {}, patience);
    return 'value' in listed && Array.isArray(listed.value) ? listed.value : undefined;
  } finally {
    line.close();
  }
}

type Called = { readonly value: unknown } | Exclude<Answer, { readonly outcome: 'list' }>;

interface Line {
  call(method: string, argument: unknown, seconds: number): Promise<Called>;
  close(): void;
}

/** Opens a connection, for one call after the other. */
function openLine(path: string): Line {
  const socket = connect(path);
  let broken: Called | undefined;
  let finish: (called: Called) => void = () => {};
  const breakOff = (called: Called): void => {
    broken ??= called;
    socket.destroy();
    finish(broken);
  };
  socket.on('error', (error: NodeJS.ErrnoException) => {
    breakOff(refusal(error.code ?? error.message));
  });
  socket.on('close', () => {
    breakOff(bad('hung_up'));
  });
  collect(socket, (message) => {
    if (typeof message === 'string') breakOff(bad(message));
    else finish(readAnswer(message));
  });
  return {
    call: (method, argument, seconds) =>
      new Promise((resolve) => {
        if (broken !== undefined) {
          resolve(broken);
          return;
        }
        const timer = setTimeout(() => {
          // What has come while nothing was read counts: late is not silent.
          setImmediate(() => finish(bad('hangs')));
        }, seconds * 1000);
        finish = (called) => {
          clearTimeout(timer);
          resolve(called);
        };
        const request = JSON.stringify({ type: 'call', method, args: [argument] });
        socket.write(frame([`j:${request}`, `s:kapa:${method}`]));
      }),
    close: () => void socket.destroy(),
  };
}

type Bad = Extract<Answer, { readonly reason: string }>;

function bad(outcome: Bad['outcome'], reason = ''): Bad {
  return { outcome, reason };
}

function refusal(code: string): Called {
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return { outcome: 'down' };
  if (code === 'EACCES' || code === 'EPERM') return bad('denied');
  return bad('failed', code);
}

function readAnswer([first = '']: readonly string[]): Called {
  try {
    const message = JSON.parse(first.slice(2)) as {
      readonly args?: readonly unknown[];
      readonly error?: unknown;
    };
    if (!first.startsWith('j:') || typeof message !== 'object' || message === null) return bad('garbage');
    if (message.error !== undefined && message.error !== null) return bad('failed', short(message.error));
    return Array.isArray(message.args) ? { value: message.args[0] } : bad('garbage');
  } catch {
    return bad('garbage');
  }
}

/** An error of PM2 may be a whole object with the application's environment: only its first words are kept. */
function short(error: unknown): string {
  const text = typeof error === 'string' ? error : (error as { readonly message?: unknown }).message;
  return typeof text === 'string' ? cutTo(text.split('\n', 1)[0] ?? '', 120) : '?';
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

/** Waits for whole frames; `take` gets the arguments of each, or why it is none. */
function collect(socket: Socket, take: (message: readonly string[] | 'garbage' | 'too_much') => void): void {
  let chunks: Buffer[] = [];
  let length = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    const [head] = chunks;
    if (head === undefined || head[0] === undefined || head[0] >> 4 !== 1) {
      take('garbage');
      return;
    }
    const needed = head.length < 5 ? 0 : 5 + head.readUInt32BE(1);
    if (Math.max(needed, length) > mostBytes) {
      take('too_much');
      return;
    }
    // Joined only when the first argument may be complete: an answer comes in many chunks.
    if (length < needed) return;
    const whole = Buffer.concat(chunks);
    const message = parse(whole, head[0] & 0x0f);
    chunks = message === undefined ? [whole] : [];
    length = message === undefined ? length : 0;
    if (message !== undefined) take(message);
  });
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

/**
 * Picks what kapa may see of an application: fields by name, so that its environment never gets any further.
 */
function pick(raw: unknown): Pm2Process | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { pm_id, name, pid, monit, pm2_env } = raw as Record<string, unknown>;
  if (!Number.isInteger(pm_id) || typeof name !== 'string') return undefined;
  if (typeof pm2_env !== 'object' || pm2_env === null) return undefined;
  const env = pm2_env as Record<string, unknown>;
  if (typeof env['status'] !== 'string') return undefined;
  const usage = (typeof monit === 'object' && monit !== null ? monit : {}) as Record<string, unknown>;
  return {
    id: numberOf(pm_id),
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
    ...(env['pmx_module'] === true ? { module: true } : {}),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
