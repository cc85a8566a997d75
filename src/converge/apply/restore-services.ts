import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Service } from '../../core/service.ts';
import type { Effect } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import type { ApplyEvent } from '../contract.ts';
import type { AskedEffect } from '../plan/effects.ts';
import type { Begin, JournalRecord } from './journal.ts';

/** Parts that restoring services works with. */
export interface Restoring {
  readonly begin: Begin;
  readonly records: readonly JournalRecord[];
  readonly host: Host;
  readonly service: (name: string) => Service;
  /** True: kapa was away in between, so that a service may have read files that were later put back. */
  readonly afterCrash: boolean;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Result of restoring services: what is not well, and the effects that services still need. */
export interface Restored {
  readonly leftovers: readonly Text[];
  readonly pending: readonly AskedEffect[];
}

/**
 * Brings services back to the configuration that has been put back. One that is down is started, one that had
 * already been told of the new files is told again.
 */
export async function restoreServices(restoring: Restoring): Promise<Restored> {
  const { begin, host, service, onEvent } = restoring;
  if (!host.live) return { leftovers: [], pending: [] };
  const leftovers: Text[] = [];
  const pending: AskedEffect[] = [];
  for (const { service: name, effect: planned, because } of begin.effects) {
    const effect = await effectBack(name, planned, restoring);
    if (effect === undefined) continue;
    onEvent({ event: 'effect', service: name, effect });
    let outcome = await attempt(service(name), effect, host);
    if (!outcome.ok && outcome.down && effect !== 'start')
      outcome = await attempt(service(name), 'start', host);
    onEvent({ event: 'effect', service: name, effect, ended: outcome.ok ? 'done' : 'failed' });
    if (outcome.ok) continue;
    leftovers.push(t('engine.service_not_back', { service: name, effect, reason: outcome.reason }));
    pending.push({ service: name, effect, because });
  }
  return { leftovers, pending };
}

/** Effect that brings a service back from what was done to it; undefined: none is needed. */
async function effectBack(
  name: string,
  planned: Effect,
  { begin, records, host, service, afterCrash }: Restoring,
): Promise<Effect | undefined> {
  const told = records.some(
    (one) => one.record === 'effect' && one.service === name && one.effect === planned,
  );
  const before = begin.services[name] ?? {};
  const state = await service(name).state(host);
  const now = state.state === 'present' ? state.value : { running: undefined, enabled: undefined };
  switch (planned) {
    case 'daemon_reload':
      return told || afterCrash ? 'daemon_reload' : undefined;
    case 'enable':
    case 'disable':
      if (!told || before.enabled === undefined || before.enabled === now.enabled) return undefined;
      return before.enabled ? 'enable' : 'disable';
    case 'reload':
    case 'restart':
    case 'start':
    case 'stop':
      if (before.running === true && now.running === false) return 'start';
      if (before.running === false) return told && now.running !== false ? 'stop' : undefined;
      if (!told && !afterCrash) return undefined;
      return planned === 'restart' ? 'restart' : 'reload';
  }
}

async function attempt(
  service: Service,
  effect: Effect,
  host: Host,
): Promise<Awaited<ReturnType<Service['perform']>>> {
  try {
    return await service.perform(effect, host);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, reason: error.text, down: false };
  }
}
