import type { Finding } from '../../../core/finding.ts';
import type { Registry } from '../../../core/registry.ts';
import type { LoadedPolicies } from '../../load/load.ts';
import { probeFields, type Condition } from '../../../core/lint-check.ts';

/** Compiles the conditions of all rules; what is wrong with one is found at its very characters. */
export async function compileConditions(
  { set, names, documents }: Pick<LoadedPolicies, 'set' | 'names' | 'documents'>,
  registry: Registry,
): Promise<{ readonly conditions: readonly Condition[]; readonly findings: readonly Finding[] }> {
  if (set.rules.length === 0) return { conditions: [], findings: [] };
  const { compileRule } = await import('../../expressions/expression.ts');
  const { declarationsByScope } = await import('../../expressions/local-names.ts');
  const declarations = { thresholds: set.thresholds, probes: probeFields(set, registry) };
  const within = declarationsByScope(declarations);
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
      const elsewhere = (name: string): 'facts' | 'variable' | undefined =>
        name === 'facts' ? 'facts' : names.vars.has(name) ? 'variable' : undefined;
      const result = await compileRule(text, { ...within(rule.scope), elsewhere }, rule.scope);
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
          namesIn(text.slice(span.start, span.end)).some((name) => unread.has(`${rule.scope ?? ''}${name}`))
        )
          continue;
        const bound = threshold === undefined ? undefined : `${rule.scope ?? ''}${threshold}`;
        if (bound !== undefined && told.has(bound)) continue;
        if (bound !== undefined) told.add(bound);
        const place =
          (bound === undefined ? undefined : names.thresholds.get(bound)) ??
          rule.locateInside?.([key], span.start, span.end) ??
          rule.locate([key]);
        findings.push({ id, severity, place, message, cure });
      }
    }
  return { conditions, findings };
}

/** Names of the probes that documents declare, those that are wrong among them. */
function declaredIn(documents: LoadedPolicies['documents']): readonly string[] {
  return documents.flatMap(({ value, scope = '' }) =>
    Object.keys((value as { readonly probes?: object }).probes ?? {}).map((name) => `${scope}${name}`),
  );
}

/** Words in a part of a condition: of a name that was itself wrong no more is told. */
function namesIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/gu) ?? [];
}
