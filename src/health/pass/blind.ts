import type { Alert } from '../../core/alert.ts';
import { probesOf } from '../rules/rule.ts';
import type { Blind } from '../rules/rule-state.ts';
import { ordersOf } from './orders.ts';
import { rememberedAs, type JudgedRule, type Run } from './run.ts';

/** Alerts about probes that cannot be read, and what is to be remembered of them; null: it can be read again. */
export interface BlindAlerts {
  readonly alerts: readonly Alert[];
  readonly blind: Readonly<Record<string, Blind | null>>;
}

/**
 * Chooses what to tell of the probes that were measured: one that has been unknown for the time that the settings
 * state, again as other alerts are, and that it is known again. One that only silenced rules speak of is not told.
 */
export function blindAlerts(run: Run, judged: readonly JudgedRule[]): BlindAlerts {
  const { request, instant, state, measurements } = run;
  const { now } = instant;
  const alerts: Alert[] = [];
  const blind: Record<string, Blind | null> = {};
  for (const { name } of request.probes) {
    const key = rememberedAs(request.group, name);
    const before = state.blind[key];
    const measurement = measurements[name];
    if (measurement === undefined || (before === undefined && !('unknown' in measurement))) continue;
    const spoken = judged.filter(({ rule }) => probesOf(rule).includes(name));
    const about = {
      rule: name,
      probe: name,
      group: request.group,
      severity: spoken.some(({ rule }) => rule.item.severity === 'critical')
        ? ('critical' as const)
        : ('warning' as const),
    };
    if (!('unknown' in measurement)) {
      blind[key] = null;
      if (before?.told !== undefined)
        alerts.push({
          ...about,
          state: 'healed',
          since: now,
          outage: Math.max(0, now - before.since) / 1000,
          repeated: false,
        });
      continue;
    }
    const { since = now, told } = before ?? {};
    const isSilenced =
      spoken.length > 0 &&
      spoken.every(({ rule, ruleState }) =>
        ordersOf(run.orders, rule.item, ruleState).some(({ kind }) => kind === 'silence'),
      );
    const isDue = told === undefined || now - told >= request.repeatEvery * 1000;
    const isTold = !isSilenced && isDue && now - since >= request.unknownAfter * 1000;
    blind[key] = { since, ...(isTold ? { told: now } : told === undefined ? {} : { told }) };
    if (isTold)
      alerts.push({
        ...about,
        state: 'unknown',
        since,
        why: measurement.unknown,
        repeated: told !== undefined,
      });
  }
  return { alerts, blind };
}
