import { isComparison, mirrored, negated } from '../../core/bounded.ts';
import type { Comparison, FieldName, WindowCall } from '../../core/expression.ts';
import { t } from '../../core/text.ts';
import { callType } from './check-calls.ts';
import { bareIndex, hyphenedName, nameType, unquotedText, wrongPrefix } from './check-names.ts';
import {
  complaining,
  fieldOf,
  own,
  typeAlone,
  wants,
  written,
  type Checker,
  type Declarations,
} from './checker.ts';
import { addedUnits, compared, isOrder } from './compared.ts';
import type { ExpressionFault } from './fault.ts';
import { meantField } from './meant-field.ts';
import { momentFields } from './moments.ts';
import { settledParts, termOf } from './settled.ts';
import type { ConditionNode } from './syntax.ts';
import { common, kindName, sameUnit, scaledUnit, types, type Type } from './types.ts';
/** Content of a condition, and its faults. */
export interface Checked {
  readonly type: Type;
  readonly faults: readonly ExpressionFault[];
  readonly probes: ReadonlySet<string>;
  readonly thresholds: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly windows: ReadonlyMap<ConditionNode, WindowCall>;
  readonly comparisons: ReadonlyMap<ConditionNode, Comparison>;
  readonly first: FieldName | undefined;
  /** Expressions over text, and where they stand. */
  readonly patterns: ReadonlyMap<ConditionNode, string>;
}

/** Checks a condition against what is declared. */
export function check(node: ConditionNode, expression: string, declarations: Declarations): Checked {
  const checker: Checker = {
    typeOf: (part) => typeOf(part, checker),
    known: new Map(),
    expression,
    declarations,
    faults: [],
    probes: new Set(),
    thresholds: new Set(),
    variables: new Set(),
    windows: new Map(),
    comparisons: new Map(),
    terms: new Map(),
    first: undefined,
    patterns: new Map(),
    locals: new Map(),
    inWindow: false,
  };
  const type = typeOf(node, checker);
  if (checker.faults.every(({ severity }) => severity === 'warning'))
    checker.faults.push(...settledParts(node, checker));
  return { ...checker, type };
}

function typeOf(node: ConditionNode, checker: Checker): Type {
  const known = checker.known.get(node);
  if (known === undefined) return judgedType(node, checker);
  checker.faults.push(...known.faults);
  return known.type;
}

function judgedType(node: ConditionNode, checker: Checker): Type {
  switch (node.kind) {
    case 'number':
      dottedThousands(node, checker);
      return { kind: 'number', unit: node.unit === 'count' ? 'bare' : node.unit };
    case 'text':
      return types.text;
    case 'bool':
      return types.bool;
    case 'null':
      return types.null;
    case 'name':
      return nameType(node, checker);
    case 'member':
      return memberType(node, checker);
    case 'index':
      return indexType(node, checker);
    case 'call':
      return callType(node, checker);
    case 'not':
      wants('bool', node.of, typeOf(node.of, checker), checker);
      return types.bool;
    case 'minus': {
      const of = typeOf(node.of, checker);
      wants('number', node.of, of, checker);
      return of.kind === 'number' ? of : types.any;
    }
    case 'and':
    case 'or':
      for (const [at, term] of node.terms.entries())
        if (!unsaidSubject(term, node.terms[at - 1], checker))
          wants('bool', term, typeOf(term, checker), checker);
      return types.bool;
    case 'binary':
      return binaryType(node, checker);
    case 'choose': {
      wants('bool', node.test, typeOf(node.test, checker), checker);
      return chosenType(node, checker);
    }
    case 'list':
      return { kind: 'list', of: common(node.items.map((item) => typeOf(item, checker))) };
    case 'map':
      for (const [key] of node.entries) wants('text', key, typeOf(key, checker), checker);
      return { kind: 'map', of: common(node.entries.map(([, value]) => typeOf(value, checker))) };
  }
}

