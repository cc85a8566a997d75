import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openNamespace, type Ended, type Namespace } from '../cli/namespace.ts';

/** Accounts of an arena, by what an attacker may be: who owns the application, and two strangers to it. */
export const accounts = { kapa: 2001, eve: 2002, victim: 2003 } as const;
/** Name of an account that the arena has made. */
export type AccountName = keyof typeof accounts;

/**
 * Host to attack: processes, network and mounts of its own, with /etc, /var, /home, /srv, /opt, /root and /tmp as this
 * machine has them and thrown away at the end. Its accounts `kapa`, `eve` and `victim` have homes of mode 0755.
 */
export interface Arena extends Omit<Namespace, 'kapa'> {
  /** Runs kapa as root, as an operator does: no terminal, a clean environment. */
  kapa(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs a fixed shell text with the rights of an account; it must succeed. */
  as(account: AccountName, script: string): Promise<string>;
  /** Starts a command with the rights of an account, and leaves it running until the arena closes. */
  startAs(account: AccountName, argv: readonly string[]): ReturnType<Namespace['start']>;
  /** Puts a file of root's, 0644, into the arena; folders on the way are made. */
  write(path: string, text: string, mode?: number): Promise<void>;
  /** Text of a file in the arena; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
}

/** Opens an arena; needs root. */
export async function openArena(): Promise<Arena> {
  const namespace = await openNamespace();
  const shared = mkdtempSync(join(tmpdir(), 'kapa-arena-'));
  let parcels = 0;
  await namespace.sh(layers);
  const as = (account: AccountName): string[] => [
    'setpriv',
    `--reuid=${accounts[account]}`,
    `--regid=${accounts[account]}`,
    '--clear-groups',
    '--',
    'env',
    `HOME=/home/${account}`,
    `USER=${account}`,
    `PATH=${dirname(process.execPath)}:/usr/bin:/bin`,
  ];
  return {
    ...namespace,
    kapa: (args, env = {}) => namespace.kapa(args, { env }),
    async as(account, script) {
      const ended = await namespace.run([...as(account), '/bin/sh', '-euc', script]);
      if (ended.status !== 0)
        throw new Error(`${script}\nended with ${ended.status}\n${ended.stdout}\n${ended.stderr}`);
      return ended.stdout;
    },
    startAs: (account, argv) => namespace.start([...as(account), ...argv]),
    async write(path, text, mode = 0o644) {
      // Tests of one arena may run beside each other.
      const parcel = join(shared, String((parcels += 1)));
      writeFileSync(parcel, text);
      const { status, stderr } = await namespace.run([
        ...['install', '-D', '-m', mode.toString(8), '-o', 'root', '-g', 'root', '--', parcel, path],
      ]);
      if (status !== 0) throw new Error(`${path}: ${stderr}`);
    },
    async read(path) {
      const ended = await namespace.run(['cat', '--', path]);
      return ended.status === 0 ? ended.stdout : undefined;
    },
    close() {
      namespace.close();
      rmSync(shared, { recursive: true, force: true });
    },
  };
}

/** Folders that are laid over, and the accounts in them; /tmp stays, since the tests and their programs lie there. */
const layers = `
mkdir -p /run/arena-layers && mount -t tmpfs tmpfs /run/arena-layers
for d in etc var home srv opt root; do
  mkdir -p /$d /run/arena-layers/$d/upper /run/arena-layers/$d/work
  mount -t overlay overlay -o lowerdir=/$d,upperdir=/run/arena-layers/$d/upper,workdir=/run/arena-layers/$d/work /$d
done
rm -rf /var/lib/kapa /etc/kapa
for u in ${Object.entries(accounts)
  .map(([name, uid]) => `${name}:${uid}`)
  .join(' ')}; do
  name=\${u%%:*}; id=\${u##*:}
  grep -q "^$name:" /etc/passwd || {
    echo "$name:x:$id:$id::/home/$name:/bin/sh" >> /etc/passwd
    echo "$name:x:$id:" >> /etc/group
    echo "$name:*:20000:0:99999:7:::" >> /etc/shadow
  }
  mkdir -p /home/$name; chmod 755 /home/$name; chown $id:$id /home/$name
done
`;
