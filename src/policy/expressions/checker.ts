import type { Bounded } from '../../core/bounded.ts';
import type { Comparison, FieldName, WindowCall } from '../../core/expression.ts';
import type { ProbeField } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { fault, type ExpressionFault, type Span } from './fault.ts';
import type { ConditionNode } from './syntax.ts';
import { kindName, types, type Type } from './types.ts';

/** Names that a condition may speak of, with their types. */
export interface Declarations {
  readonly thresholds: Readonly<Record<string, Quantity>>;
  /** Fields by probe. */
  readonly probes: Readonly<Record<string, Readonly<Record<string, ProbeField>>>>;
  /** Types of variables and facts, of which a resource's condition speaks instead. */
  readonly variables?: Readonly<Record<string, Type>>;
  /** Kind of a thing that a policy calls so, and of which this condition cannot speak. */
  readonly elsewhere?: (name: string) => Elsewhere | undefined;
}

/** Something that only other conditions speak of. */
export type Elsewhere = 'variable' | 'facts' | 'probe' | 'threshold';

/** A comparison of something with a bound, and the values that it can have. */
export interface Term extends Bounded {
  readonly range: readonly Bounded[];
}

/** Findings while a condition is checked. */
export interface Checker {
  typeOf(node: ConditionNode): Type;
  /** Types of parts that were looked at before their turn, and their faults, which are noted in their turn. */
  readonly known: Map<ConditionNode, { readonly type: Type; readonly faults: readonly ExpressionFault[] }>;
  readonly expression: string;
  readonly declarations: Declarations;
  readonly faults: ExpressionFault[];
  readonly probes: Set<string>;
  readonly thresholds: Set<string>;
  readonly variables: Set<string>;
  readonly windows: Map<ConditionNode, WindowCall>;
  readonly comparisons: Map<ConditionNode, Comparison>;
  readonly terms: Map<ConditionNode, Term>;
  first: FieldName | undefined;
  readonly patterns: Map<ConditionNode, string>;
  /** Names that `exists`, `all`, `filter` and `map` give to items. */
  readonly locals: Map<string, Type>;
  inWindow: boolean;
}

/** Notes a fault; what is wrong can be of any type. */
type Complain = (
  at: Span,
  message: Text,
  cure: Text,
  instead?: string,
  found?: Parameters<typeof fault>[4],
) => Type;

/** A way to note faults of a condition. */
export function complaining(checker: Checker): Complain {
  return (at, message, cure, instead, found) => {
    checker.faults.push(fault(at, message, cure, instead, found));
    return types.any;
  };
}

/** Characters of a condition. */
export function written({ expression }: Checker, { start, end }: Span): string {
  return expression.slice(start, end);
}

/** Complains of a part that is not of the kind that is needed. */
export function wants(
  kind: 'bool' | 'number' | 'text',
  node: ConditionNode,
  type: Type,
  checker: Checker,
): void {
  if (type.kind === kind || type.kind === 'any') return;
  const text = written(checker, node);
  complaining(checker)(
    node,
    t('expression.wrong_kind', { written: text, got: kindName(type), wanted: t(`expression.kind.${kind}`) }),
    kind === 'bool' ? boolCure(type, text) : t('expression.wrong_kind_cure'),
    kind === 'bool' && type.kind === 'number' ? `${text} > 0` : undefined,
  );
}

/** Cure for what is compared with nothing. */
export function boolCure(type: Type, text: string): Text {
  if (type.kind === 'number') return t('expression.compare_number', { written: text });
  if (type.kind === 'text')
    return t('expression.compare_text', { written: text, example: type.value ?? type.words?.[0] ?? '...' });
  return t('expression.compare_any');
}

/** Type of a part that is looked at before its turn, and whether it has faults: each part is judged once. */
export function typeAlone(
  node: ConditionNode,
  checker: Checker,
): { readonly type: Type; readonly isWrong: boolean } {
  const before = checker.faults.length;
  const type = checker.typeOf(node);
  const faults = checker.faults.splice(before);
  checker.known.set(node, { type, faults });
  return { type, isWrong: faults.length > 0 };
}

/** A value of a record by its own name. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The field that `probe.field` names; undefined: it is something else. */
export function fieldOf(
  node: ConditionNode,
  { probes, variables }: Declarations,
  locals: ReadonlyMap<string, Type>,
): FieldName | undefined {
  if (node.kind !== 'member' || node.of.kind !== 'name' || variables !== undefined) return undefined;
  const { name } = node.of;
  return Object.hasOwn(probes, name) && !locals.has(name) ? { probe: name, field: node.name } : undefined;
}
