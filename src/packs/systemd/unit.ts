import type { Host } from '../../core/host.ts';
import type { EffectOutcome, Service } from '../../core/service.ts';
import type { Effect } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { hasInitScript, initScript } from './init.ts';
import { runsSystemd, systemdService } from './systemd.ts';

/** A service run by systemd where that runs, else by its init script. */
export function unit(name: string): Service {
  return {
    name,
    checks: async () => [],
    state: (reader) => reader.service(name),
    perform: (effect, host) => perform(effect, name, host),
  };
}

async function perform(effect: Effect, name: string, host: Host): Promise<EffectOutcome> {
  if (await runsSystemd(host)) return systemdService(name).perform(effect, host);
  if (effect === 'daemon_reload') return { ok: true, note: t('services.no_systemd', { effect }) };
  if (await hasInitScript(name, host)) return initScript(name).perform(effect, host);
  if (effect === 'enable' || effect === 'disable') return offline(effect, name, host);
  return { ok: false, down: false, reason: t('services.unmanaged', { name }) };
}

/** systemctl makes and removes the links of a unit without a running systemd as well. */
async function offline(effect: Effect, name: string, host: Host): Promise<EffectOutcome> {
  const done = await host.run(['systemctl', '--root=/', effect, name]);
  return done.status === 0
    ? { ok: true, note: t('services.no_systemd', { effect: 'start' }) }
    : { ok: false, down: false, reason: t('services.unmanaged', { name }) };
}
