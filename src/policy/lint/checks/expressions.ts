import type { Finding } from '../../../core/finding.ts';
import type { Registry } from '../../../core/registry.ts';
import type { Loaded } from '../../load/load.ts';
import { probeFields, type Condition } from '../../../core/lint-check.ts';

/** Compiles the conditions of all rules; what is wrong with one is found at its very characters. */
export async function compileConditions(
  { set, names, documents }: Pick<Loaded, 'set' | 'names' | 'documents'>,
  registry: Registry,
): Promise<{ readonly conditions: readonly Condition[]; readonly findings: readonly Finding[] }> {
  if (set.rules.length === 0) return { conditions: [], findings: [] };
  const { compileRule } = await import('../../expressions/expression.ts');
  const declarations = { thresholds: set.thresholds, probes: probeFields(set, registry) };
  const unread = new Set([...declaredIn(documents), ...names.thresholds.keys()]);
  for (const name of [...Object.keys(declarations.probes), ...Object.keys(set.thresholds)])
    unread.delete(name);
  for (const name of Object.keys(set.thresholds))
    if (Object.hasOwn(declarations.probes, name)) unread.add(name);
  const told = new Set<string>();
  const conditions: Condition[] = [];
  const findings: Finding[] = [];
  for (const rule of set.rules)
    for (const [key, text] of [
      ['when', rule.when],
      ['clear_when', rule.clearWhen],
      ['only_if', rule.onlyIf],
    ] as const) {
      if (text === undefined) continue;
      const result = await compileRule(text, declarations);
      conditions.push({
        rule,
        key,
        text,
        ...('compiled' in result
          ? { compiled: result.compiled, thresholds: result.compiled.thresholds }
          : { compiled: undefined }),
      });
      const faults = 'faults' in result ? [...result.faults, ...result.warnings] : result.warnings;
      for (const { id, severity, message, cure, threshold, ...span } of faults) {
        if (
          !('compiled' in result) &&
          id === 'KAPA010' &&
          namesIn(text.slice(span.start, span.end)).some((name) => unread.has(name))
        )
          continue;
        if (threshold !== undefined && told.has(threshold)) continue;
        if (threshold !== undefined) told.add(threshold);
        const place =
          (threshold === undefined ? undefined : names.thresholds.get(threshold)) ??
          rule.locateInside?.([key], span.start, span.end) ??
          rule.locate([key]);
        findings.push({ id, severity, place, message, cure });
      }
    }
  return { conditions, findings };
}

/** Names of the probes that documents declare, those that are wrong among them. */
function declaredIn(documents: Loaded['documents']): readonly string[] {
  return documents.flatMap(({ value }) => Object.keys((value as { readonly probes?: object }).probes ?? {}));
}

/** Words in a part of a condition: of a name that was itself wrong no more is told. */
function namesIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/gu) ?? [];
}
