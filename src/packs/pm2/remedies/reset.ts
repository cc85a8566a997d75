import { portProperties, type DeclaredPort } from '../../../core/address.ts';
import { freePort } from '../../network/free-port.ts';
import { endingOf } from '../../../core/command-result.ts';
import type { ProcessIdentity } from '../../../core/host.ts';
import type { Instruments, Pm2Home } from '../../../core/instruments.ts';
import { findHungDaemon, findPm2App, pm2Owner, type Pm2App } from '../apps.ts';
import { findPm2Command, type Pm2Command } from '../command.ts';
import { findInEcosystem } from '../ecosystem.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import type { Pm2Process } from '../../../core/reader.ts';
import type { RemedyContext, RemedyOutcome, RemedyType } from '../../../core/remedy.ts';
import { t, type Text } from '../../../core/text.ts';

/** Spec of `pm2_reset`. */
export interface Pm2ResetSpec extends Partial<DeclaredPort> {
  readonly app: string;
  readonly ecosystem: string;
  readonly user?: string;
  readonly home?: string;
}

/** Deletes an application and starts it anew. */
export const pm2Reset: RemedyType<Pm2ResetSpec> = {
  type: 'pm2_reset',
  atPort: true,
  summary:
    'Deletes an application from PM2, frees its port, starts it anew from its ecosystem file and saves: its restarts are 0 again.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['app', 'ecosystem'],
    properties: {
      app: { type: 'string', minLength: 1, description: 'Its name in PM2.' },
      ecosystem: { type: 'string', pattern: '^/', description: 'The ecosystem file that starts it.' },
      ...portProperties,
      port: {
        ...portProperties.port,
        description: 'Its port: a Node that still holds it after the deletion is ended.',
      },
      ...pm2Owner,
    },
  },
  example: `- pm2_reset: { app: kapa-backend, user: kapa, ecosystem: /var/www/kapa/backend/ecosystem.config.js, port: 3001 }`,
  kills: true,
  told: 'reset',
  reset: 'declared',
  announced: ({ app }) => t('pm2.about_to_reset', { app }),
  target: ({ app }) => `pm2:${app}`,
  async act(spec, context) {
    const instruments = context.instruments();
    const found = await findApp(spec, instruments);
    if (found.state === 'unreadable') return { outcome: 'failed', reason: found.reason };
    const file = await context.host.stat(spec.ecosystem);
    // Nothing is deleted that could not be started again.
    if (file.state !== 'present') return { outcome: 'refused', reason: whyNot(file, spec.ecosystem) };
    // Whoever owns the ecosystem file need not be the one who is to run it.
    if (found.state === 'absent')
      return { outcome: 'refused', reason: t('measure.whose_pm2', { app: spec.app }) };
    const app = found.value;
    const command = await findPm2Command(app.home, instruments);
    if (command === undefined)
      return { outcome: 'refused', reason: t('measure.no_pm2', { user: app.home.user }) };
    const startable = await findInEcosystem(
      { file: spec.ecosystem, name: spec.app, home: app.home.home },
      command,
      instruments,
    );
    if (!('lasting' in startable))
      return {
        outcome: 'refused',
        reason: 'refused' in startable ? startable.refused : startable.unread,
      };
    if (app.hung !== undefined) {
      // It would hold its socket for ever. Its applications end with it.
      await context.host.signal(app.hung, 'KILL');
      await context.host.sleep(1);
    }
    return reset(spec, app, { command, lasting: startable.lasting }, context);
  },
};

/** An application, and the daemon that must be ended before anything can be asked of PM2 again. */
interface Found extends Pm2App {
  readonly hung?: ProcessIdentity;
}

async function findApp(spec: Pm2ResetSpec, instruments: Instruments): Promise<Reading<Found>> {
  const found = await findPm2App(spec, instruments);
  if (found.state !== 'unreadable') return found;
  const hung = await findHungDaemon(spec, instruments);
  return hung?.daemon === undefined
    ? found
    : present({ home: hung, processes: undefined, hung: hung.daemon });
}

