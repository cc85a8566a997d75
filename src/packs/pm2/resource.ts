import { basename, dirname } from 'node:path/posix';
import { Failure } from '../../core/failure.ts';
import { pm2Owner } from './apps.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import { findPm2Command, type Pm2Command } from './command.ts';
import { findInEcosystem, misreadName, type Startable } from './ecosystem.ts';
import type { Account, FileStat, Pm2Process, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../core/resource.ts';
import type { Argv, Step } from '../../core/step.ts';
import { writeUnit } from '../systemd/unit-text.ts';
import { t, type Text } from '../../core/text.ts';

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

/** `pm2_app`: an application that PM2 runs as its user, saved, and resurrected at boot. */
export const pm2App: ResourceType<Pm2AppSpec, Pm2AppState> = {
  type: 'pm2_app',
  elsewhere: ['pm2'],
  summary: 'An application under PM2, run as its user: started, saved, and resurrected at boot.',
  example: `- name: The backend runs
  pm2_app:
    name: kapa-backend
    user: kapa
    ecosystem: /var/www/kapa/backend/ecosystem.config.js
    status: online
`,
  schema: {
    type: 'object',
    required: ['name', 'user', 'ecosystem'],
    additionalProperties: false,
    properties: {
      name: {
        type: 'string',
        pattern: '^[^-\\s\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*$',
        description: 'Its name in PM2 and in the ecosystem file.',
        examples: ['kapa-backend'],
      },
      user: {
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
        description: 'Whose PM2 it is; each user has a daemon of its own.',
        examples: ['kapa'],
      },
      ecosystem: {
        type: 'string',
        pattern: '^/[^\\x00-\\x1f\\x7f]*$',
        description: 'The ecosystem file, absolute.',
        examples: ['/var/www/kapa/backend/ecosystem.config.js'],
      },
      home: pm2Owner.home,
      status: {
        enum: ['online', 'stopped', 'known', 'absent'],
        default: 'online',
        description:
          'Online: started. Stopped: known to PM2, but not running. Known: in its list, whether it runs or not, as a job with `cron_restart` or `autorestart: false`. Absent: deleted from PM2.',
      },
      boot: {
        type: 'boolean',
        default: true,
        description: "Whether the user's PM2 comes back after a boot, by the unit pm2-USER.service.",
      },
    },
  },
  owns: ({ name, user }) => [`pm2:${user}:${name}`],
  after: ({ user, ecosystem }) => [`file:${ecosystem}`, `user:${user}`],
  observe,
  diff,
  review: async (_spec, after): Promise<readonly Text[]> =>
    after.live ? [] : [t('resources.not_live', { root: after.root })],
};

const usualPath = ['/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin', '/bin'];

async function observe(spec: Pm2AppSpec, host: Reader): Promise<Pm2AppState> {
  const account = await host.account(spec.user);
  if (account.state === 'unreadable') throw new Failure(account.reason);
  if (account.state === 'absent')
    throw new Failure(t('resources.no_account', { name: spec.user }), {
      cure: t('resources.no_account_cure', { name: spec.user }),
    });
  const found = spec.home === undefined ? await host.pm2Folder(spec.user) : present(spec.home);
  const home = found.state === 'present' ? found.value : usualPm2Home(account.value);
  const asked = host.live ? await host.pm2(spec.user, home) : undefined;
  const at = Date.now();
  const saved = host.live ? await host.pm2Saved(spec.user, home) : undefined;
  const command = await findPm2Command({ home, user: spec.user }, host);
  const given =
    host.live && command !== undefined && spec.status !== 'absent'
      ? await givenBy(spec, { home, account: account.value }, command, host)
      : undefined;
  const isLasting = given === undefined || !('lasting' in given) || given.lasting;
  const { apps, restarting } = await settled(spec, { home, isLasting, at }, asked, host);
  const running = apps?.state === 'present' ? apps.value : undefined;
  return {
    live: host.live,
    systemd: host.live && (await exists('/run/systemd/system', host)),
    account: account.value,
    home,
    apps: running,
    restarting,
    saved: saved?.state === 'present' ? saved.value : undefined,
    bootUnit: await exists(`/etc/systemd/system/${unitOf(spec)}`, host),
    bootEnabled: await exists(`/etc/systemd/system/multi-user.target.wants/${unitOf(spec)}`, host),
    command,
    ecosystem: await exists(spec.ecosystem, host),
    ...(given === undefined ? {} : { given }),
    ...(found.state === 'unreadable' ? { unreadable: found.reason } : {}),
    ...(apps?.state === 'unreadable' ? { unreadable: apps.reason } : {}),
  };
}

/** Seconds that an application has to run before it is taken to stay. */
const stay = 3;

type Asked = Reading<readonly Pm2Process[]> | undefined;

/**
 * Applications, which were asked for at a time, once the one declared has run long enough to tell that it stays: what
 * ends at once is online for a moment.
 */
async function settled(
  { name, user, status = 'online' }: Pm2AppSpec,
  { home, isLasting, at }: { readonly home: string; readonly isLasting: boolean; readonly at: number },
  asked: Asked,
  host: Pick<Reader, 'pm2' | 'query'>,
): Promise<{ readonly apps: Asked; readonly restarting: boolean }> {
  const own = ownIn(asked, name);
  const age = Math.min(...own.map(({ uptimeSince }) => Math.max(0, at - uptimeSince) / 1000));
  if (status !== 'online' || !isLasting || age >= stay || statusOf(name, own) !== 'online')
    return { apps: asked, restarting: false };
  const left = Math.min(stay, stay - age - (Date.now() - at) / 1000);
  if (left > 0) await host.query(['sleep', left.toFixed(1)]);
  const apps = await host.pm2(user, home);
  const restarts = (of: readonly Pm2Process[]): number => of.reduce((sum, one) => sum + one.restarts, 0);
  return { apps, restarting: restarts(ownIn(apps, name)) > restarts(own) };
}

function ownIn(asked: Asked, name: string): readonly Pm2Process[] {
  return asked?.state === 'present' ? asked.value.filter((app) => app.name === name) : [];
}

/** A file that others can write is not run as root only to look. */
async function givenBy(
  { name, ecosystem }: Pm2AppSpec,
  { home, account }: Pick<Pm2AppState, 'home' | 'account'>,
  command: Pm2Command,
  host: Reader,
): Promise<Startable | undefined> {
  if (account.uid === 0 && !(await host.isGuarded(ecosystem))) return undefined;
  const there = await host.stat(ecosystem);
  if (there.state !== 'present') return undefined;
  const content = await contentToBe(ecosystem, there.value, account, host);
  return findInEcosystem(
    { file: ecosystem, name, home, compare: true, ...(content === undefined ? {} : { content }) },
    command,
    host,
  );
}

/**
 * Content that the plan is about to give a file which its user may read. What is there already the user reads himself:
 * the path may lead to a file of root's.
 */
async function contentToBe(
  path: string,
  { kind, id, uid, gid, mode }: FileStat,
  account: Account,
  host: Reader,
): Promise<Uint8Array | undefined> {
  const isReadable =
    (mode & 0o004) !== 0 ||
    (uid === account.uid && (mode & 0o400) !== 0) ||
    (gid === account.gid && (mode & 0o040) !== 0);
  if (kind !== 'file' || id !== undefined || !isReadable) return undefined;
  const planned = await host.read(path);
  return planned.state === 'present' ? planned.value : undefined;
}

function diff(spec: Pm2AppSpec, state: Pm2AppState): Change {
  if (!state.live) return converged;
  if (state.unreadable) return unknown(state.unreadable);
  const fields: FieldChange[] = [];
  const steps: Step[] = [];
  const wanted = spec.status ?? 'online';
  const now = state.restarting ? 'restarting' : statusOf(spec.name, state.apps);
  const moved = wanted === 'absent' ? !isMissing(now) : wanted === 'known' ? isMissing(now) : now !== wanted;
  if (moved) {
    if (wanted !== 'absent' && !state.ecosystem)
      return unknown(t('resources.pm2_no_ecosystem', { path: spec.ecosystem }));
    if (state.given !== undefined && 'refused' in state.given) return unknown(state.given.refused);
    fields.push({ field: 'status', from: now, to: wanted });
  }
  const isAlone = isLeftAlone(wanted, now, state.given);
  const stale = isAlone ? [] : staleIn(state.given);
  const left = isAlone ? [] : leftIn(state.given);
  // Values may be secrets: that they differ is all that is said.
  for (const field of stale) fields.push({ field, from: '≠', to: basename(spec.ecosystem) });
  for (const field of left) fields.push({ field, from: '≠', to: null });
  const isSaved = state.saved?.includes(spec.name) ?? false;
  const save = moved || stale.length + left.length > 0 || isSaved !== (wanted !== 'absent');
  if (isSaved !== (wanted !== 'absent'))
    fields.push({ field: 'saved', from: isSaved, to: wanted !== 'absent' });
  const boot = state.systemd && (spec.boot ?? true) && wanted !== 'absent';
  if (boot && !(state.bootUnit && state.bootEnabled)) fields.push({ field: 'boot', from: false, to: true });
  if (fields.length === 0) return converged;
  if (state.command === undefined) return unknown(t('measure.no_pm2', { user: spec.user }));
  const misread = misreadName(spec.name);
  if (misread !== undefined) return unknown(misread);
  const command = commander(spec, state, state.command);
  if (stale.length + left.length > 0) steps.push(...rollOut(spec, state, { stale, left }, isSaved, command));
  else if (moved) steps.push(...moves(spec, now, command));
  // Where a daemon that runs nothing would be started only to save that, the dump is what it was.
  if (save && !(wanted === 'absent' && state.apps === undefined)) steps.push(saving(state, command));
  if (boot && !state.bootUnit)
    steps.push(
      {
        do: 'write',
        path: `/etc/systemd/system/${unitOf(spec)}`,
        content: new TextEncoder().encode(bootUnit(spec, state, state.command)),
        mode: 0o644,
        owner: { user: 'root', group: 'root' },
      },
      { do: 'service', service: unitOf(spec), effect: 'daemon_reload' },
    );
  if (boot && !state.bootEnabled) steps.push({ do: 'service', service: unitOf(spec), effect: 'enable' });
  if (steps.length === 0) return converged;
  const action = wanted === 'absent' ? 'remove' : isMissing(now) ? 'create' : 'update';
  return {
    action,
    fields,
    steps,
    ...(moved && wanted === 'online' ? { stays: whyNotOnline(spec, now, state) } : {}),
  };
}

/** Cause why an application is not online although PM2 has started it. */
function whyNotOnline({ name, ecosystem: file }: Pm2AppSpec, status: string, { given }: Pm2AppState): Text {
  const isJob = given !== undefined && 'lasting' in given && !given.lasting;
  return isJob ? t('pm2.ends_by_itself', { name, file }) : t('pm2.not_online', { name, status });
}

type Command = (argv: readonly string[], undo: readonly string[], made?: readonly string[]) => Step;

/** An operator's own PM2_HOME must not lead PM2 to another daemon. */
function commander(
  { user, ecosystem }: Pm2AppSpec,
  { account, home }: Pm2AppState,
  pm2: Pm2Command,
): Command {
  const start = ['env', `HOME=${account.home}`, `PM2_HOME=${home}`, `PATH=${pathOf(pm2)}`] as const;
  const whole = (argv: readonly string[]): Argv => [
    ...start,
    ...argv.map((word, at) => (at === (argv[0] === 'sh' ? 4 : 0) && word === 'pm2' ? pm2.program : word)),
  ];
  return (argv, undo, made) => ({
    do: 'command',
    argv: whole(argv),
    user,
    cwd: dirname(ecosystem),
    undo: whole(undo),
    ...(made === undefined ? {} : { made: whole(made) }),
  });
}

/** PATH that leads to the Node that PM2 was installed for before any other. */
function pathOf({ program, node }: Pm2Command): string {
  return [...new Set([dirname(program), dirname(node), ...usualPath])].join(':');
}

function moves(
  { name, ecosystem, status = 'online' }: Pm2AppSpec,
  now: string,
  command: Command,
): readonly Step[] {
  const start = ['pm2', 'start', ecosystem, '--only', name];
  const remove = ['pm2', 'delete', name];
  const made = ['pm2', 'describe', name];
  if (status === 'absent') return [command(remove, start)];
  const stop = ['pm2', 'stop', name];
  if (status === 'stopped')
    return isMissing(now) ? [command(start, remove, made), command(stop, start)] : [command(stop, start)];
  return [isMissing(now) ? command(start, remove, made) : command(start, stop, made)];
}

/** Settings of an application that PM2 takes over as it restarts or reloads it. */
const taken: ReadonlySet<string> = new Set([
  ...['args', 'node_args', 'max_memory_restart', 'cron_restart', 'autorestart', 'kill_timeout', 'wait_ready'],
]);

/**
 * Tells an application that takes no new settings over now: it does not run, or it is a job whose next run must not be
 * begun, nor this one be cut off.
 */
function isLeftAlone(wanted: string, now: string, given: Startable | undefined): boolean {
  if (wanted === 'stopped' || wanted === 'absent' || isMissing(now)) return true;
  const isJob = given !== undefined && 'lasting' in given && !given.lasting;
  return wanted === 'known' && (now !== 'online' || isJob);
}

/** Names of settings that PM2 has from an earlier ecosystem file. */
function staleIn(given: Startable | undefined): readonly string[] {
  if (given === undefined || !('lasting' in given)) return [];
  return given.planned === true ? [unseen] : (given.differs ?? []);
}

/** Variables that an earlier ecosystem file gave, and this one does not. */
function leftIn(given: Startable | undefined): readonly string[] {
  return given !== undefined && 'lasting' in given ? (given.left ?? []).map((name) => `env.${name}`) : [];
}

/** Setting that stands for all: what the file gives can be told once the plan is carried out. */
const unseen = 'ecosystem';

/**
 * Takes a changed ecosystem file over: by a reload where PM2 runs several workers, by a restart where that is enough, else
 * by starting it anew. What was saved before is what it is put back to.
 */
function rollOut(
  { name, ecosystem }: Pm2AppSpec,
  state: Pm2AppState,
  { stale, left }: { readonly stale: readonly string[]; readonly left: readonly string[] },
  isSaved: boolean,
  command: Command,
): readonly Step[] {
  const own = state.apps?.filter((app) => app.name === name) ?? [];
  const first = isSaved ? [] : savingFirst(state, command);
  const back = ['sh', '-c', '"$1" -s delete "$2"; exec "$1" -s resurrect', 'sh', 'pm2', name];
  // A variable that PM2 has once, no restart takes away.
  const isTaken =
    left.length === 0 && stale.every((setting) => setting.startsWith('env.') || taken.has(setting));
  if (!isTaken)
    return [
      ...first,
      command(['pm2', 'delete', name], ['pm2', 'resurrect']),
      command(
        ['pm2', 'start', ecosystem, '--only', name],
        ['pm2', 'delete', name],
        ['pm2', 'describe', name],
      ),
    ];
  const verb = own.every(({ mode, status }) => mode === 'cluster' && status === 'online')
    ? 'reload'
    : 'restart';
  return [...first, command(['pm2', verb, ecosystem, '--only', name, '--update-env'], back)];
}

/**
 * Saves what runs, so that it can be put back; what was saved before lies beside it meanwhile, since PM2 keeps only one
 * list besides the newest.
 */
function savingFirst({ home, saved }: Pm2AppState, command: Command): readonly Step[] {
  const dump = dumpOf(home);
  const aside = `${dump}.kapa`;
  const save = ['pm2', 'save', '--force'];
  if (saved === undefined) return [command(save, ['rm', '-f', dump])];
  return [command(['cp', '-f', dump, aside], ['rm', '-f', aside]), command(save, ['cp', '-f', aside, dump])];
}

/** `pm2 save` keeps the last dump beside the new one: that is how it is undone. */
function saving({ home, saved }: Pm2AppState, command: Command): Step {
  const dump = dumpOf(home);
  return command(
    ['pm2', 'save', '--force'],
    saved === undefined ? ['rm', '-f', dump] : ['cp', '-f', `${dump}.bak`, dump],
  );
}

/** The unit that `pm2 startup` writes, with the same name, so that either finds the other's. */
function bootUnit(spec: Pm2AppSpec, { home }: Pm2AppState, pm2: Pm2Command): string {
  const { program } = pm2;
  return writeUnit({
    Unit: [
      ['Description', `PM2 process manager of ${spec.user}`],
      ['Documentation', 'https://pm2.keymetrics.io/'],
      ['After', 'network.target'],
    ],
    Service: [
      ['Type', 'forking'],
      ['User', spec.user],
      ['LimitNOFILE', 'infinity'],
      ['LimitNPROC', 'infinity'],
      ['LimitCORE', 'infinity'],
      ['Environment', [`PATH=${pathOf(pm2)}`]],
      ['Environment', [`PM2_HOME=${home}`]],
      ['PIDFile', `${home}/pm2.pid`],
      ['Restart', 'on-failure'],
      ['ExecStart', [program, 'resurrect']],
      ['ExecReload', [program, 'reload', 'all']],
      ['ExecStop', [program, 'kill']],
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
}

/** One word for all instances; `launching` is on its way to online. */
function statusOf(name: string, apps: readonly Pm2Process[] | undefined): string {
  if (apps === undefined) return 'no_daemon';
  const own = apps.filter((app) => app.name === name);
  if (own.length === 0) return 'missing';
  const down = own.find(({ status }) => status !== 'online' && status !== 'launching');
  return down?.status ?? 'online';
}

/** Tells a status of an application that PM2 does not know. */
function isMissing(status: string): boolean {
  return status === 'missing' || status === 'no_daemon';
}

async function exists(path: string, host: Reader): Promise<boolean> {
  const stat = await host.stat(path);
  return stat.state === 'present';
}

function dumpOf(home: string): string {
  return `${home}/dump.pm2`;
}

function unitOf({ user }: Pm2AppSpec): string {
  return `pm2-${user}.service`;
}

function unknown(reason: Text): Change {
  return { action: 'unknown', fields: [], steps: [], unknown: reason };
}
