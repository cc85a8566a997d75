import type { Reading } from './reading.ts';
import type { Argv } from './step.ts';

/** Facts of what a path names, without following a last link. Times are milliseconds since 1970. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly links: number;
  /** Tells this thing from any other that bears its name by now; undefined: nobody can tell. */
  readonly id?: string;
}

/** Thing at a path, as one open descriptor showed it. */
export interface Examined {
  readonly stat: FileStat;
  /** Undefined: it is no regular file. */
  readonly content: Uint8Array | undefined;
}

/** A user account. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** State of a service; undefined is "could not tell". */
export interface ServiceState {
  readonly running: boolean | undefined;
  readonly enabled: boolean | undefined;
}

/** An application under PM2, the fields that kapa may see (never its environment). Sizes in bytes, times in ms. */
export interface Pm2Process {
  readonly id: number;
  readonly name: string;
  readonly pid: number;
  readonly status: string;
  readonly restarts: number;
  /** PM2's name for this entry of its list, which restarts leave as it is; '' with a PM2 that gives none. */
  readonly entry: string;
  readonly uptimeSince: number;
  readonly memory: number;
  readonly cpu: number;
  readonly mode: 'fork' | 'cluster';
  readonly script: string;
  readonly cwd: string;
  readonly logs: { readonly out: string; readonly err: string };
  /** One of PM2's own modules, as pm2-logrotate. */
  readonly module?: true;
}

/** Bytes of a file that are read at most, by what it is for: a larger one is unreadable. */
export const readLimits = {
  /** Whatever is declared, and policies. */
  file: 10 * 1024 * 1024,
  certificate: 1024 * 1024,
  pm2Dump: 1024 * 1024,
  pidFile: 64,
  /** Names in one folder: whoever fills it must not take kapa's memory. */
  names: 100_000,
  /** A table of the kernel: a line for each of some hundred thousand sockets. */
  kernelTable: 64 * 1024 * 1024,
} as const;

/**
 * Result of a finished command. `status` is null when a signal or the time-out ended it, or it could not
 * start.
 */
export interface CommandResult {
  readonly argv: Argv;
  readonly status: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Reason why there is no status. `late`: the time-out, but kapa itself was late meanwhile. */
  readonly failed?: 'not_found' | 'timeout' | 'late' | 'signal' | 'denied';
}

/** Settings that a command is run with. The environment is always kapa's short list plus `env`. */
export interface CommandOptions {
  readonly user?: string;
  readonly cwd?: string;
  readonly stdin?: Uint8Array;
  /**
   * True: where there is systemd, it is outside the sandbox of the unit that kapa is in, and what it leaves running is a
   * unit of its own.
   */
  readonly apart?: true;
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds; 30 unless given. */
  readonly timeout?: number;
}

/** Settings of packs as the policies have them, by the names that the packs give them. */
export type PackSettings = Readonly<Record<string, unknown>>;

/** Views of a host by name. */
export interface Views {
  /**
   * The view of a name. `make` makes it from the host as it is, `renew` brings one up to date with the places that steps
   * have changed since.
   */
  of<View>(
    name: string,
    make: (host: Reader) => Promise<View>,
    renew: (view: View, changed: readonly string[]) => Promise<View>,
  ): Promise<View>;
}

/**
 * The host as one may look at it. Nothing here can change anything.
 * Paths are absolute as the host sees them; below `--root` they stay inside the root, links included.
 */
export interface Reader {
  /** `/`, or the folder given by `--root`. */
  readonly root: string;
  /** True: services, processes and crontab(1) belong to the tree that is read; false below `--root`. */
  readonly live: boolean;
  /** Settings of the policies for packs; undefined: there are no policies. */
  readonly settings?: PackSettings;
  stat(path: string): Promise<Reading<FileStat>>;
  /** The bytes of a file, through links; one of more than `most` (`readLimits.file` unless given) is unreadable. */
  read(path: string, most?: number): Promise<Reading<Uint8Array>>;
  /**
   * Attributes and bytes of one and the same file, whoever renames meanwhile; a last link is not followed. A file of more
   * than `most` bytes (`readLimits.file` unless given) is unreadable.
   */
  examine(path: string, most?: number): Promise<Reading<Examined>>;
  /** Names in a folder, in byte order; one of more than `readLimits.names` is unreadable. */
  list(path: string): Promise<Reading<readonly string[]>>;
  readlink(path: string): Promise<Reading<string>>;
  /** The path with every link followed. */
  resolve(path: string): Promise<Reading<string>>;
  /**
   * Tells that only root, and whoever runs kapa, can change a file, put things into a folder, or put another in its
   * place, links on the way included. False where it cannot be told.
   */
  isGuarded(path: string): Promise<boolean>;
  account(name: string): Promise<Reading<Account>>;
  /** The account of a user id, the first where several share it. */
  accountOf(uid: number): Promise<Reading<Account>>;
  /** The gid of a group. */
  group(name: string): Promise<Reading<number>>;
  /** Crontab of a user as crontab(1) lists it, without the header that crontab adds. */
  crontab(user: string): Promise<Reading<Uint8Array>>;
  service(name: string): Promise<Reading<ServiceState>>;
  /** A user's applications, or those of the user's PM2 in a folder; absent: no daemon runs. Never starts one. */
  pm2(user: string, home?: string): Promise<Reading<readonly Pm2Process[]>>;
  /** Names of the applications that a user's PM2 saved for the next boot; absent: it saved none. */
  pm2Saved(user: string, home?: string): Promise<Reading<readonly string[]>>;
  /** The folder that a user's daemon works in (`PM2_HOME`), `~/.pm2` where none runs; absent: there is no such user. */
  pm2Folder(user: string): Promise<Reading<string>>;
  /**
   * Memory for what is made of many looks (Apache's loaded configuration): a view is made once, and renewed after steps
   * that change files. A reader without it remembers nothing.
   */
  readonly views?: Views;
  /** Runs a command that only asks. */
  query(argv: Argv, options?: CommandOptions): Promise<CommandResult>;
}
