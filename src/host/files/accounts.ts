import { Failure } from '../../core/failure.ts';
import { readLimits, type Account } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOf, unreadableReason } from '../errno.ts';
import { runHelper } from '../processes/programs.ts';
import { readWhole } from './read.ts';
import type { FileTree } from './path-resolver.ts';

/** Users and groups of a tree, by name and by number. */
export interface Accounts {
  account(name: string): Reading<Account>;
  group(name: string): Reading<number>;
  /** The uid of a user, given by name or number; or a Failure. */
  uidOf(name: string): number;
  /** The gid of a group, given by name or number; or a Failure. */
  gidOf(name: string): number;
  /** The account of a uid, the first where several share it. */
  accountOf(uid: number): Reading<Account>;
  /** All accounts of the table; those that come from elsewhere are found by name or uid only. */
  all(): readonly Account[];
}

/**
 * Reads /etc/passwd and /etc/group of the tree, once; on a live host what is not there is asked of getent, since
 * users may come from LDAP. A plain user can give nothing away: below a root, everybody is that user to it, as in a
 * user namespace, and the tree is its own.
 */
export function openAccounts(tree: FileTree): Accounts {
  const own = tree.root === '/' ? undefined : plainUser();
  const passwd = once(() => readTable(tree, '/etc/passwd'));
  const groups = once(() => readTable(tree, '/etc/group'));
  const find = (
    table: () => Table,
    database: 'passwd' | 'group',
    name: string,
  ): Reading<readonly string[]> => {
    const read = table();
    if (read.state !== 'present') return read;
    const row = read.value.get(name);
    if (row !== undefined) return present(row);
    return tree.root === '/' ? askGetent(database, name) : absent;
  };
  const account = (name: string): Reading<Account> => {
    const row = find(passwd, 'passwd', name);
    // As chown(1) does: what is no name, but a number, is the number.
    if (row.state === 'absent' && isNumber(name))
      return present({ name, uid: Number(name), gid: Number(name), home: '/', ...own });
    return row.state === 'present' ? present({ ...accountIn(row.value), ...own }) : row;
  };
  const rows = (): readonly (readonly string[])[] => {
    const table = passwd();
    return table.state === 'present' ? [...table.value.values()] : [];
  };
  const group = (name: string): Reading<number> => {
    const row = find(groups, 'group', name);
    if (row.state === 'absent' && isNumber(name)) return present(own?.gid ?? Number(name));
    return row.state === 'present' ? present(own?.gid ?? Number(row.value[2])) : row;
  };
  return {
    account,
    group,
    accountOf(uid) {
      const row = rows().find((row) => row[2] === String(uid));
      if (row !== undefined) return present(accountIn(row));
      const asked = tree.root === '/' ? askGetent('passwd', String(uid)) : absent;
      return asked.state === 'present' ? present(accountIn(asked.value)) : asked;
    },
    all: () => rows().map(accountIn),
    uidOf: (name) => must(account(name), t('host.no_account', { name })).uid,
    gidOf: (name) => must(group(name), t('host.no_group', { name })),
  };
}

function accountIn([name = '', , uid = '', gid = '', , home = '/']: readonly string[]): Account {
  return { name, uid: Number(uid), gid: Number(gid), home };
}

function plainUser(): { readonly uid: number; readonly gid: number } | undefined {
  const uid = process.geteuid?.() ?? 0;
  return uid === 0 ? undefined : { uid, gid: process.getegid?.() ?? 0 };
}

function isNumber(name: string): boolean {
  return /^\d+$/u.test(name);
}

type Table = Reading<ReadonlyMap<string, readonly string[]>>;

function readTable(tree: FileTree, path: string): Table {
  try {
    const rows = new TextDecoder()
      .decode(readWhole(path, tree.follow(path).real, readLimits.file))
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => line.split(':'));
    return present(new Map(rows.map((row) => [row[0] ?? '', row])));
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    return codeOf(error) === 'ENOENT' ? present(new Map()) : unreadable(unreadableReason(path, error));
  }
}

function askGetent(database: 'passwd' | 'group', name: string): Reading<readonly string[]> {
  const { status, stdout } = runHelper('getent', [database, '--', name], { seconds: 5 });
  return status === 0 ? present(stdout.trim().split(':')) : absent;
}

function must<T>(reading: Reading<T>, missing: ReturnType<typeof t>): T {
  if (reading.state === 'present') return reading.value;
  if (reading.state === 'unreadable') throw new Failure(reading.reason);
  throw new Failure(missing, { cure: t('host.no_account_cure') });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
