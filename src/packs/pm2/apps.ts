import { usualPm2Home } from '../../core/pm2-home.ts';
import type { Instruments, Pm2Home } from '../../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import type { Account, Pm2Process } from '../../core/reader.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t } from '../../core/text.ts';

/** An application as a probe or a remedy names it. */
export interface Pm2AppName {
  readonly app: string;
  /** User whose PM2 it is. Where it is not said, the one whose PM2 knows the application. */
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

/** Schema of `user` and `home`. */
export const pm2Owner: Readonly<Record<'user' | 'home', SchemaPart>> = {
  user: {
    type: 'string',
    minLength: 1,
    description:
      'Whose PM2. Where it is left out, the owner of `home`, or the user whose PM2 knows the application.',
    examples: ['kapa'],
  },
  home: {
    type: 'string',
    pattern: '^/[^\\x00-\\x1f\\x7f]*$',
    description:
      'The folder that PM2 is told by PM2_HOME, where it is not `.pm2` in the home of the user. It belongs to the user; where none is named, to whoever owns it.',
    examples: ['/var/lib/pm2'],
  },
};

/**
 * Finds an application. Absent: no PM2 on this host knows it. Where no user is named, daemons that run are asked, and
 * for those that do not, the list that they saved. Unreadable: a daemon that should know does not answer, or the folder
 * named is not the user's.
 */
export async function findPm2App(name: Pm2AppName, instruments: Instruments): Promise<Reading<Pm2App>> {
  if (name.home !== undefined || name.user !== undefined) return findNamed(name, instruments);
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return homes;
  const answers = await askAll(homes.value, instruments);
  const found: Pm2App[] = [];
  for (const { home, processes } of answers) {
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

/** The folders in which a daemon runs. */
export function runningIn(homes: readonly Pm2Home[]): readonly Pm2Home[] {
  return homes.filter(({ daemon }) => daemon !== undefined);
}

/** A folder of PM2, and what its daemon answers. */
export interface AskedHome {
  readonly home: Pm2Home;
  readonly processes: Reading<readonly Pm2Process[]>;
}

/** Asks the daemons of folders side by side: however many stay silent, one time to wait for an answer passes. */
export function askAll(
  homes: readonly Pm2Home[],
  instruments: Pick<Instruments, 'pm2At'>,
): Promise<readonly AskedHome[]> {
  return Promise.all(homes.map(async (home) => ({ home, processes: await instruments.pm2At(home.home) })));
}

/**
 * Home of the daemon that should run an application and hangs: it takes calls and does not answer. Undefined:
 * none does.
 */
export async function findHungDaemon(
  name: Pm2AppName,
  instruments: Instruments,
): Promise<Pm2Home | undefined> {
  const homes =
    name.home === undefined ? await instruments.pm2Homes() : asList(await instruments.pm2Home(name.home));
  const account = name.user === undefined ? undefined : await instruments.account(name.user);
  if (homes.state !== 'present' || (account !== undefined && account.state !== 'present')) return undefined;
  const possible = runningIn(homes.value).filter(
    ({ uid }) => account === undefined || account.value.uid === uid,
  );
  for (const { home, processes } of await askAll(possible, instruments)) {
    if (hangs(processes) && (await saved(home, instruments)).includes(name.app)) return home;
  }
  return undefined;
}

/** Tells that a daemon takes calls, and does not answer. */
export function hangs(answer: Reading<unknown>): boolean {
  return answer.state === 'unreadable' && answer.reason.id === 'measure.pm2_hangs';
}

function asList(home: Reading<Pm2Home>): Reading<readonly Pm2Home[]> {
  return home.state === 'present' ? present([home.value]) : home;
}

/** A folder that is named belongs to the user that is named; where none is, to whoever owns it. */
async function findNamed(
  { app, user, home }: Pm2AppName,
  instruments: Instruments,
): Promise<Reading<Pm2App>> {
  const account = user === undefined ? undefined : await instruments.account(user);
  if (account?.state === 'unreadable') return account;
  if (account?.state === 'absent') return unreadable(t('measure.no_account', { name: user ?? '' }));
  const owner = account?.value;
  const path = home ?? (owner === undefined ? '' : usualPm2Home(owner));
  const near = await instruments.pm2Home(path);
  if (near.state === 'unreadable') return near;
  const place = near.state === 'present' ? near.value : undefined;
  if (place !== undefined && owner !== undefined && place.uid !== owner.uid)
    return unreadable(t('measure.pm2_foreign_home', { home: path, owner: place.user, user: owner.name }));
  if (place === undefined && owner === undefined) return unreadable(t('measure.pm2_no_home', { home: path }));
  // All processes are walked only for a daemon that is not where it usually is.
  const apart =
    owner === undefined || home !== undefined || place?.daemon !== undefined
      ? undefined
      : await daemonElsewhere(owner, path, instruments);
  if (apart?.state === 'unreadable') return apart;
  const known =
    apart?.value ?? place ?? (owner && { home: path, user: owner.name, uid: owner.uid, daemon: undefined });
  if (known === undefined) return absent;
  const processes = await instruments.pm2At(known.home);
  return processes.state === 'unreadable' ? processes : present(appOf(known, processes, app));
}

/** Another folder of a user's, in which a daemon runs. */
async function daemonElsewhere(
  { uid }: Account,
  usual: string,
  instruments: Instruments,
): Promise<{ readonly state: 'found'; readonly value: Pm2Home | undefined } | Unreadable> {
  const answers = await instruments.pm2At(usual);
  if (answers.state !== 'absent') return { state: 'found', value: undefined };
  const homes = await instruments.pm2Homes();
  if (homes.state === 'unreadable') return homes;
  const all = homes.state === 'present' ? homes.value : [];
  return { state: 'found', value: all.find((home) => home.uid === uid && home.daemon !== undefined) };
}

type Unreadable = Extract<Reading<never>, { readonly state: 'unreadable' }>;

function appOf(home: Pm2Home, processes: Reading<readonly Pm2Process[]>, app: string): Pm2App {
  return {
    home,
    processes: processes.state === 'present' ? processes.value.filter(({ name }) => name === app) : undefined,
  };
}

async function saved({ home }: Pm2Home, instruments: Instruments): Promise<readonly string[]> {
  const names = await instruments.pm2SavedAt(home);
  return names.state === 'present' ? names.value : [];
}
