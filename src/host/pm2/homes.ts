import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import type { ProcessIdentity } from '../../core/host.ts';
import type { Pm2Home, Process } from '../../core/instruments.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { readLimits, type Account } from '../../core/reader.ts';
import { t } from '../../core/text.ts';
import { openAccounts, type Accounts } from '../files/accounts.ts';
import { codeOf, isGone, unreadableReason } from '../errno.ts';
import { readOnlyUid, readProcess, readUptime } from '../processes/proc.ts';
import { readSmall } from '../files/small-file.ts';
import { openTree } from '../files/path-resolver.ts';
import { follow } from '../files/way.ts';

/** PM2's folder as judged: whose it is, and where it really lies. */
export interface JudgedHome extends Pm2Home {
  readonly account: Account;
  readonly real: string;
}

/** Daemons of one user whose own words on their folder are looked up. */
const mostCandidates = 64;
/** Bytes of a process's words or environment in which its folder is looked for. */
const mostOfWords = 128 * 1024;

/** Users of this machine, as its tables say now. */
function liveAccounts(): Accounts {
  return openAccounts(openTree('/'));
}

/**
 * Judges PM2's folder at a path: it is its owner's, and nobody else decides where the path leads. Its daemon is the
 * process of that owner whose number PM2 left there. Absent: there is no such folder.
 */
export function judgeHome(path: string, accounts: Accounts = liveAccounts()): Reading<JudgedHome> {
  try {
    if (!path.startsWith('/') || /[\0-\x1f\x7f]|\/\.\.(?:\/|$)/u.test(path))
      return unreadable(t('measure.pm2_odd_home', { home: path }));
    const { real, stat, foreign } = follow(path);
    if (foreign !== undefined) return unreadable(foreign);
    if (!stat.isDirectory()) return unreadable(t('measure.pm2_odd_home', { home: path }));
    const account = accounts.accountOf(stat.uid);
    if (account.state === 'unreadable') return account;
    if (account.state === 'absent')
      return unreadable(t('measure.pm2_nobodys_home', { home: path, uid: stat.uid }));
    const daemon = daemonIn(real, stat.uid);
    return present({
      home: path,
      real,
      user: account.value.name,
      uid: stat.uid,
      account: account.value,
      daemon,
    });
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    if (isGone(error) || codeOf(error) === 'ENOTDIR') return absent;
    const isDenied = codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
    return unreadable(isDenied ? t('measure.pm2_denied', { home: path }) : unreadableReason(path, error));
  }
}

/** PM2's folder at a path, where it must be a user's; why it is not is said with how to cure it. */
export function judgeHomeOf(
  account: Account,
  path: string,
  accounts: Accounts = liveAccounts(),
): Reading<JudgedHome> {
  const judged = judgeHome(path, accounts);
  if (judged.state !== 'present' || judged.value.uid === account.uid) return judged;
  const { user: owner } = judged.value;
  return unreadable(t('measure.pm2_foreign_home', { home: path, owner, user: account.name }));
}

/** The folder of an account's PM2: the one that its daemon works in, `~/.pm2` where none runs, or where that one does. */
export function homeOfAccount(account: Account, named: () => readonly NamedDaemon[]): Reading<JudgedHome> {
  const accounts = liveAccounts();
  const usual = judgeHomeOf(account, usualPm2Home(account), accounts);
  if (usual.state === 'present' && usual.value.daemon !== undefined) return usual;
  const elsewhere = homesOfDaemons(named(), accounts).find(({ uid }) => uid === account.uid);
  return elsewhere === undefined ? usual : present(elsewhere);
}

/** PM2's folders: `~/.pm2` of the accounts that have one, and those of daemons that run. */
export function findHomes(named: readonly NamedDaemon[]): readonly JudgedHome[] {
  const accounts = liveAccounts();
  const homes = new Map<string, JudgedHome>();
  for (const account of accounts.all()) {
    const judged = judgeHome(usualPm2Home(account), accounts);
    if (judged.state === 'present' && judged.value.uid === account.uid)
      homes.set(judged.value.real, { ...judged.value, account, user: account.name });
  }
  for (const home of homesOfDaemons(named, accounts)) if (!homes.has(home.real)) homes.set(home.real, home);
  return [...homes.values()];
}

/**
 * Numbers of the daemons that a folder's owner runs in it. A second one comes about when the folder's sockets were
 * removed: nobody reaches the first any more, and what it runs goes on. One in a container works in a folder of the same
 * name only.
 */
