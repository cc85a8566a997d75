import type { ProcessIdentity } from '../../../core/host.ts';
import type { Instruments, Pm2Home } from '../../../core/instruments.ts';
import { cutTo } from '../../../core/cut.ts';
import { endingOf } from '../../../core/command-result.ts';
import { whyNot, type Reading } from '../../../core/reading.ts';
import type { Pm2Process } from '../../../core/reader.ts';
import type { RemedyContext, RemedyOutcome, RemedyType } from '../../../core/remedy.ts';
import { t, type Text } from '../../../core/text.ts';
import { hangs, pm2Owner } from '../apps.ts';
import { findPm2Command, type Pm2Command } from '../command.ts';
import { homeOf, type Pm2DaemonSpec } from '../daemon-probe.ts';
import { descendants } from '../../network/port-holders.ts';

/** Ends a user's PM2 daemon and brings back all that it ran. */
export const pm2DaemonRestart: RemedyType<Pm2DaemonSpec> = {
  type: 'pm2_daemon_restart',
  summary:
    "Renews the daemon of a user's PM2: saves its list where it answers, ends it with all that it runs, brings the saved list back, and sees that each application is there. Refuses where nothing is saved that could be brought back.",
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['user'],
    properties: { ...pm2Owner, user: { ...pm2Owner.user, description: 'Whose PM2.' } },
  },
  example: `- pm2_daemon_restart: { user: kapa }`,
  kills: true,
  told: 'restarted',
  target: ({ user }) => `pm2-daemon:${user}`,
  async act(spec, context) {
    const instruments = context.instruments();
    const found = await homeOf(spec, instruments);
    if (found.state !== 'present')
      return { outcome: 'failed', reason: whyNot(found, spec.home ?? spec.user) };
    const home = found.value;
    const command = await findPm2Command(home, instruments);
    if (command === undefined)
      return { outcome: 'refused', reason: t('measure.no_pm2', { user: home.user }) };
    const apps = await instruments.pm2At(home.home);
    // One that another user runs there, and one that cannot be told, are left alone.
    if (apps.state === 'unreadable' && !hangs(apps)) return { outcome: 'refused', reason: apps.reason };
    if (hangs(apps) && (await answersAgain(home, context)))
      return { outcome: 'not_needed', reason: t('pm2.answers_again', { user: home.user }) };
    return renew({ home, command, apps }, context);
  },
};

/** Times that a silent daemon is asked once more: on a host that has much to do it may only be late. */
const moreTries = 3;

async function answersAgain({ home }: Pm2Home, context: RemedyContext): Promise<boolean> {
  for (let tries = 0; tries < moreTries; tries += 1) {
    await context.host.sleep(2);
    if (!hangs(await context.instruments().pm2At(home))) return true;
  }
  return false;
}

interface Known {
  readonly home: Pm2Home;
  readonly command: Pm2Command;
  readonly apps: Reading<readonly Pm2Process[]>;
}

/** Characters of the names that are told. */
const mostWords = 200;

/** Seconds for each of PM2's commands, and for all applications to be back. */
const patience = { save: 15, kill: 25, resurrect: 30, back: 20 } as const;

async function renew({ home, command, apps }: Known, context: RemedyContext): Promise<RemedyOutcome> {
  const { host } = context;
  const failed = (reason: Text): RemedyOutcome => ({ outcome: 'failed', reason });
  const pm2 = async (
    word: string,
    seconds: number,
    ...more: readonly string[]
  ): Promise<Text | undefined> => {
    const done = await host.run(command.argv(word, ...more), { ...command.options, timeout: seconds });
    return done.status === 0
      ? undefined
      : t('measure.command_failed', { program: `pm2 ${word}`, reason: endingOf(done) });
  };
  const running = apps.state === 'present' ? apps.value.filter(({ module }) => module !== true) : [];
  // A list that was emptied is not put in the place of one that was saved.
  if (running.length > 0) {
    const trouble = await pm2('save', patience.save, '--force');
    if (trouble !== undefined) return failed(trouble);
  }
  const saved = await context.instruments().pm2SavedAt(home.home);
  const names = saved.state === 'present' ? saved.value : [];
  if (names.length === 0) return { outcome: 'refused', reason: t('pm2.nothing_saved', { user: home.user }) };
  const before = await familyOf(home, context.instruments());
  if (before === undefined) return { outcome: 'refused', reason: t('pm2.runs_kapa', { user: home.user }) };
  if (apps.state === 'present') await pm2('kill', patience.kill);
  await endAll(before, context);
  const trouble = await pm2('resurrect', patience.resurrect);
  if (trouble !== undefined) return failed(trouble);
  const down = await whatIsMissing(names, running, home, context);
  return down.length === 0
    ? {
        outcome: 'done',
        summary: t(apps.state === 'present' ? 'pm2.renewed' : 'pm2.renewed_unsaved', {
          user: home.user,
          apps: new Set(names).size,
        }),
      }
    : failed(t('pm2.not_back', { user: home.user, names: cutTo(down.join(', '), mostWords) }));
}

/**
 * A daemon and all of its user's that descends from it, itself first: what it started would hold its ports on. Undefined:
 * a kapa is among it, which nothing may end.
 */
async function familyOf(
  { daemon, uid }: Pm2Home,
  instruments: Instruments,
): Promise<readonly ProcessIdentity[] | undefined> {
  if (daemon === undefined) return [];
  const all = await instruments.processes();
  if (all.state !== 'present') return [daemon];
  const family: ProcessIdentity[] = [daemon];
  for (const pid of descendants(new Set([daemon.pid]), all.value)) {
    if (pid === instruments.self || instruments.isKapa(pid)) return undefined;
    const process = all.value.get(pid);
    if (pid === daemon.pid || process === undefined || process.ended) continue;
    const detail = uid === 0 ? undefined : await instruments.inspect(pid);
    if (detail === undefined || (detail.state === 'present' && detail.value.uid === uid))
      family.push({ pid, started: process.started });
  }
  return family;
}

/** Ends what is left: the daemon at once, since it would start again what ends, the rest after a moment. */
async function endAll([daemon, ...rest]: readonly ProcessIdentity[], { host }: RemedyContext): Promise<void> {
  if (daemon === undefined) return;
  await host.signal(daemon, 'KILL');
  for (const signal of ['TERM', 'KILL'] as const) {
    const left: boolean[] = [];
    for (const process of rest) left.push(await host.signal(process, signal));
    if (!left.includes(true)) break;
    await host.sleep(signal === 'TERM' ? 2 : 0.3);
  }
}

/** Names that are not back in time: each must be known, and online where it was. */
async function whatIsMissing(
  names: readonly string[],
  before: readonly Pm2Process[],
  { home }: Pm2Home,
  context: RemedyContext,
): Promise<readonly string[]> {
  const wasDown = new Set(before.flatMap(({ name, status }) => (status === 'online' ? [] : [name])));
  for (let waited = 0; ; waited += 1) {
    const now = await context.instruments().pm2At(home);
    const apps = now.state === 'present' ? now.value : [];
    const missing = [...new Set(names)].filter((name) => {
      const own = apps.filter((app) => app.name === name);
      return own.length === 0 || (!wasDown.has(name) && own.some(({ status }) => status !== 'online'));
    });
    if (missing.length === 0 || waited >= patience.back) return missing;
    await context.host.sleep(1);
  }
}
