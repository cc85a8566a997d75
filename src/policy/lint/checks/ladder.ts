import { formatDuration } from '../../../core/quantity.ts';
import { t } from '../../../core/text.ts';
import { comparisonsIn, findingAt } from '../../../core/lint-check.ts';
import type { Check } from './subject.ts';

/** KAPA040: a rule that ends processes without a limit may do so for ever. */
export const killWithoutLimit: Check = function* killWithoutLimit({ set, registry }) {
  const killers = new Set(registry.remedies.filter(({ kills }) => kills).map(({ type }) => type));
  for (const rule of set.rules) {
    const rung = rule.do.findIndex(({ type }) => killers.has(type));
    const remedy = rule.do[rung]?.type;
    if (remedy === undefined || rule.limit !== undefined) continue;
    yield findingAt(rule, ['do', rung, remedy], 'key', {
      id: 'KAPA040',
      severity: 'error',
      message: t('lint.kill_without_limit', { remedy }),
      cure: t('lint.kill_without_limit_cure'),
    });
  }
};

/** KAPA041: a counter that only grows holds for ever once it is over a bound. */
export const cumulativeCounter: Check<'warning'> = function* cumulativeCounter(subject) {
  const types = new Map(subject.registry.probes.map((probe) => [probe.type, probe]));
  const tells = new Set(
    subject.registry.remedies.filter((remedy) => remedy.tells === true).map(({ type }) => type),
  );
  for (const { condition, comparison, type } of comparisonsIn(subject)) {
    const { rule } = condition;
    const grows = types.get(type)?.counters?.includes(comparison.field) === true;
    const upwards = comparison.operator === '>' || comparison.operator === '>=';
    if (!grows || !upwards || comparison.window !== undefined) continue;
    const increases = condition.compiled?.all?.some(
      ({ probe, field, window }) =>
        window !== undefined && probe === comparison.probe && field === comparison.field,
    );
    if (increases === true) continue;
    if (rule.do.every(({ type: remedy }) => tells.has(remedy))) continue;
    const field = `${comparison.probe}.${comparison.field}`;
    yield findingAt(rule, ['when'], 'value', {
      id: 'KAPA041',
      severity: 'warning',
      message: t('lint.cumulative', { field }),
      cure: t('lint.cumulative_cure', { field }),
    });
  }
};

/** KAPA042: the next check comes before the last remedy has been judged. */
export const slowVerify: Check<'warning'> = function* slowVerify({ set }) {
  for (const rule of set.rules)
    if (rule.verify !== undefined && rule.verify.within > rule.every)
      yield findingAt(rule, ['verify', 'within'], 'value', {
        id: 'KAPA042',
        severity: 'warning',
        message: t('lint.slow_verify', {
          within: formatDuration(rule.verify.within),
          every: formatDuration(rule.every),
        }),
        cure: t('lint.slow_verify_cure', { every: formatDuration(rule.every) }),
      });
};
