import { constants } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../core/failure.ts';
import type {
  Certificate,
  DiskSpace,
  FilePiece,
  Instruments,
  Pm2Home,
  Process,
  ProcessDetail,
  SocketHolders,
} from '../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import type { Pm2Process, Reader } from '../core/reader.ts';
import { t } from '../core/text.ts';
import { answers } from './files/mount-alive.ts';
import { readCertificate } from './network/certificate.ts';
import { codeOf, codeOrMessage } from './errno.ts';
import { whyHidden } from './processes/hidden.ts';
import { lookUp } from './network/dns.ts';
import { request } from './network/http.ts';
import { answerOnTime, readOnTime, runOnTime } from './processes/on-time.ts';
import { countOpenFiles, findDeletedFiles } from './processes/open-files.ts';
import { readPm2 } from './pm2/pm2.ts';
import {
  daemonsIn,
  findHomes,
  findNamed,
  judgeHome,
  readSaved,
  type JudgedHome,
  type NamedDaemon,
} from './pm2/homes.ts';
import {
  inspectProcess,
  readLoad,
  readProcess,
  readProcesses,
  readPss,
  readUptime,
} from './processes/proc.ts';
import { lockHolders, runsKapa, type Locks } from './processes/kapas.ts';
import { measured, type Measured } from './files/measured.ts';
import { asFileStat, readWhole, thingsIn } from './files/read.ts';
import {
  findHolders,
  findSockets,
  isWhole,
  readHolders,
  readTable,
  usesIpv6,
  type TcpTable,
} from './network/sockets.ts';

/** Daemons of one user that are asked in a pass: each is asked by a program of its own. */
const mostDaemons = 8;

/**
 * Begins a pass over the host that a reader shows: what is read once in it is not read again. Who holds one of the locks
 * is a kapa.
 */
export function beginPass(reader: Reader, locks?: Locks): Instruments {
  const once = memory();
  let kapas: ReadonlySet<number> | undefined;
  const uptime = readUptime();
  const elsewhere = unreadable(t('measure.not_live', { root: reader.root }));
  const live = <T>(read: () => Promise<Reading<T>>): Promise<Reading<T>> =>
    reader.live ? read() : Promise.resolve(elsewhere);

  const query: Reader['query'] = (argv, options) => runOnTime(() => reader.query(argv, options));
  const table = (version: 4 | 6): Promise<Reading<TcpTable>> =>
    once(`tcp ${version}`, () => live(() => readTable(version)));
  const ipv6 = (): Promise<boolean> => once('ipv6', async () => usesIpv6());
  const processes = (): Promise<Reading<ReadonlyMap<number, Process>>> =>
    once('processes', () =>
      live(async () => {
        // What probes ask of servers gets on its way first, and is answered while /proc is read.
        await setImmediate();
        return readProcesses(uptime);
      }),
    );
  const inspect = (pid: number): Promise<Reading<ProcessDetail>> =>
    once(`inspect ${pid}`, () => live(async () => inspectProcess(pid)));
  const homeAt = (path: string): Promise<Reading<JudgedHome>> =>
    once(`pm2 home ${path}`, () => live(async () => judgeHome(path)));
  const namedDaemons = (): Promise<Reading<readonly NamedDaemon[]>> =>
    once('pm2 daemons', async () => {
      const all = await processes();
      return all.state === 'present' ? present(findNamed(all.value)) : all;
    });
  const asked = new Map<number, number>();
  const pm2At = (home: string): Promise<Reading<readonly Pm2Process[]>> =>
    once(`pm2 ${home}`, async () => {
      const judged = await homeAt(home);
      if (judged.state !== 'present') return judged;
      const { uid, user } = judged.value;
      const before = asked.get(uid) ?? 0;
      if (before >= mostDaemons) return unreadable(t('measure.pm2_too_many', { user, most: mostDaemons }));
      asked.set(uid, before + 1);
      return readOnTime(() => readPm2(home));
    });
  const responds = (path: string): Promise<Reading<true>> =>
    once(`answers ${path}`, () => answers(path, query));
  const touch = async <T>(path: string, read: () => Promise<Reading<T>>): Promise<Reading<T>> => {
    const answer = await responds(path);
    return answer.state === 'present' ? read() : answer;
  };

  const certificateBytes = async (path: string, most: number): Promise<Reading<Uint8Array>> =>
    measure(reader.root, path, ({ held }) => present(readWhole(path, held, most)));

  return {
    ...reader,
    query,
    now: () => Date.now(),
    uptime: () => uptime,
    self: process.pid,
    isKapa: (pid) => (kapas ??= lockHolders(locks)).has(pid) || runsKapa(pid),
    afresh: () => beginPass(reader, locks),
    async tcp(filter) {
      const [tcp, tcp6] = await Promise.all([
        table(4),
        filter.state === 'time-wait' || (await ipv6()) ? table(6) : present(undefined),
      ]);
      if (tcp.state !== 'present') return tcp;
      if (tcp6.state !== 'present') return tcp6;
      const isSeen = filter.state === 'listening' || (isWhole(tcp.value) && isWhole(tcp6.value));
      return isSeen
        ? present(findSockets(tcp.value, tcp6.value, filter))
        : unreadable(t('measure.too_many_sockets'));
    },
    socketHolders: (): Promise<Reading<SocketHolders>> =>
      once('holders', async () => {
        const all = await processes();
        return all.state === 'present' ? present(await readHolders(all.value.keys())) : all;
      }),
    firstHolders: async (inodes, pids) => live(async () => present(findHolders(inodes, pids))),
    processes,
    process: (pid) =>
      once(`process ${pid}`, () =>
        live(async () => {
          const process = readProcess(pid, uptime);
          return process === undefined ? unlessHidden() : present(process);
        }),
      ),
    inspect,
    pss: (pid) => once(`pss ${pid}`, () => live(async () => readPss(pid))),
    openFiles: (pid) => once(`open ${pid}`, () => live(async () => countOpenFiles(pid))),
    deletedFiles: () =>
      once('deleted', async () => {
        const all = await processes();
        return all.state === 'present' ? findDeletedFiles(all.value.keys()) : all;
      }),
    load: () => once('load', () => live(async () => readLoad())),
    disk: (path) => once(`disk ${path}`, () => touch(path, async () => readDisk(reader.root, path))),
    answers: responds,
    measureFile: (path) =>
      touch(path, async () => measure(reader.root, path, ({ stat }) => present(asFileStat(stat)))),
    measureFolder: (path, most) =>
      touch(path, async () => measure(reader.root, path, ({ held }) => present(thingsIn(path, held, most)))),
    readFrom: (path, offset, most) => touch(path, async () => readPiece(reader.root, path, offset, most)),
    request: (asked) => answerOnTime(() => request(asked)),
    lookUp: (question) => answerOnTime(() => lookUp(question)),
    exchange: (asked) =>
      live(() =>
        readOnTime(async () => (await import('./network/exchange-as-owner.ts')).exchangeAsOwner(asked)),
      ),
    certificate: (source): Promise<Reading<Certificate>> =>
      'file' in source
        ? touch(source.file, () => readCertificate(source, certificateBytes))
        : readOnTime(() => readCertificate(source, certificateBytes)),
    pm2: (user, home) =>
      once(`pm2 of ${user} ${home ?? ''}`, () => live(() => readOnTime(() => reader.pm2(user, home)))),
    pm2Homes: (): Promise<Reading<readonly Pm2Home[]>> =>
      once('pm2 homes', async () => {
        const named = await namedDaemons();
        return named.state === 'present' ? present(findHomes(named.value)) : named;
      }),
    pm2Home: homeAt,
    pm2Daemons: async (path) => {
      const [home, named] = [await homeAt(path), await namedDaemons()];
      if (home.state !== 'present') return home;
      return named.state === 'present' ? present(daemonsIn(home.value, named.value)) : named;
    },
    pm2SavedAt: async (path) => {
      const home = await homeAt(path);
      return home.state === 'present' ? readSaved(home.value) : home;
    },
    pm2At,
  };
}

