import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { PolicySet, RuleItem } from '../core/policy.ts';
import type { AnyProbeType } from '../core/probe.ts';
import type { CompiledExpression, Rule } from '../engine/health/index.ts';

/** Compiles rules' conditions against what the policies declare. One that does not compile is a Failure. */
export async function compileRules(
  items: readonly RuleItem[],
  set: PolicySet,
  types: readonly AnyProbeType[],
): Promise<readonly Rule[]> {
  if (items.length === 0) return [];
  const { compileRule } = await import('../policy/expression.ts');
  const probes = Object.fromEntries(
    set.probes.map(({ name, type, spec }) => [
      name,
      types.find((candidate) => candidate.type === type)?.fields(spec) ?? {},
    ]),
  );
  const declarations = { thresholds: set.thresholds, probes };
  const compile = (item: RuleItem, key: string, expression: string): CompiledExpression => {
    const result = compileRule(expression, declarations);
    if ('compiled' in result) return result.compiled;
    throw new Failure(result.fault.message, { place: item.locate([key]), exit: exitStatus.invalidPolicy });
  };
  return items.map((item) => ({
    item,
    when: compile(item, 'when', item.when),
    ...(item.clearWhen === undefined ? {} : { clearWhen: compile(item, 'clear_when', item.clearWhen) }),
    ...(item.onlyIf === undefined ? {} : { onlyIf: compile(item, 'only_if', item.onlyIf) }),
  }));
}
