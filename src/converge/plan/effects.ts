import type { PlannedEffect } from '../../core/plan.ts';
import type { Effect } from '../../core/step.ts';

/** An effect that a resource asks for. */
export interface AskedEffect {
  readonly service: string;
  readonly effect: Effect;
  readonly because: readonly string[];
}

/**
 * Merges what resources ask of services: one effect a service in each of three matters (reading units again,
 * being enabled, running), in that order. A restart swallows a start and a reload, a stop everything; systemd
 * reads its units again once, whoever asks.
 */
export function mergeEffects(asked: readonly AskedEffect[]): readonly PlannedEffect[] {
  const merged = new Map<string, AskedEffect>();
  for (const next of asked) {
    const matter = matters[next.effect];
    const key = matter === 'units' ? matter : `${matter} ${next.service}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? next : combine(earlier, next));
  }
  const rank = { units: 0, enabled: 1, running: 2 };
  return [...merged.values()].sort((a, b) => rank[matters[a.effect]] - rank[matters[b.effect]]);
}

/**
 * Tells whether a service reads its configuration in the course of an effect, so that its check comes first.
 */
export function readsConfiguration(effect: Effect): boolean {
  return effect === 'reload' || effect === 'restart' || effect === 'start';
}

const matters: Readonly<Record<Effect, 'units' | 'enabled' | 'running'>> = {
  daemon_reload: 'units',
  enable: 'enabled',
  disable: 'enabled',
  reload: 'running',
  start: 'running',
  restart: 'running',
  stop: 'running',
};

const strength: Readonly<Record<Effect, number>> = {
  daemon_reload: 0,
  enable: 0,
  disable: 0,
  reload: 1,
  start: 2,
  restart: 3,
  stop: 4,
};

function combine(earlier: AskedEffect, next: AskedEffect): AskedEffect {
  const stronger = strength[next.effect] >= strength[earlier.effect] ? next : earlier;
  return {
    service: earlier.service,
    effect: stronger.effect,
    because: [...new Set([...earlier.because, ...next.because])],
  };
}
