import { usualPm2Home } from '../../core/pm2-home.ts';
import type { Instruments, Pm2Home } from '../../core/instruments.ts';
import type { ProbeType } from '../../core/probe.ts';
import { absent, present, unreadable, whyNot, type Reading } from '../../core/reading.ts';
import type { Pm2Process } from '../../core/reader.ts';
import { t } from '../../core/text.ts';
import { userName } from '../../core/user-name.ts';
import { tellFields } from '../../core/told.ts';
import { hangs, pm2Owner } from './apps.ts';

/** Spec of `pm2_daemon`. */
export interface Pm2DaemonSpec {
  readonly user: string;
  readonly home?: string;
}

/** The daemon of a user's PM2. */
export const pm2Daemon: ProbeType<Pm2DaemonSpec> = {
  type: 'pm2_daemon',
  summary: "How the daemon of a user's PM2 does: whether it answers, whose it is, and what it has saved.",
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['user'],
    properties: { ...pm2Owner, user: { ...pm2Owner.user, description: 'Whose PM2.' } },
  },
  example: `pm2: { pm2_daemon: { user: kapa } }`,
  fields: () => ({
    status: {
      type: 'string',
      words: ['running', 'hung', 'foreign', 'no_daemon'],
      description:
        '`running`: it answers; `hung`: it takes calls and does not answer; `foreign`: another user runs a daemon in this folder, and this user cannot reach it; `no_daemon`: none runs.',
    },
    answers: { type: 'bool', description: 'Whether it answers.' },
    owner: { type: 'string', description: 'The user that it runs as; empty where none runs.' },
    version: { type: 'string', description: 'Its version, as it calls itself; empty where none runs.' },
    memory: { type: 'number', unit: 'size', description: 'Of the daemon itself; 0 where none runs.' },
    uptime: { type: 'number', unit: 'duration', description: 'Since it was started; 0 where none runs.' },
    apps: {
      type: 'number',
      unit: 'count',
      description: 'Entries of its list, modules aside; none where it does not answer.',
    },
    saved: {
      type: 'bool',
      description:
        'Whether the list that it saved for the next boot has just the applications of its list, as often; none where it does not answer.',
    },
    daemons: {
      type: 'number',
      unit: 'count',
      description:
        'Daemons that the user runs in this folder. With more than one, what the older runs goes on and cannot be reached.',
    },
    pid: { type: 'number', names: true, description: 'Its process; 0: none.' },
  }),
  label: ({ user }) => `PM2 ${user}`,
  told: tellFields('status', 'memory'),
  watches: (_spec, { pid }) => ({ ports: [], pids: typeof pid === 'number' && pid > 0 ? [pid] : [] }),
  async measure(spec, { instruments }) {
    const home = await homeOf(spec, instruments);
    if (home.state === 'unreadable') return { unknown: home.reason };
    const process = home.state === 'present' ? await daemonIn(home.value, instruments) : absent;
    if (process.state === 'unreadable') return { unknown: process.reason };
    const daemon = process.state === 'present' ? process.value : none;
    const path = home.state === 'present' ? home.value.home : undefined;
    const apps = path === undefined ? absent : await instruments.pm2At(path);
    const status = statusOf(apps, daemon, home.state === 'present' ? home.value.uid : undefined);
    if (status === undefined) return { unknown: whyNot(apps as Exclude<typeof apps, Present>, spec.user) };
    return {
      fields: {
        status,
        answers: status === 'running',
        ...daemon.fields,
        ...countOf(path === undefined ? absent : await instruments.pm2Daemons(path)),
        ...(apps.state === 'present' && path !== undefined
          ? { apps: listed(apps.value).length, saved: await isSaved(apps.value, path, instruments) }
          : {}),
      },
    };
  },
};

type Present = { readonly state: 'present' };

interface Daemon {
  /** The user that runs it; undefined: none runs, or it may not be looked at. */
  readonly uid: number | undefined;
  readonly fields: DaemonFields;
}

interface DaemonFields {
  readonly owner: string;
  readonly version: string;
  readonly memory: number;
  readonly uptime: number;
  readonly pid: number;
}