/** Answer for what is not seen: it is not there, unless it may be hidden. */
function unlessHidden(): Reading<never> {
  const hidden = whyHidden();
  return hidden === undefined ? absent : unreadable(hidden);
}

/** Keeps what a pass has asked for, also while the answer is under way. */
function memory(): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<unknown>>();
  return <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    kept.set(key, reading);
    return reading;
  };
}

/** Asked off the main thread: a file system of a server that is gone hangs, and must not hang the rest. */
async function readDisk(root: string, path: string): Promise<Reading<DiskSpace>> {
  return measure(root, path, async ({ held }) => {
    const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(held);
    return present({
      size: blocks * bsize,
      free: bavail * bsize,
      used: (blocks - bfree) * bsize,
      inodes: files,
      freeInodes: ffree,
    });
  });
}

/** Reading of what a path leads to, by whoever made the links on the way. */
async function measure<T>(
  root: string,
  path: string,
  read: (found: Measured) => Reading<T> | Promise<Reading<T>>,
): Promise<Reading<T>> {
  try {
    return await measured(root, path, read);
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
      ? absent
      : unreadable(t('measure.unreadable', { path, reason: codeOrMessage(error) }));
  }
}

async function readPiece(
  root: string,
  path: string,
  offset: number,
  most: number,
): Promise<Reading<FilePiece>> {
  return measure(root, path, async ({ held }) => {
    // A pipe that somebody put there would make the opening wait for a writer.
    const file = await open(held, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return unreadable(t('measure.no_file', { path }));
      const wanted = Math.max(0, Math.min(most, stat.size - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      const { bytesRead } = wanted === 0 ? { bytesRead: 0 } : await file.read(buffer, 0, wanted, offset);
      return present({
        inode: stat.ino,
        size: stat.size,
        mtime: stat.mtimeMs,
        bytes: buffer.subarray(0, bytesRead),
      });
    } finally {
      await file.close();
    }
  });
}
