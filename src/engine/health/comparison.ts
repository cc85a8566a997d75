import type { RuleItem } from '../../core/policy.ts';
import type { Quantity } from '../../core/quantity.ts';

/** A comparison that a rule's condition makes of a probe's field, as far as it is a plain one. */
export interface Comparison {
  readonly probe: string;
  readonly field: string;
  /** The window function around the field, and the name or text of its window. */
  readonly window?: { readonly call: string; readonly over: string };
  readonly operator: '>=' | '>' | '<=' | '<' | '==' | '!=';
  /** The threshold's name, or the text of the value compared with. */
  readonly operand: string;
  /** The operand as a number, where it is one. */
  readonly bound?: Quantity;
}

const pattern =
  /(?:(?<call>increase|max_over|avg_over)\(\s*)?(?<probe>[a-z_]\w*)\.(?<field>[a-z_]\w*)(?:\s*,\s*(?<over>\w+)\s*\))?\s*(?<operator>>=|<=|==|!=|>|<)\s*(?<operand>"[^"]*"|'[^']*'|[\w.]+)/gu;

/** The plain comparisons in a rule's `when`, for showing values beside their thresholds; it judges nothing. */
export function comparisonsOf(
  rule: Pick<RuleItem, 'when'>,
  thresholds: Readonly<Record<string, Quantity>>,
): readonly Comparison[] {
  return [...rule.when.matchAll(pattern)].map(({ groups = {} }) => {
    const { call, over, probe = '', field = '', operand = '' } = groups;
    const bound = thresholds[operand] ?? numeric(operand);
    return {
      probe,
      field,
      operator: groups['operator'] as Comparison['operator'],
      operand: operand.replaceAll(/^["']|["']$/gu, ''),
      ...(call === undefined || over === undefined ? {} : { window: { call, over } }),
      ...(bound === undefined ? {} : { bound }),
    };
  });
}

/** The field that a rule's `when` compares first, or speaks of first where it compares none. */
export function firstField(
  { when }: Pick<RuleItem, 'when'>,
  [compared]: readonly Comparison[],
): Pick<Comparison, 'probe' | 'field'> | undefined {
  if (compared !== undefined) return { probe: compared.probe, field: compared.field };
  const [, probe, field] = /\b([a-z_]\w*)\.([a-z_]\w*)/u.exec(when) ?? [];
  return probe === undefined || field === undefined ? undefined : { probe, field };
}

function numeric(operand: string): Quantity | undefined {
  return /^\d+(\.\d+)?$/u.test(operand) ? { kind: 'count', value: Number(operand) } : undefined;
}
