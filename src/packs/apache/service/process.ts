import type { ProcessIdentity } from '../../../core/host.ts';
import { parseProcStat } from '../../../core/proc-stat.ts';
import { readLimits, type Reader } from '../../../core/reader.ts';
import { unreadable, present, absent, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { debian, type Layout } from '../facts/layout.ts';

/** A process as /proc shows it. */
export interface ServerProcess extends ProcessIdentity {
  readonly parent: number;
  /** A zombie is dead: it only waits for being reaped, which never happens under some containers' pid 1. */
  readonly alive: boolean;
}

/** Address and port that a server listens at. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/**
 * The parent process of the Apache that a pid file names. Absent: none runs, whatever the file says: its number may
 * be free, a zombie's, or a stranger's.
 */
export async function findParent(
  reader: Reader,
  pidFile: string,
  layout: Layout,
): Promise<Reading<ServerProcess>> {
  const file = await reader.read(pidFile, readLimits.pidFile);
  if (file.state !== 'present') return file;
  const pid = Number(new TextDecoder().decode(file.value).trim());
  if (!Number.isSafeInteger(pid) || pid <= 1) return absent;
  const found = await readProcess(reader, pid);
  if (found.state !== 'present') return found;
  if (!found.value.alive) return absent;
  const ours = await isApache(reader, found.value, layout);
  if (ours === undefined) return unreadable(t('apache.cannot_identify', { pid }));
  return ours ? found : absent;
}

/** A process by its number. */
async function readProcess(reader: Reader, pid: number): Promise<Reading<ServerProcess>> {
  const stat = await reader.read(`/proc/${pid}/stat`);
  if (stat.state !== 'present') return stat;
  const found = parseProcStat(new TextDecoder('latin1').decode(stat.value));
  if (found === undefined) return absent;
  return present({ pid, parent: found.parent, started: found.started, alive: !found.ended });
}

/**
 * Tells whether a process that was seen before is still there and no zombie; one that cannot be looked at is
 * not gone.
 */
export async function isAlive(reader: Reader, { pid, started }: ProcessIdentity): Promise<boolean> {
  const now = await readProcess(reader, pid);
  if (now.state === 'present') return now.value.alive && now.value.started === started;
  return now.state === 'unreadable';
}

/** Tells whether a process has a handler for SIGUSR1; taken for granted where that may not be looked at. */
export async function catchesReload(reader: Reader, { pid }: ProcessIdentity): Promise<boolean> {
  const status = await reader.read(`/proc/${pid}/status`);
  if (status.state !== 'present') return true;
  const mask = /^SigCgt:\t([\da-f]+)$/mu.exec(new TextDecoder('latin1').decode(status.value))?.[1];
  return mask === undefined || (BigInt(`0x${mask}`) & sigusr1) !== 0n;
}

/** Signal 10, as the tenth bit, wherever Node runs on Linux. */
const sigusr1 = 1n << 9n;

/** Living children of a parent. */
export async function childrenOf(reader: Reader, parent: ProcessIdentity): Promise<readonly ServerProcess[]> {
  const listed = await reader.read(`/proc/${parent.pid}/task/${parent.pid}/children`);
  const pids =
    listed.state === 'present'
      ? new TextDecoder().decode(listed.value).trim().split(' ')
      : await allPids(reader);
  const found = await Promise.all(
    pids.filter((pid) => pid !== '').map((pid) => readProcess(reader, Number(pid))),
  );
  return found
    .flatMap((process) => (process.state === 'present' ? [process.value] : []))
    .filter((process) => process.alive && process.parent === parent.pid);
}

/** Paths of the files that a process has open; a deleted or nameless one is left out. */
export async function filesOpenBy(reader: Reader, pid: number): Promise<ReadonlyMap<string, string>> {
  const names = await reader.list(`/proc/${pid}/fd`);
  const files = new Map<string, string>();
  if (names.state !== 'present') return files;
  for (const name of names.value) {
    const target = await reader.readlink(`/proc/${pid}/fd/${name}`);
    if (target.state === 'present') files.set(name, target.value);
  }
  return files;
}

/** The TCP sockets that a process listens at, in its own network namespace. */
export async function listenersOf(reader: Reader, pid: number): Promise<readonly Listener[]> {
  const own = await socketsOf(reader, pid);
  return listeners(reader, pid, (inode) => own.has(inode));
}

/** The TCP sockets at which another than a process listens beside it; undefined: beside kapa itself, all of them. */
export async function otherListeners(reader: Reader, pid: number | undefined): Promise<readonly Listener[]> {
  const own = pid === undefined ? new Set<string>() : await socketsOf(reader, pid);
  return listeners(reader, pid ?? 'self', (inode) => !own.has(inode));
}

/** Numbers of the sockets that a process has open. */
async function socketsOf(reader: Reader, pid: number): Promise<ReadonlySet<string>> {
  const targets = [...(await filesOpenBy(reader, pid)).values()];
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/u.exec(target)?.[1] ?? []));
}

