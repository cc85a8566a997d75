import { exclude, negated, type Bounded } from '../../../core/bounded.ts';
import type { Comparison } from '../../../core/expression.ts';
import { findingAt } from '../../../core/lint-check.ts';
import { t } from '../../../core/text.ts';
import type { Check } from './subject.ts';

/** KAPA024: a rule that never clears. Conditions that never or always hold are told where they are read. */
export const neverClears: Check<'warning'> = function* neverClears({ conditions }) {
  const whens = new Map(
    conditions.flatMap(({ rule, key, compiled }) => (key === 'when' ? [[rule, compiled]] : [])),
  );
  for (const { rule, key, compiled } of conditions) {
    const when = key === 'clear_when' ? whens.get(rule) : undefined;
    if (when?.any === undefined || compiled?.all === undefined) continue;
    const all = compiled.all.map(bounded);
    if (exclude(all) || !exclude([...all, ...when.any.map(bounded).map(negated)])) continue;
    yield findingAt(rule, [key], 'value', {
      id: 'KAPA024',
      severity: 'warning',
      message: t('lint.never_clears'),
      cure: t('lint.never_clears_cure'),
    });
  }
};

/** KAPA023: two rules with one condition act twice, or against each other. */
export const oneConditionTwice: Check<'warning'> = function* oneConditionTwice({ conditions }) {
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

function bounded(comparison: Comparison): Bounded {
  const { probe, field, window = '', seconds = '', operator, bound } = comparison;
  return { subject: `${probe}.${field} ${window} ${seconds}`, operator, bound };
}
