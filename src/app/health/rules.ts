import { exitStatus } from '../../core/exit.ts';
import type { CompiledExpression, FieldName } from '../../core/expression.ts';
import { Failure } from '../../core/failure.ts';
import type { PolicySet, ProbeItem, RuleItem } from '../../core/policy.ts';
import { fieldsOf, type FindProbeType, type ProbeField } from '../../core/probe.ts';
import { t } from '../../core/text.ts';
import type { ComparedField, Rule } from '../../health/index.ts';
import { compileRule, type Declarations } from '../../policy/expressions/expression.ts';
import { declarationsByScope } from '../../policy/expressions/local-names.ts';

/** Compiles rules' conditions against what the policies declare. One that does not compile is a Failure. */
export async function compileRules(
  items: readonly RuleItem[],
  set: PolicySet,
  find: FindProbeType,
): Promise<readonly Rule[]> {
  const declarations = { thresholds: set.thresholds, probes: declaredProbes(set.probes, find) };
  const within = declarationsByScope(declarations);
  const compile = async (item: RuleItem, key: string, expression: string): Promise<CompiledExpression> => {
    const result = await compileRule(expression, within(item.scope), item.scope);
    if ('compiled' in result) return result.compiled;
    throw new Failure(result.faults[0].message, {
      cure: t('health.rule_cure'),
      place: item.locate([key]),
      exit: exitStatus.invalidPolicy,
    });
  };
  const compiled = items.map(async (item) => {
    const when = await compile(item, 'when', item.when);
    const told = when.comparisons[0] ?? when.first;
    return {
      item,
      ...(told === undefined ? {} : { compared: comparedField(told, declarations) }),
      when,
      ...(item.clearWhen === undefined
        ? {}
        : { clearWhen: await compile(item, 'clear_when', item.clearWhen) }),
      ...(item.onlyIf === undefined ? {} : { onlyIf: await compile(item, 'only_if', item.onlyIf) }),
    };
  });
  return Promise.all(compiled);
}

function comparedField({ probe, field }: FieldName, { probes }: Declarations): ComparedField {
  const unit = probes[probe]?.[field]?.unit;
  return { probe, field, ...(unit === undefined ? {} : { unit }) };
}

/** The fields of probes by their names. A type is looked up when a condition speaks of its probe: few do of all. */
function declaredProbes(probes: readonly ProbeItem[], find: FindProbeType): Declarations['probes'] {
  const declared: Record<string, Readonly<Record<string, ProbeField>>> = {};
  for (const probe of probes)
    Object.defineProperty(declared, probe.name, { enumerable: true, get: () => fieldsOf(probe, find) });
  return declared;
}