/** Listening sockets of the network namespace of a process, those whose numbers are wanted. */
async function listeners(
  reader: Reader,
  pid: number | 'self',
  wanted: (inode: string) => boolean,
): Promise<readonly Listener[]> {
  const found: Listener[] = [];
  for (const table of ['tcp', 'tcp6']) {
    const rows = await reader.read(`/proc/${pid}/net/${table}`, readLimits.kernelTable);
    if (rows.state !== 'present') continue;
    for (const row of new TextDecoder('latin1').decode(rows.value).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/u);
      if (state === listening && wanted(inode)) found.push(addressOf(local));
    }
  }
  return found;
}

const listening = '0A';

async function allPids(reader: Reader): Promise<readonly string[]> {
  const names = await reader.list('/proc');
  return names.state === 'present' ? names.value.filter((name) => /^\d+$/u.test(name)) : [];
}

/**
 * Tells whether a process is the parent of a layout's Apache; undefined: may not be looked at. A child has an Apache for
 * its own parent, and another instance names another folder, or file, on its command line.
 */
async function isApache(
  reader: Reader,
  process: ServerProcess,
  layout: Layout,
): Promise<boolean | undefined> {
  const program = await programOf(reader, process.pid);
  if (program === undefined) return undefined;
  const [name, own] = [nameIn(program), nameIn(layout.program)];
  if (!programs.has(name) && name !== own) return false;
  if ((await programOf(reader, process.parent)) === program) return false;
  const line = await reader.read(`/proc/${process.pid}/cmdline`);
  if (line.state !== 'present') return undefined;
  const words = new TextDecoder().decode(line.value).split('\0');
  const folder = argumentOf(words, '-d')?.replace(/\/$/u, '');
  if (layout.isDebian) return (folder ?? (name === 'apache2' ? debian.root : undefined)) === layout.root;
  const file = argumentOf(words, '-f');
  return file === undefined ? await isProgram(reader, program, layout) : file === layout.main;
}

/** Tells whether a process runs a layout's program, links on the way to it followed. */
async function isProgram(reader: Reader, program: string, layout: Layout): Promise<boolean> {
  const real = await reader.resolve(layout.program);
  const paths = [layout.program, ...(real.state === 'present' ? [real.value] : [])];
  // Of a process that may not be looked at only the name is known.
  return program.startsWith('/') ? paths.includes(program) : program === nameIn(layout.program);
}

/** Argument of an option of one letter, behind it or in the next word. */
function argumentOf(words: readonly string[], option: string): string | undefined {
  const at = words.findIndex((word) => word.startsWith(option));
  const word = words[at];
  return word === option ? words[at + 1] : word?.slice(option.length);
}

const programs: ReadonlySet<string> = new Set(['apache2', 'httpd']);

/** The path of a process's program file; its command name where the file may not be looked at. */
async function programOf(reader: Reader, pid: number): Promise<string | undefined> {
  const exe = await reader.readlink(`/proc/${pid}/exe`);
  if (exe.state === 'present') {
    // After an upgrade the file that runs is no longer the one on the disk.
    return exe.value.replace(/ \(deleted\)$/u, '');
  }
  const comm = await reader.read(`/proc/${pid}/comm`);
  return comm.state === 'present' ? new TextDecoder().decode(comm.value).trim() : undefined;
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `0100007F:0BB9` of /proc/net/tcp as an address and a port: words of four bytes, each in the machine's order. */
function addressOf(local: string): Listener {
  const [hex = '', port = '0'] = local.split(':');
  const bytes: number[] = [];
  for (let at = 0; at < hex.length; at += 8)
    for (let byte = 6; byte >= 0; byte -= 2)
      bytes.push(Number.parseInt(hex.slice(at + byte, at + byte + 2), 16));
  const address =
    bytes.length === 4
      ? bytes.join('.')
      : Array.from({ length: 8 }, (_, word) =>
          (((bytes[word * 2] ?? 0) << 8) | (bytes[word * 2 + 1] ?? 0)).toString(16),
        ).join(':');
  return { address, port: Number.parseInt(port, 16) };
}
