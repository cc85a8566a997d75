import { exclude, negated, type Bounded } from '../../core/bounded.ts';
import { t } from '../../core/text.ts';
import { written, type Checker, type Term } from './checker.ts';
import { fault, type ExpressionFault, type Span } from './fault.ts';
import type { ConditionNode } from './syntax.ts';
import type { Type, Unit } from './types.ts';

/** Values that a part of a point in time has. */
const momentRanges: Readonly<Record<string, readonly [number, number]>> = {
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
  day: [1, 31],
  month: [1, 12],
};

/** A comparison as bounds on what is compared, however that is written. */
export function termOf(
  subject: ConditionNode,
  type: Type,
  operator: Bounded['operator'],
  bound: Bounded['bound'],
  checker: Checker,
): Term {
  const text = subjectOf(subject, checker);
  const between = rangeOf(subject, type, text);
  const range = (['>=', '<='] as const).flatMap((sign, at) => {
    const limit = between[at];
    return limit === undefined ? [] : [{ subject: text, operator: sign, bound: limit }];
  });
  return { subject: text, operator, bound, range };
}

/** The least and the greatest value that something can have, as far as there are such. */
function rangeOf(
  node: ConditionNode,
  type: Type,
  text: string,
): readonly [low?: number | undefined, high?: number] {
  if (node.kind === 'call') {
    const [field] = node.args;
    if (/^(?:increase|rate|changes|count_over)$/u.test(node.name)) return [0];
    if (/^(?:min_over|max_over|avg_over|quantile_over|last)$/u.test(node.name) && field !== undefined)
      return rangeOf(field, type, text.slice(node.name.length + 1, text.indexOf(',')));
    return [];
  }
  if (node.kind !== 'member' || type.kind !== 'number') return [];
  if (node.of.kind === 'call' && node.of.name === 'now') return momentRanges[node.name] ?? [];
  return node.of.kind === 'name' ? rangeOfUnit(type.unit, text) : [];
}

function rangeOfUnit(unit: Unit, field: string): readonly [low?: number, high?: number] {
  if (unit === 'share') return field.endsWith('cpu') ? [0] : [0, 1];
  return unit === 'count' || unit === 'size' ? [0] : [];
}

/** Tells where a condition, or a part of it, never or always holds. */
export function settledParts(node: ConditionNode, checker: Checker): readonly ExpressionFault[] {
  const known = new Settling(checker);
  const found: ExpressionFault[] = [];
  const look = (part: ConditionNode): void => {
    const holds = known.settled(part);
    const pair = part.kind === 'and' || part.kind === 'or' ? known.pair(part) : undefined;
    if (pair !== undefined) found.push(excluding(part, pair, part === node, checker));
    else if (holds !== undefined && part.kind === 'binary') found.push(beyond(part, holds, checker));
    else for (const below of logicalParts(part)) look(below);
  };
  look(node);
  return found;
}

/** Parts of a condition that are conditions themselves. */
function logicalParts(node: ConditionNode): readonly ConditionNode[] {
  if (node.kind === 'and' || node.kind === 'or') return node.terms;
  if (node.kind === 'not') return [node.of];
  if (node.kind === 'binary') return [node.left, node.right];
  return node.kind === 'call' && node.name === 'count_over' ? node.args.slice(0, 1) : [];
}

/** Terms of `&&` or `||`, those in parentheses among them. */
function flat(node: ConditionNode, kind: 'and' | 'or'): readonly ConditionNode[] {
  return node.kind === kind ? node.terms.flatMap((term) => flat(term, kind)) : [node];
}

class Settling {
  readonly #checker: Checker;
  constructor(checker: Checker) {
    this.#checker = checker;
  }

