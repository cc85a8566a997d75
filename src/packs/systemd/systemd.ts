import type { Host } from '../../core/host.ts';
import type { Reader } from '../../core/reader.ts';
import { whyNot } from '../../core/reading.ts';
import type { EffectOutcome, Service } from '../../core/service.ts';
import type { Effect } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { lastWords } from './output.ts';
import { showUnit, unitNamed } from './show.ts';

/** Tells whether systemd is the one that runs services here: it makes this folder at boot (sd_booted(3)). */
export async function runsSystemd(reader: Reader): Promise<boolean> {
  if (!reader.live) return false;
  const stat = await reader.stat('/run/systemd/system');
  return stat.state === 'present';
}

/** A unit that systemd runs. A name without a suffix is a service. */
export function systemdService(name: string): Service {
  const unit = unitNamed(name);
  return {
    name,
    checks: async () => [],
    state: (reader) => reader.service(name),
    perform: (effect, host) => perform(effect, unit, host),
  };
}

/** Seconds for which a started unit is watched before it is believed. */
const watched = 1.5;
const startTimeout = 100;
/** Seconds for which systemd is waited for on a host that has much to do. */
const usualPatience = 30;

async function perform(effect: Effect, unit: string, host: Host): Promise<EffectOutcome> {
  if (effect === 'daemon_reload') {
    const done = await host.run(['systemctl', 'daemon-reload'], { timeout: startTimeout });
    return done.status === 0
      ? { ok: true }
      : {
          ok: false,
          down: false,
          reason: t('services.failed', { name: 'systemd', effect, output: lastWords(done) }),
        };
  }
  const before = await activeState(unit, host);
  if (before.unread !== undefined) return { ok: false, down: false, reason: before.unread };
  if (effect === 'reload' && before.active !== 'active' && before.active !== 'reloading')
    return { ok: true, note: t('services.not_running', { name: unit }) };
  // What systemd has given up it starts again only once its failures are forgotten.
  if (before.active === 'failed' && (effect === 'start' || effect === 'restart'))
    await host.run(['systemctl', 'reset-failed', unit], { timeout: startTimeout });
  const verb = effect === 'reload' ? 'reload-or-restart' : effect;
  const done = await host.run(['systemctl', '--no-ask-password', verb, unit], { timeout: startTimeout });
  if (done.status !== 0) {
    const { active } = await activeState(unit, host);
    return {
      ok: false,
      down: active !== 'active' && active !== 'reloading' && before.active === 'active',
      reason: t('services.failed', { name: unit, effect, output: lastWords(done) }),
    };
  }
  return effect === 'enable' || effect === 'disable' || effect === 'stop' ? { ok: true } : stays(unit, host);
}

/** A program can start and die a moment later, and systemctl has long reported success. */
async function stays(unit: string, host: Host): Promise<EffectOutcome> {
  const first = await activeState(unit, host);
  const end = host.now() + watched * 1000;
  for (;;) {
    const now = await activeState(unit, host);
    const restarted = now.restarts > first.restarts;
    const finished = now.active === 'inactive' && now.oneshot && now.result === 'success';
    if (finished) return { ok: true };
    if (now.active === 'failed' || now.active === 'inactive' || restarted) {
      const log = await host.query(['journalctl', '--no-pager', '-q', '-o', 'cat', '-n', '8', '-u', unit]);
      return {
        ok: false,
        down: true,
        reason: t('services.did_not_stay', {
          name: unit,
          state: restarted ? 'restarting' : `${now.active}, ${now.result}`,
          output: lastWords(log),
        }),
      };
    }
    if (now.oneshot || host.now() >= end) return { ok: true };
    await host.sleep(0.25);
  }
}

interface UnitState {
  readonly active: string;
  readonly result: string;
  readonly restarts: number;
  /** It runs and ends, or is no service at all (a timer, a target): there is nothing to stay up. */
  readonly oneshot: boolean;
  /** Reason why nothing of it could be told. */
  readonly unread?: Text;
}

async function activeState(unit: string, host: Host): Promise<UnitState> {
  const shown = await showUnit(unit, ['ActiveState', 'Result', 'NRestarts', 'Type'], host, usualPatience);
  const values = shown.state === 'present' ? shown.value : new Map<string, string>();
  return {
    active: values.get('ActiveState') ?? 'unknown',
    result: values.get('Result') ?? '',
    restarts: Number(values.get('NRestarts') ?? 0),
    oneshot: !unit.endsWith('.service') || values.get('Type') === 'oneshot',
    ...(shown.state === 'present' ? {} : { unread: whyNot(shown, unit) }),
  };
}