export function daemonsIn({ real, uid }: JudgedHome, named: readonly NamedDaemon[]): readonly number[] {
  const accounts = liveAccounts();
  return named
    .filter((daemon) => {
      if (daemon.uid !== uid || daemon.path === undefined || isElsewhere(daemon.pid)) return false;
      const judged = judgeHome(daemon.path, accounts);
      return judged.state === 'present' && judged.value.real === real;
    })
    .map(({ pid }) => pid);
}

/** A process that calls itself PM2's daemon, its only user, and the folder that it names: all of it that user's word. */
export interface NamedDaemon {
  readonly pid: number;
  readonly uid: number;
  readonly path: string | undefined;
}

/** Processes that call themselves PM2's daemon, some of each user. */
export function findNamed(processes: ReadonlyMap<number, Process>): readonly NamedDaemon[] {
  const counted = new Map<number, number>();
  return [...processes.values()].filter(isCalledPm2).flatMap(({ pid }) => {
    const uid = readOnlyUid(pid);
    const before = counted.get(uid ?? -1) ?? 0;
    if (uid === undefined || before >= mostCandidates) return [];
    counted.set(uid, before + 1);
    return [{ pid, uid, path: namedHome(pid) }];
  });
}

/** Names in the list that PM2 saved for the next boot. The file holds environments: nothing else is taken of it. */
export function readSaved({ real, uid }: JudgedHome): Reading<readonly string[]> {
  const dump = readSmall(`${real}/dump.pm2`, uid, readLimits.pm2Dump);
  if (dump === undefined) return absent;
  try {
    const list: unknown = JSON.parse(textOf(dump));
    if (!Array.isArray(list)) return absent;
    return present(
      list.flatMap((entry: unknown) => {
        const name = (entry as { readonly name?: unknown } | null)?.name;
        return typeof name === 'string' ? [name] : [];
      }),
    );
  } catch {
    return absent;
  }
}

/** The process of a folder's owner that runs under the number which PM2 left there, and is called as PM2 is. */
function daemonIn(real: string, uid: number): ProcessIdentity | undefined {
  const pid = Number(textOf(readSmall(`${real}/pm2.pid`, uid, readLimits.pidFile)));
  const process = Number.isInteger(pid) && pid > 0 ? readProcess(pid, readUptime()) : undefined;
  return process !== undefined && isCalledPm2(process) && readOnlyUid(pid) === uid
    ? { pid, started: process.started }
    : undefined;
}

/** Folders of daemons: one that a daemon names counts if it is of the daemon's user and names the daemon in turn. */
function homesOfDaemons(named: readonly NamedDaemon[], accounts: Accounts): readonly JudgedHome[] {
  return named.flatMap(({ pid, uid, path }) => {
    const judged = path === undefined ? absent : judgeHome(path, accounts);
    return judged.state === 'present' && judged.value.uid === uid && judged.value.daemon?.pid === pid
      ? [judged.value]
      : [];
  });
}

/** Tells that a process is in a container: its processes have numbers of their own. */
function isElsewhere(pid: number): boolean {
  const space = (of: number | 'self'): string => readlinkSync(`/proc/${of}/ns/pid`);
  try {
    return space(pid) !== space('self');
  } catch {
    // Whoever may not look sees no containers of others either, or it has ended.
    return false;
  }
}

function textOf(bytes: Uint8Array = new Uint8Array()): string {
  return new TextDecoder().decode(bytes);
}

function isCalledPm2({ command, ended }: Process): boolean {
  return command.startsWith('PM2 v') && !ended;
}

/**
 * The folder in a daemon's title, `PM2 v7.0.4: God Daemon (/home/kapa/.pm2)`. A title has no more room than the words
 * that the daemon was started with: where the folder was cut off, it is what the daemon's environment makes it.
 */
function namedHome(pid: number): string | undefined {
  const whole = homeInTitle(firstOf(`/proc/${pid}/cmdline`));
  if (whole !== undefined) return whole;
  const environment = firstOf(`/proc/${pid}/environ`).split('\0');
  const valueOf = (name: string): string | undefined =>
    environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const home = valueOf('HOME');
  return valueOf('PM2_HOME') ?? (home === undefined ? undefined : usualPm2Home({ home }));
}

/** Whoever made the title chose its length: it is looked through once. */
function homeInTitle(title: string): string | undefined {
  const before = 'God Daemon (';
  for (const word of title.split('\0')) {
    const start = word.indexOf(before);
    const end = word.lastIndexOf(')');
    if (start !== -1 && end > start + before.length) return word.slice(start + before.length, end);
  }
  return undefined;
}

function firstOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(mostOfWords);
      let length = 0;
      for (let got = -1; got !== 0 && length < mostOfWords; length += got)
        got = readSync(file, bytes, length, mostOfWords - length, null);
      return bytes.toString('utf8', 0, length);
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
