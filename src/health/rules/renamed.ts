import type { RuleItem } from '../../core/policy.ts';
import type { HealthState } from './rule-state.ts';

type Named = Pick<RuleItem, 'name' | 'aliases'>;

/** State in which what is remembered of a rule under another of its names, and is newer, stands under its name. */
export function underTheirNames(state: HealthState, rules: readonly Named[]): HealthState {
  const renamed = rules.filter(({ aliases }) => aliases?.some((other) => Object.hasOwn(state.rules, other)));
  if (renamed.length === 0) return state;
  return {
    ...state,
    rules: { ...state.rules, ...newest(renamed, state.rules, ({ judged }) => judged) },
    told: { ...state.told, ...newest(renamed, state.told, ({ at }) => at) },
  };
}

function newest<T>(
  rules: readonly Named[],
  remembered: Readonly<Record<string, T>>,
  when: (one: T) => number,
): Record<string, T> {
  return Object.fromEntries(
    rules.flatMap(({ name, aliases = [] }) => {
      const known = [name, ...aliases].flatMap((one) => {
        const value = remembered[one];
        return value === undefined ? [] : [value];
      });
      const [last] = known.sort((a, b) => when(b) - when(a));
      return last === undefined ? [] : [[name, last] as const];
    }),
  );
}

/** Tells whether a rule is called so, now or formerly. */
export function isCalled({ name, aliases = [] }: Named, called: string): boolean {
  return name === called || aliases.includes(called);
}
