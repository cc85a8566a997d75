import type { Host } from '../../core/host.ts';
import type { Pm2Process } from '../../core/reader.ts';
import { findPm2Command, type Pm2Command } from './command.ts';
import { ecosystemOf } from './ecosystem-of.ts';
import { present } from '../../core/reading.ts';
import type { EffectOutcome, Service } from '../../core/service.ts';
import type { Effect } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { lastWords } from '../systemd/output.ts';
import { unit } from '../systemd/unit.ts';

const effects: Partial<Record<Effect, string>> = {
  reload: 'reload',
  restart: 'restart',
  start: 'start',
  stop: 'stop',
};

/** All applications of one user under PM2: the service `pm2:USER`. A reload starts no daemon where none runs. */
export function pm2Service(name: string): Service {
  const user = name.slice('pm2:'.length);
  return {
    name,
    checks: async () => [],
    async state(reader) {
      const apps = await reader.pm2(user);
      if (apps.state === 'unreadable') return apps;
      const boot = await reader.service(`pm2-${user}`);
      const online = apps.state === 'present' && apps.value.some(({ status }) => status === 'online');
      return present({ running: online, enabled: boot.state === 'present' ? boot.value.enabled : undefined });
    },
    perform: (effect, host) => perform(effect, name, user, host),
  };
}

async function perform(effect: Effect, name: string, user: string, host: Host): Promise<EffectOutcome> {
  const command = effects[effect];
  if (command === undefined) return unit(`pm2-${user}`).perform(effect, host);
  const before = await host.pm2(user);
  if (before.state === 'unreadable') return { ok: false, down: false, reason: before.reason };
  if (before.state === 'absent') return { ok: true, note: t('services.not_running', { name }) };
  const home = await host.pm2Folder(user);
  if (home.state === 'unreadable') return { ok: false, down: false, reason: home.reason };
  const found = home.state === 'present' ? await findPm2Command({ home: home.value, user }, host) : undefined;
  if (found === undefined) return { ok: false, down: false, reason: t('measure.no_pm2', { user }) };
  const account = await host.account(user);
  const place = {
    home: home.state === 'present' ? home.value : '',
    isRoot: account.state !== 'present' || account.value.uid === 0,
  };
  const all =
    effect === 'restart' || effect === 'reload' ? await each(before.value, place, found, host) : everyApp;
  for (const { words, cwd } of all) {
    const done = await host.run(found.argv(command, ...words), { ...found.options, ...cwd });
    if (done.status === 0) continue;
    const reason = t('services.pm2_failed', { user, effect: command, output: lastWords(done) });
    return { ok: false, down: false, reason };
  }
  return { ok: true };
}

/** Words of one command of PM2, and where it is given. */
interface Order {
  readonly words: readonly string[];
  readonly cwd?: { readonly cwd: string };
}

/** Milliseconds in which the files of all applications are looked for. */
const searchPatience = 60_000;

const everyApp: readonly Order[] = [{ words: ['all'] }];

/**
 * Orders to each application but those that somebody stopped: by its ecosystem file where one in its folder gives it, so
 * that it gets the environment that stands there now, and not the one that PM2 remembers.
 */
async function each(
  apps: readonly Pm2Process[],
  place: { readonly home: string; readonly isRoot: boolean },
  command: Pm2Command,
  host: Host,
): Promise<readonly Order[]> {
  const orders = new Map<string, Order>();
  const ids = new Map<string, string[]>();
  for (const { name, id } of apps) {
    const known = ids.get(name);
    if (known === undefined) ids.set(name, [String(id)]);
    else known.push(String(id));
  }
  const last = host.now() + searchPatience;
  for (const app of apps) {
    if (app.status === 'stopped' || app.module === true || orders.has(app.name)) continue;
    const file = host.now() < last ? await ecosystemOf(app, place, command, host) : undefined;
    orders.set(
      app.name,
      file === undefined
        ? { words: ids.get(app.name) ?? [] }
        : { words: [file, '--only', app.name, '--update-env'], cwd: { cwd: app.cwd } },
    );
  }
  return [...orders.values()];
}
