import type { Instruments, Pm2Home } from './instruments.ts';
import { absent, present, unreadable, type Reading } from './reading.ts';
import type { Account, Pm2Process } from './reader.ts';
import type { SchemaPart } from './resource.ts';
import { t } from './text.ts';

/** An application as a probe or a remedy names it. */
export interface Pm2AppName {
  readonly app: string;
  /** Whose PM2. Where it is not said, the one whose PM2 knows the application. */
  readonly user?: string;
  /** PM2_HOME, where it is not `~/.pm2`. */
  readonly home?: string;
}

/** An application, or the place where it should be. */
export interface Pm2App {
  readonly home: Pm2Home;
  /** Undefined: no daemon runs. */
  readonly processes: readonly Pm2Process[] | undefined;
}

/** PM2_HOME where nothing says otherwise. */
export function usualPm2Home({ home }: Pick<Account, 'home'>): string {
  return `${home.replace(/\/$/u, '')}/.pm2`;
}

/** Schema of `user` and `home`. */
export const pm2Owner: Readonly<Record<'user' | 'home', SchemaPart>> = {
  user: {
    type: 'string',
    minLength: 1,
    description: 'Whose PM2. Where it is left out, the user whose PM2 knows the application.',
    examples: ['kapa'],
  },
  home: {
    type: 'string',
    pattern: '^/',
    description: 'The folder that PM2 is told by PM2_HOME, where it is not `.pm2` in the home of the user.',
    examples: ['/var/lib/pm2'],
  },
};

/**
 * Finds an application. Absent: no PM2 on this host knows it. Where no user is named, daemons that run are asked, and
 * for those that do not, the list that they saved. Unreadable: a daemon that should know does not answer.
 */
export async function findPm2App(name: Pm2AppName, instruments: Instruments): Promise<Reading<Pm2App>> {
  if (name.home !== undefined || name.user !== undefined) return findNamed(name, instruments);
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return homes;
  const found: Pm2App[] = [];
  for (const home of homes.value) {
    const processes = await instruments.pm2At(home.home);
    if (processes.state === 'unreadable') {
      if (home.daemon !== undefined && (await saved(home, instruments)).includes(name.app)) return processes;
      continue;
    }
    const known =
      processes.state === 'present'
        ? processes.value.map((process) => process.name)
        : await saved(home, instruments);
    if (known.includes(name.app)) found.push(appOf(home, processes, name.app));
  }
  const running = found.filter(({ processes }) => processes !== undefined);
  const candidates = running.length > 0 ? running : found;
  if (candidates.length > 1)
    return unreadable(
      t('measure.pm2_two_homes', {
        app: name.app,
        users: candidates.map(({ home }) => home.user).join(', '),
      }),
    );
  return candidates[0] === undefined ? absent : present(candidates[0]);
}

/** Where the daemon that should run an application hangs: it takes calls and does not answer. Undefined: none does. */
export async function findHungDaemon(
  name: Pm2AppName,
  instruments: Instruments,
): Promise<Pm2Home | undefined> {
  const homes = await instruments.pm2Homes();
  for (const home of homes.state === 'present' ? homes.value : []) {
    if (home.daemon === undefined) continue;
    if (name.home !== undefined && name.home !== home.home) continue;
    if (name.user !== undefined && name.user !== home.user) continue;
    const answer = await instruments.pm2At(home.home);
    const hangs = answer.state === 'unreadable' && answer.reason.id === 'measure.pm2_hangs';
    if (hangs && (await saved(home, instruments)).includes(name.app)) return home;
  }
  return undefined;
}

async function findNamed(
  { app, user, home }: Pm2AppName,
  instruments: Instruments,
): Promise<Reading<Pm2App>> {
  const account = user === undefined ? undefined : await instruments.account(user);
  if (account?.state === 'unreadable') return account;
  if (account?.state === 'absent') return unreadable(t('measure.no_account', { name: user ?? '' }));
  const usual = home ?? `${account?.value.home.replace(/\/$/u, '') ?? ''}/.pm2`;
  // All processes are walked only for a daemon that is not where it usually is.
  const near = await instruments.pm2Home(usual);
  const homes = near.state === 'present' ? present([near.value]) : await instruments.pm2Homes();
  if (homes.state !== 'present') return homes;
  const known = homes.value.find(
    (candidate) => candidate.home === usual && (home !== undefined || candidate.daemon),
  ) ??
    (home === undefined
      ? homes.value.find((candidate) => candidate.user === user && candidate.daemon !== undefined)
      : undefined) ?? { home: usual, user: user ?? 'root', daemon: undefined };
  const processes = await instruments.pm2At(known.home);
  return processes.state === 'unreadable' ? processes : present(appOf(known, processes, app));
}

function appOf(home: Pm2Home, processes: Reading<readonly Pm2Process[]>, app: string): Pm2App {
  return {
    home,
    processes: processes.state === 'present' ? processes.value.filter(({ name }) => name === app) : undefined,
  };
}

/** Names in the list that PM2 saved for the next boot. The file holds environments: nothing else is taken of it. */
async function saved({ home }: Pm2Home, instruments: Instruments): Promise<readonly string[]> {
  const dump = await instruments.read(`${home}/dump.pm2`);
  if (dump.state !== 'present') return [];
  try {
    const list = JSON.parse(new TextDecoder().decode(dump.value)) as unknown;
    if (!Array.isArray(list)) return [];
    return list.flatMap((entry: unknown) => {
      const name = (entry as { readonly name?: unknown } | null)?.name;
      return typeof name === 'string' ? [name] : [];
    });
  } catch {
    return [];
  }
}
