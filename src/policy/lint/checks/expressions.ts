import type { Finding } from '../../../core/finding.ts';
import { nearest } from '../../../core/nearest.ts';
import type { Place } from '../../../core/place.ts';
import type { PolicySet, RuleItem } from '../../../core/policy.ts';
import type { Registry } from '../../../core/registry.ts';
import { t } from '../../../core/text.ts';
import type { PolicyDocument } from '../../yaml/document.ts';
import { probeFields, type Condition } from '../../../core/lint-check.ts';

/** Compiles the conditions of all rules; what is wrong with one is found at its very characters. */
export async function compileConditions(
  set: PolicySet,
  registry: Registry,
  documents: readonly PolicyDocument[],
): Promise<{ readonly conditions: readonly Condition[]; readonly findings: readonly Finding[] }> {
  if (set.rules.length === 0) return { conditions: [], findings: [] };
  const { compileRule } = await import('../../expressions/expression.ts');
  const declarations = { thresholds: set.thresholds, probes: probeFields(set, registry) };
  const conditions: Condition[] = [];
  const findings: Finding[] = [];
  for (const rule of set.rules)
    for (const [key, text] of [
      ['when', rule.when],
      ['clear_when', rule.clearWhen],
      ['only_if', rule.onlyIf],
    ] as const) {
      if (text === undefined) continue;
      const result = compileRule(text, declarations);
      conditions.push({ rule, key, text, compiled: 'compiled' in result ? result.compiled : undefined });
      if ('compiled' in result) continue;
      const { start, end, message } = result.fault;
      const meant = meantName(text.slice(start, end), declarations);
      findings.push({
        id: 'KAPA010',
        severity: 'error',
        place: placeInside(rule, key, documents, { start, end }),
        message,
        cure: meant === undefined ? t('policy.expression_cure') : t('policy.did_you_mean', { meant }),
      });
    }
  return { conditions, findings };
}

/** Characters of a condition; where its document is not known, the whole of it. */
function placeInside(
  rule: RuleItem,
  key: string,
  documents: readonly PolicyDocument[],
  { start, end }: { readonly start: number; readonly end: number },
): Place {
  for (const document of documents) {
    const { rules = [] } = document.value as { readonly rules?: readonly { readonly name: unknown }[] };
    const index = rules.findIndex(({ name }) => name === rule.name);
    if (index >= 0) return document.locateInside(['rules', index, key], start, end);
  }
  return rule.locate([key]);
}

/** The declared name that a misspelt one in an expression is meant to be. */
function meantName(
  text: string,
  {
    thresholds,
    probes,
  }: { readonly thresholds: object; readonly probes: Readonly<Record<string, Readonly<object>>> },
): string | undefined {
  const [, subject = '', field] = /^([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?/u.exec(text) ?? [];
  const names = [...Object.keys(thresholds), ...Object.keys(probes)];
  if (subject === '') return undefined;
  if (!names.includes(subject)) return nearest(subject, names);
  const fields = Object.keys(probes[subject] ?? {});
  const meant = field === undefined || fields.includes(field) ? undefined : nearest(field, fields);
  return meant === undefined ? undefined : `${subject}.${meant}`;
}