async function reset(
  spec: Pm2ResetSpec,
  { home, processes }: Pm2App,
  { command, lasting }: { readonly command: Pm2Command; readonly lasting: boolean },
  context: RemedyContext,
): Promise<RemedyOutcome> {
  // Saving without the other applications of the list would lose them at the next boot.
  if (processes === undefined && (await context.instruments().pm2SavedAt(home.home)).state === 'present')
    await context.host.run(command.argv('resurrect'), command.options);
  const cwd = spec.ecosystem.slice(0, spec.ecosystem.lastIndexOf('/')) || '/';
  const tell = async (...words: readonly string[]): Promise<Text | undefined> => {
    const done = await context.host.run(command.argv(...words), { ...command.options, cwd });
    if (done.status === 0) return undefined;
    return t('measure.command_failed', { program: `pm2 ${words[0] ?? ''}`, reason: endingOf(done) });
  };
  const failed = (reason: Text): RemedyOutcome => ({ outcome: 'failed', reason });
  let held: Text | undefined;
  for (let tries = 1; ; tries += 1) {
    const known = await entriesOf(spec.app, home, context);
    if (known.state === 'unreadable') return failed(known.reason);
    for (const { id } of known.value) {
      const answer = await context.pm2(home.home, {
        method: 'deleteProcessId',
        id,
        name: spec.app,
        timeout: 30,
      });
      if (!answer.ok) return failed(answer.reason);
    }
    held = await freePort(spec, context);
    const trouble = await tell('start', spec.ecosystem, '--only', spec.app);
    if (trouble !== undefined) return failed(trouble);
    // An application that PM2 was just about to restart comes back after its deletion, with its count of restarts.
    const now = await entriesOf(spec.app, home, context);
    if (now.state === 'unreadable') return failed(now.reason);
    const isOld = ({ entry }: Pm2Process): boolean =>
      entry !== '' && known.value.some((old) => old.entry === entry);
    if (!now.value.some(isOld)) break;
    if (tries === mostTries) return failed(t('measure.pm2_not_deleted', { name: spec.app }));
  }
  const gone = await whyNotStaying(spec.app, home, lasting, context);
  if (gone !== undefined) return failed(gone);
  const trouble = await tell('save', '--force');
  if (trouble !== undefined) return failed(trouble);
  return held === undefined
    ? { outcome: 'done', summary: t('measure.reset', { name: spec.app }) }
    : failed(held);
}

const mostTries = 5;
/** Seconds that an application may take to start, and seconds that it must then stay. */
const patience = { start: 20, stay: 3 } as const;

/** Reason why PM2's list is not to be saved: the application is not in it, or ends as soon as it is started. */
async function whyNotStaying(
  app: string,
  home: Pm2Home,
  lasting: boolean,
  context: RemedyContext,
): Promise<Text | undefined> {
  let since = 0;
  let pids = '';
  for (let waited = 0; ; waited += 1) {
    const known = await entriesOf(app, home, context);
    if (known.state === 'unreadable') return known.reason;
    if (known.value.length === 0) return t('pm2.not_there', { name: app });
    if (!lasting) return undefined;
    const down = known.value.find(({ status }) => status !== 'online');
    const now = known.value.map(({ pid }) => pid).join(' ');
    if (down !== undefined || now !== pids) since = waited;
    pids = now;
    if (waited - since >= patience.stay) return undefined;
    if (waited >= patience.start || ['errored', 'stopped'].includes(down?.status ?? ''))
      return t('pm2.does_not_stay', { name: app, status: down?.status ?? 'online' });
    await context.host.sleep(1);
  }
}

/** Entries of PM2 under an application's name. */
async function entriesOf(
  app: string,
  { home }: Pm2Home,
  context: RemedyContext,
): Promise<Exclude<Reading<readonly Pm2Process[]>, { state: 'absent' }>> {
  const all = await context.instruments().pm2At(home);
  if (all.state === 'unreadable') return all;
  return {
    state: 'present',
    value: all.state === 'present' ? all.value.filter(({ name }) => name === app) : [],
  };
}
