import type { Host } from '../../core/host.ts';
import type { CommandResult, Reader } from '../../core/reader.ts';
import type { EffectOutcome, Service } from '../../core/service.ts';
import type { Effect } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { lastWords } from './output.ts';

/** Tells whether a service has an init script. */
export async function hasInitScript(name: string, reader: Reader): Promise<boolean> {
  const stat = await reader.stat(scriptOf(name));
  return stat.state === 'present';
}

/** A service that its script in /etc/init.d runs. */
export function initScript(name: string): Service {
  return {
    name,
    checks: async () => [],
    state: (reader) => reader.service(name),
    perform: (effect, host) => perform(effect, name, host),
  };
}

const timeout = 100;

async function perform(effect: Effect, name: string, host: Host): Promise<EffectOutcome> {
  if (effect === 'daemon_reload') return { ok: true };
  if (effect === 'enable' || effect === 'disable') {
    // `enable` only turns links that exist; `defaults` makes them from the script's header.
    const made = effect === 'enable' ? await host.run(['update-rc.d', name, 'defaults']) : undefined;
    if (made !== undefined && made.status !== 0) return failed(name, effect, made, false);
    const done = await host.run(['update-rc.d', name, effect]);
    return done.status === 0 ? { ok: true } : failed(name, effect, done, false);
  }
  const before = await running(name, host);
  if (effect === 'reload' && !before) return { ok: true, note: t('services.not_running', { name }) };
  const done = await host.run([scriptOf(name), effect], { timeout });
  const after = await running(name, host);
  const wanted = effect === 'stop' ? !after : after;
  return done.status === 0 && wanted
    ? { ok: true }
    : failed(name, effect, done, effect !== 'stop' && before && !after);
}

/** The status of an init script is 0 when its service runs (LSB). */
async function running(name: string, host: Host): Promise<boolean> {
  const status = await host.query([scriptOf(name), 'status']);
  return status.status === 0;
}

function scriptOf(name: string): string {
  return `/etc/init.d/${name.replace(/\.service$/u, '')}`;
}

function failed(name: string, effect: Effect, done: CommandResult, down: boolean): EffectOutcome {
  return { ok: false, down, reason: t('services.failed', { name, effect, output: lastWords(done) }) };
}
