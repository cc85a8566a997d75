import type { Comparison } from '../../../core/expression.ts';
import { findingAt } from '../../../core/lint-check.ts';
import { t } from '../../../core/text.ts';
import type { Check } from './subject.ts';

/** KAPA024: a condition that never or always holds, and a rule that never clears. */
export const settledCondition: Check = function* settledCondition({ conditions }) {
  const whens = new Map(
    conditions.flatMap(({ rule, key, compiled }) => (key === 'when' ? [[rule, compiled]] : [])),
  );
  for (const { rule, key, compiled } of conditions) {
    if (compiled === undefined) continue;
    const never = compiled.all !== undefined && exclude(compiled.all);
    const always = compiled.any !== undefined && exclude(compiled.any.map(negated));
    if (never || always)
      yield findingAt(rule, [key], 'value', {
        id: 'KAPA024',
        severity: 'warning',
        message: never ? t('lint.never_holds') : t('lint.always_holds'),
        cure: t('lint.settled_cure'),
      });
    const when = key === 'clear_when' ? whens.get(rule) : undefined;
    if (never || when?.any === undefined || compiled.all === undefined) continue;
    if (exclude([...compiled.all, ...when.any.map(negated)]))
      yield findingAt(rule, [key], 'value', {
        id: 'KAPA024',
        severity: 'warning',
        message: t('lint.never_clears'),
        cure: t('lint.never_clears_cure'),
      });
  }
};

/** KAPA023: two rules with one condition act twice, or against each other. */
export const oneConditionTwice: Check = function* oneConditionTwice({ conditions }) {
  const seen = new Map<string, string>();
  for (const { rule, key, text, compiled } of conditions) {
    if (key !== 'when' || compiled === undefined) continue;
    const same = `${rule.scope ?? ''}\n${text.replaceAll(/\s+/gu, ' ').trim()}\n${rule.onlyIf ?? ''}`;
    const other = seen.get(same);
    if (other === undefined) seen.set(same, rule.name);
    else
      yield findingAt(rule, [key], 'value', {
        id: 'KAPA023',
        severity: 'warning',
        message: t('lint.one_condition_twice', { other }),
        cure: t('lint.one_condition_twice_cure'),
      });
  }
};

const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

function negated(comparison: Comparison): Comparison {
  return { ...comparison, operator: opposite[comparison.operator] };
}

/** Tells whether some comparisons cannot all hold. */
function exclude(comparisons: readonly Comparison[]): boolean {
  const subjects = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const subject = `${one.probe}.${one.field} ${one.window ?? ''} ${one.seconds ?? ''}`;
    subjects.set(subject, [...(subjects.get(subject) ?? []), one]);
  }
  return [...subjects.values()].some(excludeEachOther);
}

function excludeEachOther(comparisons: readonly Comparison[]): boolean {
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
