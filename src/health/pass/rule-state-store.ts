import type { Text } from '../../core/text.ts';
import type { Instant } from './instant.ts';
import { refund, spend } from '../rules/ladder.ts';
import { loadState, settle, updateState, type LoadedState, type StatePlaces } from './rule-state-file.ts';
import type { Blind, HealthState } from '../rules/rule-state.ts';

/** A change of the state, as data: entries by name replace those there, acts come on top. */
export interface StatePatch extends Partial<Pick<HealthState, 'rules' | 'memory' | 'told' | 'headings'>> {
  /** Probes that cannot be read; null: it can again. */
  readonly blind?: Readonly<Record<string, Blind | null>>;
  readonly spent?: readonly Act[];
  /** Acts that do not count: they were refused, and so did not happen, or helped. */
  readonly refunded?: readonly Act[];
  /** Acts that helped, by the time when that was proven. */
  readonly helped?: readonly Act[];
}

/** An act upon a target, at a time in milliseconds since 1970. */
interface Act {
  readonly target: string;
  readonly at: number;
}

/** Result of a change of the state. `lost`: it is only in this process's memory. */
interface Kept {
  readonly state: HealthState;
  readonly lost?: Text;
}

/** Keeps the rules' state between checks. */
export interface RuleStateStore {
  load(instant: Instant): LoadedState;
  /** `urgent`: an act depends on it, so it is written before. `within` runs under the state's lock. */
  update(instant: Instant, patch: StatePatch, urgent: boolean, within?: () => void): Promise<Kept>;
}

/** Seconds for which a resident process may keep unurgent changes in memory. */
const writeEvery = 30;

/**
 * Store over the state file. `resident`: this process alone checks its groups, so it remembers their rules itself
 * and writes them every half minute unless urgent; budgets, which other processes spend as well, come from the file
 * at each urgent change.
 */
export function createRuleStateStore(
  places: StatePlaces,
  { sleep, resident }: { readonly sleep: (seconds: number) => Promise<void>; readonly resident: boolean },
): RuleStateStore {
  let pending: StatePatch = {};
  let cached: HealthState | undefined;
  let written = Number.NEGATIVE_INFINITY;
  return {
    load(instant) {
      if (resident && cached !== undefined) return { state: settle(cached, instant), afresh: false };
      const loaded = loadState(places, instant);
      cached = loaded.state;
      return loaded;
    },
    async update(instant, patch, urgent, within) {
      const before = cached === undefined ? loadState(places, instant).state : settle(cached, instant);
      cached = applyPatch(before, patch);
      pending = mergePatches(pending, patch);
      if (resident && !urgent && Math.abs(instant.now - written) < writeEvery * 1000)
        return { state: cached };
      const { state, lost } = await updateState(places, instant, sleep, (current) => {
        within?.();
        return applyPatch(current, pending);
      });
      cached = lost === undefined ? state : cached;
      if (lost !== undefined) return { state: cached, lost };
      pending = {};
      written = instant.now;
      return { state: cached };
    },
  };
}

function applyPatch(state: HealthState, patch: StatePatch): HealthState {
  return {
    ...state,
    rules: { ...state.rules, ...patch.rules },
    memory: { ...state.memory, ...patch.memory },
    told: { ...state.told, ...patch.told },
    headings: { ...state.headings, ...patch.headings },
    blind: Object.fromEntries(
      Object.entries({ ...state.blind, ...patch.blind }).flatMap(([key, one]) =>
        one === null ? [] : [[key, one] as const],
      ),
    ),
    ...counted(state, patch),
  };
}

/** Acts as they count after a change. */
export function counted(
  state: Pick<HealthState, 'budgets' | 'helped'>,
  patch: StatePatch,
): Pick<HealthState, 'budgets' | 'helped'> {
  let { budgets, helped } = state;
  for (const { target, at } of patch.spent ?? []) budgets = spend(budgets, target, at);
  for (const { target, at } of patch.refunded ?? []) budgets = refund(budgets, target, at);
  for (const { target, at } of patch.helped ?? []) helped = spend(helped, target, at);
  return { budgets, helped };
}

function mergePatches(a: StatePatch, b: StatePatch): StatePatch {
  return {
    rules: { ...a.rules, ...b.rules },
    memory: { ...a.memory, ...b.memory },
    told: { ...a.told, ...b.told },
    headings: { ...a.headings, ...b.headings },
    blind: { ...a.blind, ...b.blind },
    spent: [...(a.spent ?? []), ...(b.spent ?? [])],
    refunded: [...(a.refunded ?? []), ...(b.refunded ?? [])],
    helped: [...(a.helped ?? []), ...(b.helped ?? [])],
  };
}