/** `10.000`, which is ten. */
function dottedThousands(node: ConditionNode & { readonly kind: 'number' }, checker: Checker): void {
  if (!/^[1-9]\d{0,2}\.\d00$/u.test(node.text)) return;
  const meant = node.text.replace('.', '');
  complaining(checker)(
    node,
    t('lint.thousands', { written: node.text, value: node.value }),
    t('lint.thousands_cure', { meant, value: node.value }),
    meant,
    { id: 'KAPA038', severity: 'warning' },
  );
}

/** The type of what is chosen: both are of one kind. */
function chosenType(node: ConditionNode & { readonly kind: 'choose' }, checker: Checker): Type {
  const then = typeOf(node.then, checker);
  const otherwise = typeOf(node.otherwise, checker);
  const open = then.kind === 'any' || otherwise.kind === 'any';
  const fields = [then.kind, otherwise.kind].every((kind) => kind === 'map' || kind === 'record');
  if (then.kind === otherwise.kind || open || fields) return common([then, otherwise]);
  return complaining(checker)(
    node,
    t('expression.choices_differ', { first: kindName(then), second: kindName(otherwise) }),
    t('expression.choices_differ_cure'),
  );
}

function memberType(node: ConditionNode & { readonly kind: 'member' }, checker: Checker): Type {
  const prefixed = wrongPrefix(node, checker);
  if (prefixed !== undefined) return prefixed;
  const of = typeOf(node.of, checker);
  const { name } = node;
  const complain = complaining(checker);
  const field = fieldOf(node, checker.declarations, checker.locals);
  if (field !== undefined) checker.first ??= field;
  if (of.kind === 'any' || of.kind === 'map') return of.kind === 'map' ? of.of : types.any;
  if (of.kind === 'time') {
    const type = own<Type>(momentFields, name);
    if (type !== undefined) return type;
    const known = Object.keys(momentFields);
    return noField(node, known, checker);
  }
  if (of.kind !== 'record')
    return complain(
      node,
      t('expression.no_fields', { written: written(checker, node.of), kind: kindName(of), name }),
      t('expression.no_fields_cure'),
    );
  return own(of.fields, name) ?? noField(node, Object.keys(of.fields), checker);
}

function noField(
  node: ConditionNode & { readonly kind: 'member' },
  known: readonly string[],
  checker: Checker,
): Type {
  const { name } = node;
  const subject = written(checker, node.of);
  const meant = meantField(name, known);
  return complaining(checker)(
    node,
    t('expression.no_field', { subject, name }),
    meant === undefined
      ? t('expression.no_field_cure', { subject, known: known.join(', ') })
      : t('policy.did_you_mean', { meant: `${subject}.${meant}` }),
    meant === undefined ? undefined : `${subject}.${meant}`,
  );
}

function indexType(node: ConditionNode & { readonly kind: 'index' }, checker: Checker): Type {
  const of = typeOf(node.of, checker);
  if (bareIndex(node, of, checker)) return types.any;
  const at = typeOf(node.at, checker);
  if (of.kind === 'list') {
    wants('number', node.at, at, checker);
    return of.of;
  }
  if (of.kind === 'map') {
    wants('text', node.at, at, checker);
    return of.of;
  }
  if (of.kind === 'record' && node.at.kind === 'text') return own(of.fields, node.at.value) ?? types.any;
  if (of.kind !== 'any' && of.kind !== 'record')
    complaining(checker)(
      node.of,
      t('expression.no_items', { written: written(checker, node.of), kind: kindName(of) }),
      t('expression.wrong_kind_cure'),
    );
  return types.any;
}

