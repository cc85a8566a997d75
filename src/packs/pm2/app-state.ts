import type { Account, Pm2Process } from '../../core/reader.ts';
import type { Text } from '../../core/text.ts';
import type { Pm2Command } from './command.ts';
import type { Startable } from './ecosystem.ts';

/** An application under a user's PM2: how it stands now, and whether it comes back after a boot. */
export interface Pm2AppSpec {
  readonly name: string;
  readonly user: string;
  readonly ecosystem: string;
  /** PM2_HOME, where it is neither `~/.pm2` nor the folder of the daemon that the user runs. */
  readonly home?: string;
  readonly status?: 'online' | 'stopped' | 'known' | 'absent';
  readonly boot?: boolean;
}

/** State of an application: what PM2 runs, what it has saved, and what starts it at boot. */
export interface Pm2AppState {
  readonly live: boolean;
  /** True: systemd runs here, which can make PM2 come back at boot. */
  readonly systemd: boolean;
  readonly account: Account;
  /** PM2_HOME. */
  readonly home: string;
  /** Undefined: no daemon runs. */
  readonly apps: readonly Pm2Process[] | undefined;
  /** True: it was started a moment ago, and has ended and been started again since. */
  readonly restarting: boolean;
  /** Names in the dump that `pm2 resurrect` reads; undefined: there is none. */
  readonly saved: readonly string[] | undefined;
  readonly bootUnit: boolean;
  readonly bootEnabled: boolean;
  readonly command: Pm2Command | undefined;
  readonly ecosystem: boolean;
  /** Answer of PM2's own code to what the ecosystem file gives; none where it was not asked. */
  readonly given?: Startable;
  readonly unreadable?: Text;
}

/** Tells a status of an application that PM2 does not know. */
export function isMissing(status: string): boolean {
  return status === 'missing' || status === 'no_daemon';
}

/** The list that `pm2 save` writes, and `pm2 resurrect` reads. */
export function dumpOf(home: string): string {
  return `${home}/dump.pm2`;
}

/** Folders of programs that PM2 is given beside that of its Node. */
export const usualFolders = ['/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin', '/bin'];
