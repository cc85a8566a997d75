import { basename } from 'node:path/posix';
import { Failure } from '../../core/failure.ts';
import { bootUnitText, movingSteps, pm2Commander, rollOutSteps, savingStep } from './app-steps.ts';
import { isMissing, type Pm2AppSpec, type Pm2AppState } from './app-state.ts';
import { pm2Owner } from './apps.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import { findPm2Command, type Pm2Command } from './command.ts';
import { findInEcosystem, misreadName, type Startable } from './ecosystem.ts';
import type { Account, FileStat, Pm2Process, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../core/resource.ts';
import type { Step } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';

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
  const command = pm2Commander(spec, state, state.command);
  if (stale.length + left.length > 0)
    steps.push(...rollOutSteps(spec, state, { stale, left }, isSaved, command));
  else if (moved) steps.push(...movingSteps(spec, now, command));
  // Where a daemon that runs nothing would be started only to save that, the dump is what it was.
  if (save && !(wanted === 'absent' && state.apps === undefined)) steps.push(savingStep(state, command));
  if (boot && !state.bootUnit)
    steps.push(
      {
        do: 'write',
        path: `/etc/systemd/system/${unitOf(spec)}`,
        content: new TextEncoder().encode(bootUnitText(spec, state, state.command)),
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

/** One word for all instances; `launching` is on its way to online. */
function statusOf(name: string, apps: readonly Pm2Process[] | undefined): string {
  if (apps === undefined) return 'no_daemon';
  const own = apps.filter((app) => app.name === name);
  if (own.length === 0) return 'missing';
  const down = own.find(({ status }) => status !== 'online' && status !== 'launching');
  return down?.status ?? 'online';
}

async function exists(path: string, host: Reader): Promise<boolean> {
  const stat = await host.stat(path);
  return stat.state === 'present';
}

function unitOf({ user }: Pm2AppSpec): string {
  return `pm2-${user}.service`;
}

function unknown(reason: Text): Change {
  return { action: 'unknown', fields: [], steps: [], unknown: reason };
}