  /** Always true, always false, or neither. */
  settled(node: ConditionNode): boolean | undefined {
    if (node.kind === 'not') {
      const holds = this.settled(node.of);
      return holds === undefined ? undefined : !holds;
    }
    if (node.kind === 'and' || node.kind === 'or') return this.#joined(node, node.kind === 'or');
    const term = this.#checker.terms.get(node);
    if (term === undefined || this.#isTold(node)) return undefined;
    if (exclude([term, ...term.range])) return false;
    return exclude([negated(term), ...term.range]) ? true : undefined;
  }

  /** Tells whether something else is told of a part. */
  #isTold({ start, end }: Span): boolean {
    return this.#checker.faults.some((one) => one.start < end && one.end > start);
  }

  #joined(node: ConditionNode & { readonly kind: 'and' | 'or' }, deciding: boolean): boolean | undefined {
    const settled = node.terms.map((term) => this.settled(term));
    if (settled.includes(deciding)) return deciding;
    if (settled.every((one) => one === !deciding)) return !deciding;
    return this.pair(node) === undefined ? undefined : deciding;
  }

  /** Two terms of which one is always true, or that exclude each other. */
  pair(
    node: ConditionNode & { readonly kind: 'and' | 'or' },
  ): readonly [ConditionNode, ConditionNode] | undefined {
    const terms = flat(node, node.kind).flatMap((part) => {
      const literal = this.#literal(part);
      return literal === undefined
        ? []
        : [{ part, literal: node.kind === 'and' ? literal : negated(literal) }];
    });
    if (!exclude(terms.map(({ literal }) => literal))) return undefined;
    for (const [at, one] of terms.entries())
      for (const other of terms.slice(at + 1))
        if (exclude([one.literal, other.literal])) return [one.part, other.part];
    return undefined;
  }

  /** A term as a bound on something: a comparison, a field that is true or false, or the contrary of one. */
  #literal(node: ConditionNode): Bounded | undefined {
    if (node.kind === 'not') {
      const inner = this.#literal(node.of);
      return inner === undefined ? undefined : negated(inner);
    }
    if (this.#isTold(node)) return undefined;
    if (node.kind !== 'member' || this.#checker.typeOf(node).kind !== 'bool')
      return this.#checker.terms.get(node);
    return { subject: subjectOf(node, this.#checker), operator: '==', bound: true };
  }
}

function subjectOf(node: ConditionNode, checker: Checker): string {
  return written(checker, node).replaceAll(/\s+/gu, '');
}

/** Two terms that exclude each other, or of which one is always true. */
function excluding(
  part: ConditionNode,
  pair: readonly [ConditionNode, ConditionNode],
  isWhole: boolean,
  checker: Checker,
): ExpressionFault {
  const [one, other] = pair;
  const text = written(checker, part);
  const message =
    part.kind === 'or'
      ? isWhole
        ? t('lint.always_holds')
        : t('lint.part_always_holds', { written: text })
      : isWhole
        ? t('lint.never_holds')
        : t('lint.part_never_holds', { written: text });
  return fault(
    { start: one.start, end: other.end },
    message,
    t('lint.settled_cure'),
    otherwiseJoined(part, pair, checker),
    { ...asWarning, replaces: part },
  );
}

/** A comparison with a bound beyond the values that there are. */
function beyond(part: ConditionNode, holds: boolean, checker: Checker): ExpressionFault {
  const text = written(checker, part);
  return fault(
    part,
    holds ? t('lint.part_always_holds', { written: text }) : t('lint.part_never_holds', { written: text }),
    t('lint.beyond_cure'),
    undefined,
    asWarning,
  );
}

const asWarning = { id: 'KAPA024', severity: 'warning' } as const;

/** The two terms joined by the other sign, where the rest stays. */
function otherwiseJoined(
  part: ConditionNode,
  [one, other]: readonly [ConditionNode, ConditionNode],
  checker: Checker,
): string | undefined {
  if (part.kind !== 'and' && part.kind !== 'or') return undefined;
  const [same, instead] = part.kind === 'and' ? ['&&', '||'] : ['||', '&&'];
  const joined = `${written(checker, one)} ${instead} ${written(checker, other)}`;
  const rest = flat(part, part.kind).filter((term) => term !== one && term !== other);
  if (rest.length === 0) return joined;
  return [...rest.map((term) => written(checker, term)), `(${joined})`].join(` ${same} `);
}