const none: Daemon = {
  uid: undefined,
  fields: { owner: '', version: '', memory: 0, uptime: 0, pid: 0 },
};

function statusOf(
  apps: Reading<readonly Pm2Process[]>,
  { uid, fields: { pid } }: Daemon,
  user: number | undefined,
): 'running' | 'hung' | 'foreign' | 'no_daemon' | undefined {
  if (apps.state === 'present') return 'running';
  if (pid > 0 && uid !== user) return 'foreign';
  if (apps.state === 'absent') return 'no_daemon';
  return hangs(apps) ? 'hung' : undefined;
}

/** Folder of a user's PM2: the one named, the usual one, or another in which a daemon of that user runs. */
export async function homeOf(
  { user, home }: Pm2DaemonSpec,
  instruments: Instruments,
): Promise<Reading<Pm2Home>> {
  const account = await instruments.account(user);
  if (account.state === 'unreadable') return account;
  if (account.state === 'absent') return unreadable(t('measure.no_account', { name: user }));
  const found = await instruments.pm2Home(home ?? usualPm2Home(account.value));
  if (found.state === 'unreadable') return found;
  if (found.state === 'present' && found.value.uid !== account.value.uid)
    return unreadable(
      t('measure.pm2_foreign_home', { home: found.value.home, owner: found.value.user, user }),
    );
  if (home !== undefined || (found.state === 'present' && found.value.daemon !== undefined)) return found;
  const homes = await instruments.pm2Homes();
  if (homes.state === 'unreadable') return homes;
  const elsewhere =
    homes.state === 'present'
      ? homes.value.find(({ uid, daemon }) => uid === account.value.uid && daemon !== undefined)
      : undefined;
  return elsewhere === undefined ? found : present(elsewhere);
}

/** The process whose number stands in a folder of PM2's, if it is called as PM2's daemon is, whoever runs it. */
async function daemonIn({ home }: Pm2Home, instruments: Instruments): Promise<Reading<Daemon>> {
  const left = await instruments.readFrom(`${home}/pm2.pid`, 0, 64);
  // A folder that the user closed to others, and a number that root left there, are no trouble.
  if (left.state !== 'present') return absent;
  const pid = Number(new TextDecoder().decode(left.value.bytes));
  if (!Number.isInteger(pid) || pid <= 1) return absent;
  const process = await instruments.process(pid);
  if (process.state !== 'present') return process;
  if (!process.value.command.startsWith('PM2 v') || process.value.ended) return absent;
  const [detail, pss] = await Promise.all([instruments.inspect(pid), instruments.pss(pid)]);
  const { rss, age, command } = process.value;
  const uid = detail.state === 'present' ? detail.value.uid : undefined;
  const title = detail.state === 'present' ? detail.value.argv.join(' ') : '';
  return present({
    uid,
    fields: {
      owner: await userName(uid, instruments),
      version: /^PM2 v([^\s:]{1,32})/u.exec(title)?.[1] ?? /^PM2 v([^\s:]{1,32})/u.exec(command)?.[1] ?? '',
      memory: pss.state === 'present' ? pss.value : rss,
      uptime: age,
      pid,
    },
  });
}

/** Field of the daemons in a folder; none where they could not be looked for. */
function countOf(daemons: Reading<readonly number[]>): { readonly daemons?: number } {
  if (daemons.state === 'unreadable') return {};
  return { daemons: daemons.state === 'present' ? daemons.value.length : 0 };
}

/** Entries that PM2 saves: its modules look after themselves. */
function listed(apps: readonly Pm2Process[]): readonly string[] {
  return apps.filter(({ module }) => module !== true).map(({ name }) => name);
}

async function isSaved(
  apps: readonly Pm2Process[],
  home: string,
  instruments: Instruments,
): Promise<boolean> {
  const saved = await instruments.pm2SavedAt(home);
  const names = saved.state === 'present' ? saved.value : [];
  return listed(apps).toSorted().join('\n') === names.toSorted().join('\n');
}
