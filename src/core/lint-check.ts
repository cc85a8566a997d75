import type { Comparison, CompiledExpression } from './expression.ts';
import type { Finding, FindingId, Severity } from './finding.ts';
import type { Locate, Path, PolicySet, ResourceItem, RuleItem } from './policy.ts';
import { fieldsOf, type ProbeField } from './probe.ts';
import type { Registry } from './registry.ts';
import type { Text } from './text.ts';

/** One condition of a rule; `compiled` is missing where the expression is wrong. */
export interface Condition {
  readonly rule: RuleItem;
  readonly key: 'when' | 'clear_when' | 'only_if';
  readonly text: string;
  readonly compiled:
    Pick<CompiledExpression, 'probes' | 'comparisons' | 'windows' | 'all' | 'any'> | undefined;
  /** Thresholds that it speaks of. */
  readonly thresholds?: readonly string[];
}

/** Subject of lint checks: a policy set, the types it can name, and its conditions. */
export interface LintSubject {
  readonly set: PolicySet;
  readonly registry: Registry;
  readonly conditions: readonly Condition[];
}

/** A lint check across items: from a whole policy set to findings. */
export type LintCheck = (subject: LintSubject) => Iterable<Finding>;

/** A finding at a path of an item. */
export function findingAt<S extends Severity>(
  { locate }: { readonly locate: Locate },
  path: Path,
  part: 'key' | 'value',
  found: {
    readonly id: FindingId;
    readonly severity: S;
    readonly message: Text;
    readonly cure: Text;
  },
): Finding<S> {
  return { ...found, place: locate(path, part) };
}

/** The comparisons of all rules' conditions with a number, and the probe that each looks at. */
export function* comparisonsIn({ conditions, set }: LintSubject): Iterable<{
  readonly condition: Condition;
  readonly comparison: Comparison & { readonly bound: number };
  readonly type: string;
  readonly spec: Readonly<Record<string, unknown>>;
}> {
  const probes = new Map(set.probes.map((probe) => [probe.name, probe]));
  for (const condition of conditions) {
    if (condition.key !== 'when') continue;
    for (const { bound, ...comparison } of condition.compiled?.comparisons ?? []) {
      const probe = probes.get(comparison.probe);
      if (probe === undefined || typeof bound !== 'number') continue;
      const spec = (probe.spec ?? {}) as Readonly<Record<string, unknown>>;
      yield { condition, comparison: { ...comparison, bound }, type: probe.type, spec };
    }
  }
}

/** The fields of every probe, by its name. */
export function probeFields(
  set: PolicySet,
  registry: Registry,
): Readonly<Record<string, Readonly<Record<string, ProbeField>>>> {
  const types = new Map(registry.probes.map((type) => [type.type, type]));
  return Object.fromEntries(
    set.probes.map((probe) => [probe.name, fieldsOf(probe, (name) => types.get(name))]),
  );
}

/** Resources of one type. */
export function resourcesOf<Spec>({ set }: LintSubject, type: string): readonly ResourceItem<Spec>[] {
  return set.resources.filter((item): item is ResourceItem<Spec> => item.type === type);
}