function binaryType(node: ConditionNode & { readonly kind: 'binary' }, checker: Checker): Type {
  const { left, right, operator } = node;
  const quoted = operator === 'in' ? undefined : unquotedText(node, checker);
  if (quoted || chained(node, checker) || negatedSide(node, checker)) return types.bool;
  const hyphened = operator === '-' ? hyphenedName(node, checker) : undefined;
  if (hyphened !== undefined) return hyphened;
  const a = typeOf(left, checker);
  const b = typeOf(right, checker);
  const text = { left: written(checker, left), right: written(checker, right) };
  const complain = complaining(checker);
  switch (operator) {
    case 'in':
      if (b.kind === 'text' && a.kind === 'text')
        complain(
          node,
          t('expression.in_text', { written: text.right }),
          right.kind === 'text' && left.kind !== 'text'
            ? t('expression.in_one_text_cure')
            : t('expression.in_text_cure'),
          right.kind === 'text' && left.kind !== 'text'
            ? `${text.left} == ${text.right.replace(/^\((.*)\)$/su, '$1')}`
            : `${text.right}.contains(${text.left})`,
        );
      else if (b.kind !== 'list' && b.kind !== 'map' && b.kind !== 'record' && b.kind !== 'any')
        complain(
          right,
          t('expression.in_what', { written: text.right, kind: kindName(b) }),
          t('expression.in_what_cure', { written: text.right }),
          `[${text.right}]`,
        );
      else if (b.kind === 'list') compared({ node, a, b: b.of, ...text, complain });
      else if (b.kind !== 'any') wants('text', left, a, checker);
      return types.bool;
    case '+':
    case '-':
      return addition(node, a, b, checker);
    case '*':
    case '/':
    case '%':
      wants('number', left, a, checker);
      wants('number', right, b, checker);
      byZero(node, checker);
      if (a.kind !== 'number' || b.kind !== 'number') return types.any;
      return {
        kind: 'number',
        unit: operator === '%' ? a.unit : scaledUnit(a.unit, b.unit, operator === '/'),
      };
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
      compared({ node, a, b, ...text, complain, thresholds: checker.declarations.thresholds });
      noteComparison(node, [a, b], checker);
      return types.bool;
  }
}

/** `4 < x < 8`: each sign has two sides. Of two truths `<` has a meaning, in CEL too: false is less than true. */
function chained(
  { left, right, operator }: ConditionNode & { readonly kind: 'binary' },
  checker: Checker,
): boolean {
  if (left.kind !== 'binary' || !isOrder(operator) || !isOrder(left.operator)) return false;
  const { kind } = typeAlone(right, checker).type;
  if (kind === 'bool' || kind === 'any') return false;
  const [first, middle, last] = [left, left.right, right].map((one) => written(checker, one));
  const meant = `${first} && ${middle} ${operator} ${last}`;
  complaining(checker)(
    { start: left.start, end: right.end },
    t('expression.chained'),
    t('expression.write', { meant }),
    meant,
  );
  return true;
}

/** Complains of a divisor that is always zero. */
function byZero(node: ConditionNode & { readonly kind: 'binary' }, checker: Checker): void {
  if (node.operator === '*' || constantOf(node.right, checker) !== 0) return;
  complaining(checker)(node, t('expression.by_zero'), t('expression.by_zero_cure'), undefined, {
    id: 'KAPA024',
    severity: 'warning',
  });
}

/** The number that a part of a condition always is. */
function constantOf(node: ConditionNode, checker: Checker): number | undefined {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'name' && !checker.locals.has(node.name))
    return own(checker.declarations.thresholds, node.name)?.value;
  if (node.kind === 'minus') {
    const of = constantOf(node.of, checker);
    return of === undefined ? undefined : -of + 0;
  }
  if (node.kind !== 'binary') return undefined;
  const [a, b] = [constantOf(node.left, checker), constantOf(node.right, checker)];
  if (a === undefined || b === undefined) return undefined;
  if (node.operator === '+') return a + b;
  if (node.operator === '-') return a - b;
  return node.operator === '*' ? a * b : undefined;
}

