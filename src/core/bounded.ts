/** Something that is compared with a bound. */
export interface Bounded {
  readonly subject: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly bound: number | string | boolean;
}

const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

/** The sign of a comparison when its sides are exchanged. */
export const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' } as const;

/** Tells the signs of comparisons. */
export function isComparison(operator: string): operator is Bounded['operator'] {
  return Object.hasOwn(opposite, operator);
}

/** The comparison that holds where another does not. */
export function negated<One extends Pick<Bounded, 'operator'>>(comparison: One): One {
  return { ...comparison, operator: opposite[comparison.operator] };
}

/** Tells whether some comparisons cannot all hold. */
export function exclude(comparisons: readonly Bounded[]): boolean {
  const subjects = new Map<string, Bounded[]>();
  for (const one of comparisons) subjects.set(one.subject, [...(subjects.get(one.subject) ?? []), one]);
  return [...subjects.values()].some(excludeEachOther);
}

function excludeEachOther(comparisons: readonly Bounded[]): boolean {
  const equal = comparisons.filter(({ operator }) => operator === '==').map(({ bound }) => bound);
  const [only] = equal;
  if (equal.some((bound) => bound !== only)) return true;
  const isNot = new Set(comparisons.filter(({ operator }) => operator === '!=').map(({ bound }) => bound));
  if (only !== undefined && isNot.has(only)) return true;
  if (isNot.has(true) && isNot.has(false)) return true;
  let [low, high] = [-Infinity, Infinity];
  let [aboveLow, belowHigh] = [false, false];
  for (const { operator, bound } of comparisons) {
    if (typeof bound !== 'number') continue;
    if (operator === '>' || operator === '>=' || operator === '==') {
      if (bound > low) [low, aboveLow] = [bound, operator === '>'];
      else if (bound === low && operator === '>') aboveLow = true;
    }
    if (operator === '<' || operator === '<=' || operator === '==') {
      if (bound < high) [high, belowHigh] = [bound, operator === '<'];
      else if (bound === high && operator === '<') belowHigh = true;
    }
  }
  return low > high || (low === high && (aboveLow || belowHigh));
}
