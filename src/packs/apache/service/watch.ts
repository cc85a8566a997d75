import type { Host } from '../../../core/host.ts';
import type { EffectOutcome } from '../../../core/service.ts';
import { t } from '../../../core/text.ts';
import { addedTo, complaints, mainLog, type LogMarks } from './logs.ts';
import { childrenOf, isAlive, listenersOf, type Listener, type ServerProcess } from './process.ts';

/** State of things before an effect. */
export interface BeforeEffect {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly marks: LogMarks;
  readonly children: readonly ServerProcess[];
}

/** Parts of a watch over a server. */
export interface WatchedServer {
  readonly logFolder: string;
  readonly before: BeforeEffect;
  /** The parent process; undefined when there is none (yet). */
  readonly parent: () => Promise<ServerProcess | undefined>;
  /** Tells whether no parent means that there will be none. */
  readonly dead: (parent: ServerProcess | undefined) => Promise<boolean>;
  /** Seconds. */
  readonly patience: number;
}

/**
 * Watches a server after a reload or a start until a new generation serves: the parent lives, its error log says
 * "resuming normal operations", new children are there and every port that it listens at answers. `apache2 -t` and
 * the exit status of `graceful` say nothing of this: a taken port or a certificate without its key kills the
 * server half a second later.
 */
export async function watchServer(host: Host, watched: WatchedServer): Promise<EffectOutcome> {
  const { before, patience } = watched;
  const end = before.at + patience * 1000;
  let fresh: ServerProcess | undefined;
  for (;;) {
    const parent = await watched.parent();
    if (await watched.dead(parent)) return died(host, watched);
    if (parent !== undefined) {
      fresh ??= (await childrenOf(host, parent)).find((child) => !isAmong(child, before.children));
      const said = await resumed(host, parent, before);
      if (hasTurnedOver(said, fresh !== undefined, host.now() - before.at)) {
        const silent = await silentPort(host, await listenersOf(host, parent.pid));
        if (silent === undefined && (await settles(host, parent))) return { ok: true };
      }
    }
    if (host.now() >= end) return gaveUp(host, watched, parent);
    await host.sleep(pollEvery);
  }
}

/** Waits until a process is gone, or a zombie; false when it outlives the patience (seconds). */
export async function waitForEnd(host: Host, process: ServerProcess, patience: number): Promise<boolean> {
  const end = host.now() + patience * 1000;
  while (await isAlive(host, process)) {
    if (host.now() >= end) return false;
    await host.sleep(pollEvery);
  }
  return true;
}

const pollEvery = 0.025;

/** Milliseconds that a server whose error log is no file has to live after its first new child. */
const blindWait = 600;

/**
 * Milliseconds for which busy old children may keep new ones from being started once the log has said that
 * all is well.
 */
const freshWait = 1000;

/** Seconds that a new generation has to last: children may fail as they begin. */
const settleTime = 0.12;

function hasTurnedOver(said: boolean | undefined, fresh: boolean, elapsed: number): boolean {
  if (said === undefined) return fresh && elapsed >= blindWait;
  return said && (fresh || elapsed >= freshWait);
}

/** Tells whether the error log has told of a new generation; undefined where there is no such file. */
async function resumed(
  host: Host,
  parent: ServerProcess,
  { marks }: BeforeEffect,
): Promise<boolean | undefined> {
  const log = await mainLog(host, parent.pid);
  if (log === undefined) return undefined;
  // Notices cannot be turned off where the log is a file.
  return (await addedTo(host, log, marks)).includes('resuming normal operations');
}

async function settles(host: Host, parent: ServerProcess): Promise<boolean> {
  await host.sleep(settleTime);
  return (await isAlive(host, parent)) && (await childrenOf(host, parent)).length > 0;
}

/** The first port that does not take a connection. */
async function silentPort(host: Host, listeners: readonly Listener[]): Promise<Listener | undefined> {
  for (const listener of listeners) {
    let answers = false;
    for (const address of reachable(listener.address)) answers ||= await host.connect(listener.port, address);
    if (!answers) return listener;
  }
  return undefined;
}

/** Addresses by which a listener's own address is reached: "any" is none that one can connect to. */
function reachable(address: string): readonly string[] {
  if (address === '0.0.0.0') return ['127.0.0.1'];
  // An IPv6 socket for any address takes IPv4 as well, unless told otherwise, and IPv6 may be off.
  return address === '0:0:0:0:0:0:0:0' ? ['127.0.0.1', '::1'] : [address];
}

async function died(host: Host, watched: WatchedServer): Promise<EffectOutcome> {
  return { ok: false, down: true, reason: t('apache.died', { said: await lastWords(host, watched) }) };
}

async function gaveUp(
  host: Host,
  watched: WatchedServer,
  parent: ServerProcess | undefined,
): Promise<EffectOutcome> {
  const said = await lastWords(host, watched);
  if (parent === undefined)
    return { ok: false, down: true, reason: t('apache.not_started', { seconds: watched.patience, said }) };
  const listeners = await listenersOf(host, parent.pid);
  const silent = await silentPort(host, listeners);
  if (silent === undefined && listeners.length > 0)
    return { ok: false, down: false, reason: t('apache.not_reloaded', { seconds: watched.patience, said }) };
  const port = silent?.port ?? 0;
  return { ok: false, down: true, reason: t('apache.silent', { port, said }) };
}

async function lastWords(host: Host, { logFolder, before }: WatchedServer): Promise<string> {
  return (await complaints(host, logFolder, before.marks)).join('; ');
}

function isAmong(child: ServerProcess, earlier: readonly ServerProcess[]): boolean {
  return earlier.some(({ pid, started }) => pid === child.pid && started === child.started);
}