/** `!x == "a"`, `x == !"a"`: the ! is of one side, and not of the comparison. */
function negatedSide(node: ConditionNode & { readonly kind: 'binary' }, checker: Checker): boolean {
  const { operator } = node;
  const [left, right] =
    node.left.kind !== 'not' && /^[!=]=$/u.test(operator) ? [node.right, node.left] : [node.left, node.right];
  if (left.kind !== 'not' || (operator !== 'in' && !isComparison(operator))) return false;
  const { type, isWrong } = typeAlone(left.of, checker);
  if (isWrong || type.kind === 'bool' || type.kind === 'any') return false;
  if (left === node.right && /^(?:bool|any)$/u.test(typeAlone(right, checker).type.kind)) return false;
  const [of, to] = (left === node.left ? [left.of, right] : [right, left.of]).map((one) =>
    written(checker, one),
  );
  const meant = operator === 'in' ? `!(${of} in ${to})` : `${of} ${negated({ operator }).operator} ${to}`;
  complaining(checker)(
    { start: node.start, end: node.end },
    t('expression.negated_side', { written: written(checker, left.of) }),
    t('expression.write', { meant }),
    meant,
  );
  return true;
}

/** `x == "a" || "b"`: the second text is compared with nothing. */
function unsaidSubject(term: ConditionNode, before: ConditionNode | undefined, checker: Checker): boolean {
  if (term.kind !== 'text' && term.kind !== 'number') return false;
  if (before?.kind !== 'binary' || before.right.kind !== term.kind) return false;
  const meant = `${written(checker, before.left)} ${before.operator} ${written(checker, term)}`;
  complaining(checker)(
    term,
    t('expression.unsaid_subject', { written: written(checker, term) }),
    t('expression.write', { meant }),
    meant,
  );
  return true;
}

function addition(
  node: ConditionNode & { readonly kind: 'binary' },
  a: Type,
  b: Type,
  checker: Checker,
): Type {
  const plus = node.operator === '+';
  if (a.kind === 'any' || b.kind === 'any') return types.any;
  if (plus && a.kind === 'text' && b.kind === 'text') return types.text;
  if (plus && a.kind === 'list' && b.kind === 'list') return { kind: 'list', of: common([a.of, b.of]) };
  if (a.kind === 'time' && b.kind === 'time' && !plus) return types.duration;
  if (a.kind === 'time' && b.kind === 'number') return types.time;
  if (a.kind === 'number' && b.kind === 'time' && plus) return types.time;
  if (a.kind === 'number' && b.kind === 'number') {
    addedUnits({ node, a, b, complain: complaining(checker) });
    return { kind: 'number', unit: sameUnit(a.unit, b.unit) };
  }
  return complaining(checker)(
    node,
    t('expression.no_sum', { left: kindName(a), right: kindName(b), sign: node.operator }),
    t('expression.wrong_kind_cure'),
  );
}

function noteComparison(
  node: ConditionNode & { readonly kind: 'binary' },
  [a, b]: readonly [Type, Type],
  checker: Checker,
): void {
  const { operator, left, right } = node;
  if (!(operator in mirrored)) return;
  const sign = operator as Comparison['operator'];
  for (const [subject, type, other, seen] of [
    [left, a, right, sign],
    [right, b, left, mirrored[sign]],
  ] as const) {
    const bound = boundOf(other, checker.declarations);
    if (bound === undefined || boundOf(subject, checker.declarations) !== undefined) continue;
    checker.terms.set(node, termOf(subject, type, seen, bound, checker));
    const window = checker.windows.get(subject);
    const field =
      window === undefined ? fieldOf(subject, checker.declarations, checker.locals) : window.field;
    if (field === undefined || checker.inWindow) continue;
    checker.comparisons.set(node, {
      operator: seen,
      ...field,
      ...(window === undefined ? {} : { window: window.call, seconds: window.seconds }),
      bound,
    });
    return;
  }
}

function boundOf(node: ConditionNode, { thresholds }: Declarations): Comparison['bound'] | undefined {
  if (node.kind === 'name') return own(thresholds, node.name)?.value;
  if (node.kind === 'minus' && node.of.kind === 'number') return -node.of.value;
  return node.kind === 'number' || node.kind === 'text' || node.kind === 'bool' ? node.value : undefined;
}
