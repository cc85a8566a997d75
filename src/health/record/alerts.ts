import type { RuleItem } from '../../core/policy.ts';
import type { RuleOrder } from '../../core/ordered.ts';
import type { Told } from '../rules/rule-state.ts';
import type { RuleState } from '../../core/rule-state.ts';
import type { Alert } from '../../core/alert.ts';

/** Alerts to tell, and what is remembered of them. */
export interface Telling {
  readonly alerts: readonly Alert[];
  readonly told: Readonly<Record<string, Told>>;
}

/** A rule that goes back and forth is told at most once in so many seconds; backing off is always told. */
const quietTime = 300;

/**
 * Chooses what to tell after a check: a rule that began to fire, healed after that was told, or began to back off; and
 * what still stands when `repeatEvery` seconds have passed. A healed rule that came and went within the quiet time is
 * told once the time is over. A rule is told to be unknown after its time, unless that is told of its probe (`explained`)
 * or ends by itself once records cover its window. Of a silenced rule nothing is told, nor remembered as told; one that a person has taken is
 * not told again.
 */
export function chooseAlerts(
  ruleStates: readonly ({
    readonly rule: RuleItem;
    readonly ruleState: RuleState;
    readonly orders?: readonly RuleOrder[];
    readonly explained?: boolean;
  } & Pick<Alert, 'value' | 'unit'>)[],
  told: Readonly<Record<string, Told>>,
  {
    now,
    repeatEvery,
    unknownAfter = Number.POSITIVE_INFINITY,
  }: { readonly now: number; readonly repeatEvery: number; readonly unknownAfter?: number },
): Telling {
  const alerts: Alert[] = [];
  const remembered: Record<string, Told> = { ...told };
  for (const { rule, ruleState, orders = [], explained = false, ...compared } of ruleStates) {
    if (orders.some(({ kind }) => kind === 'silence')) continue;
    const unknownFor = explained ? 0 : (now - ruleState.since) / 1000;
    const state = toldState(ruleState, unknownFor >= unknownAfter);
    const last = told[rule.name];
    const decision = decide(state, last, now, repeatEvery);
    if (decision === 'silent' || state === undefined) continue;
    if (decision === 'repeat' && orders.some(({ kind }) => kind === 'ack')) continue;
    alerts.push({
      rule: rule.name,
      group: rule.group,
      severity: rule.severity,
      state,
      since: ruleState.since,
      repeated: decision === 'repeat',
      ...(state === 'healed' ? outageOf(last, ruleState) : state === 'unknown' ? whyOf(ruleState) : compared),
    });
    remembered[rule.name] = {
      state,
      at: now,
      ...(state === 'healed' ? {} : { since: last?.since ?? ruleState.since }),
    };
  }
  return { alerts, told: remembered };
}

/** Seconds from when it was told to begin until it had healed; an older kapa did not remember the beginning. */
function outageOf(last: Told | undefined, { since }: RuleState): Pick<Alert, 'outage'> {
  return last?.since === undefined ? {} : { outage: Math.max(0, (since - last.since) / 1000) };
}

function whyOf({ unknown }: RuleState): Pick<Alert, 'why'> {
  return unknown === undefined ? {} : { why: unknown };
}

/** Name of a standing towards the channels; a pause holds remedies back, not alerts. */
function toldState(ruleState: RuleState, isLongUnknown: boolean): Alert['state'] | undefined {
  if (ruleState.state === 'unknown')
    return isLongUnknown && ruleState.uncovered === undefined ? 'unknown' : undefined;
  if (ruleState.condition === 'firing') return ruleState.backOff === undefined ? 'firing' : 'backing_off';
  return ruleState.condition === 'ok' ? 'healed' : undefined;
}

function decide(
  state: Alert['state'] | undefined,
  last: Told | undefined,
  now: number,
  repeatEvery: number,
): 'tell' | 'repeat' | 'silent' {
  if (state === undefined) return 'silent';
  if (state === 'healed' && (last === undefined || last.state === 'healed')) return 'silent';
  const elapsed = last === undefined ? Number.POSITIVE_INFINITY : (now - last.at) / 1000;
  if (last?.state === state) return elapsed >= repeatEvery ? 'repeat' : 'silent';
  const flapping = last?.state === 'healed' && state === 'firing' && elapsed < quietTime;
  return flapping ? 'silent' : 'tell';
}
