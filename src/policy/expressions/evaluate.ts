import { t } from '../../core/text.ts';
import { valueFunction } from './functions.ts';
import { momentField, momentFields } from './moments.ts';
import { nothing, type Scope } from './scope.ts';
import type { ConditionNode } from './syntax.ts';
import { isMapping, isMoment, isUnknown, type Unknown, type Value, wordOf } from './types.ts';
import { windowValue } from './windows.ts';

/** The value of a condition, or of a part of one. */
export function evaluate(node: ConditionNode, scope: Scope): Value {
  switch (node.kind) {
    case 'number':
    case 'text':
    case 'bool':
      return node.value;
    case 'null':
      return null;
    case 'name':
      return scope.name(node.name);
    case 'member':
      return memberOf(node, scope);
    case 'index':
      return known([evaluate(node.of, scope), evaluate(node.at, scope)], ([of, at]) => itemOf(of, at));
    case 'call':
      return callValue(node, scope);
    case 'not':
      return known([evaluate(node.of, scope)], ([of]) =>
        typeof of === 'boolean' ? !of : noValue(node, scope),
      );
    case 'minus':
      return known([evaluate(node.of, scope)], ([of]) =>
        typeof of === 'number' ? -of : noValue(node, scope),
      );
    case 'and':
      return joined(node.terms, scope, false);
    case 'or':
      return joined(node.terms, scope, true);
    case 'choose':
      return known([evaluate(node.test, scope)], ([test]) =>
        evaluate(test === true ? node.then : node.otherwise, scope),
      );
    case 'binary':
      return binaryValue(node, scope);
    case 'list':
      return known(
        node.items.map((item) => evaluate(item, scope)),
        (items) => items,
      );
    case 'map':
      return known(
        node.entries.flat().map((part) => evaluate(part, scope)),
        (parts) =>
          new Map(parts.flatMap((part, at) => (at % 2 === 0 ? [[wordOf(part), parts[at + 1] ?? null]] : []))),
      );
  }
}

/** Result of a computation with values, as far as each of them is one. */
function known(values: readonly Value[], then: (values: readonly Value[]) => Value): Value {
  return foremost(values.filter(isUnknown)) ?? then(values);
}

/** Of several reasons for an unknown value the one that time alone does not end. Bounds are not those of a result. */
function foremost(missing: readonly Unknown[]): Unknown | undefined {
  const most = missing.find(({ uncovered }) => uncovered === undefined) ?? missing[0];
  if (most === undefined) return undefined;
  return most.uncovered === undefined
    ? { unknown: most.unknown }
    : { unknown: most.unknown, uncovered: true };
}

function noValue(node: ConditionNode, _: Scope): Unknown {
  return nothing(t('expression.no_value', { kind: node.kind }));
}

/** `&&` and `||`: one side that decides does so whatever the others come to. */
function joined(terms: readonly ConditionNode[], scope: Scope, deciding: boolean): Value {
  return decided(
    terms.map((term) => () => evaluate(term, scope)),
    deciding,
  );
}

function decided(terms: readonly (() => Value)[], deciding: boolean): Value {
  const missing: Unknown[] = [];
  for (const term of terms) {
    const value = term();
    if (value === deciding) return deciding;
    if (typeof value !== 'boolean')
      missing.push(isUnknown(value) ? value : nothing(t('expression.no_condition')));
  }
  return foremost(missing) ?? !deciding;
}

function memberOf(node: ConditionNode & { readonly kind: 'member' }, scope: Scope): Value {
  const of = evaluate(node.of, scope);
  if (isUnknown(of)) return of;
  if (typeof of === 'object' && of !== null && isMoment(of) && Object.hasOwn(momentFields, node.name))
    return momentField(of, node.name as keyof typeof momentFields);
  if (typeof of === 'object' && of !== null && isMapping(of)) {
    const value = of.get(node.name);
    if (value !== undefined) return value;
  }
  return nothing(t('expression.field_missing', { name: pathOf(node) }));
}

function pathOf(node: ConditionNode): string {
  if (node.kind === 'member') return `${pathOf(node.of)}.${node.name}`;
  return node.kind === 'name' ? node.name : '...';
}

function itemOf(of: Value | undefined, at: Value | undefined): Value {
  const item = Array.isArray(of)
    ? (of as readonly Value[])[at as number]
    : of !== undefined && isMapping(of)
      ? of.get(wordOf(at))
      : undefined;
  return item ?? nothing(t('expression.field_missing', { name: `[${wordOf(at)}]` }));
}

function binaryValue(node: ConditionNode & { readonly kind: 'binary' }, scope: Scope): Value {
  const left = evaluate(node.left, scope);
  const right = evaluate(node.right, scope);
  const bounded = boundedComparison(node.operator, left, right);
  if (bounded !== undefined) return bounded;
  return known([left, right], ([a = null, b = null]) => {
    switch (node.operator) {
      case '==':
        return isEqual(a, b);
      case '!=':
        return !isEqual(a, b);
      case 'in':
        if (Array.isArray(b)) return (b as readonly Value[]).some((one) => isEqual(a, one));
        return isMapping(b) ? b.has(wordOf(a)) : noValue(node, scope);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return ordered(node.operator, a, b) ?? noValue(node, scope);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return computed(node.operator, a, b);
    }
  });
}

/** A comparison with a number that is not settled yet, where what is known of it decides. */
function boundedComparison(operator: string, left: Value, right: Value): boolean | undefined {
  if (isUnknown(left) && typeof right === 'number') {
    const { atLeast = -Infinity, atMost = Infinity } = left;
    if (operator === '>' || operator === '<=') {
      if (atLeast > right) return operator === '>';
      if (atMost <= right) return operator === '<=';
    }
    if (operator === '>=' || operator === '<') {
      if (atLeast >= right) return operator === '>=';
      if (atMost < right) return operator === '<';
    }
    return undefined;
  }
  const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  const sign = mirrored[operator];
  return isUnknown(right) && typeof left === 'number' && sign !== undefined
    ? boundedComparison(sign, right, left)
    : undefined;
}

function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [first, second] = [a as readonly Value[], b as readonly Value[]];
    return first.length === second.length && first.every((one, at) => isEqual(one, second[at] ?? null));
  }
  if (isMapping(a) && isMapping(b))
    return a.size === b.size && [...a].every(([key, one]) => b.has(key) && isEqual(one, b.get(key) ?? null));
  return isMoment(a) && isMoment(b) && a.at === b.at;
}

function ordered(operator: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean | undefined {
  const order = orderOf(a, b);
  if (order === undefined) return undefined;
  if (Number.isNaN(order)) return false;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function orderOf(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number')
    return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.NaN;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return orderOfTexts(a, b);
  if (typeof a === 'object' && typeof b === 'object' && isMoment(a) && isMoment(b)) return a.at - b.at;
  return undefined;
}

/** By code points, as CEL orders texts. */
function orderOfTexts(a: string, b: string): number {
  const [first, second] = [Array.from(a), Array.from(b)];
  for (const [at, one] of first.entries()) {
    const other = second[at];
    if (other === undefined) return 1;
    if (one !== other) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return first.length - second.length;
}

function computed(operator: '+' | '-' | '*' | '/' | '%', a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0 && (operator === '/' || operator === '%')) return nothing(t('expression.by_zero'));
    return arithmetic[operator](a, b);
  }
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (operator === '+' && Array.isArray(a) && Array.isArray(b))
    return [...(a as readonly Value[]), ...(b as readonly Value[])];
  if (typeof a === 'object' && a !== null && isMoment(a)) {
    if (typeof b === 'object' && b !== null && isMoment(b) && operator === '-') return (a.at - b.at) / 1000;
    if (typeof b === 'number' && operator === '+') return { ...a, at: a.at + b * 1000 };
    if (typeof b === 'number' && operator === '-') return { ...a, at: a.at - b * 1000 };
  }
  if (typeof a === 'number' && typeof b === 'object' && b !== null && isMoment(b) && operator === '+')
    return { ...b, at: b.at + a * 1000 };
  return nothing(t('expression.no_value', { kind: operator }));
}

const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
} as const;

function callValue(node: ConditionNode & { readonly kind: 'call' }, scope: Scope): Value {
  const { name, on, args } = node;
  const window = scope.windows.get(node);
  if (window !== undefined) return windowValue(node, window, scope, evaluate);
  const [first] = args;
  if (on === undefined && name === 'now') return { at: scope.circumstances.now, local: true };
  if (on === undefined && first !== undefined && (name === 'known' || name === 'absent'))
    return isUnknown(evaluate(first, scope)) === (name === 'absent');
  if (on === undefined && first?.kind === 'member' && name === 'has')
    return known([evaluate(first.of, scope)], ([of = null]) => isMapping(of) && of.has(first.name));
  if (on !== undefined && first?.kind === 'name' && isEach(name)) return eachValue(name, node, on, scope);
  const given = on === undefined ? args : [on, ...args];
  return known(
    given.map((one) => evaluate(one, scope)),
    (values) => {
      if (name === 'matches') {
        const [, pattern] = given;
        const matches = pattern?.kind === 'text' ? scope.patterns.get(pattern.value) : undefined;
        return matches?.(wordOf(values[0])) ?? noValue(node, scope);
      }
      const made = valueFunction(name)?.run(...values);
      return made ?? nothing(t('expression.no_result', { name }));
    },
  );
}

type Each = 'exists' | 'all' | 'exists_one' | 'filter' | 'map';

function isEach(name: string): name is Each {
  return ['exists', 'all', 'exists_one', 'filter', 'map'].includes(name);
}

function eachValue(
  name: Each,
  { args }: ConditionNode & { readonly kind: 'call' },
  on: ConditionNode,
  scope: Scope,
): Value {
  const [item, ...rest] = args;
  return known([evaluate(on, scope)], ([of = null]) => {
    const items = Array.isArray(of) ? (of as readonly Value[]) : isMapping(of) ? [...of.keys()] : undefined;
    if (items === undefined || item?.kind !== 'name')
      return nothing(t('expression.no_value', { kind: name }));
    const within = (value: Value): Scope => ({
      ...scope,
      name: (asked) => (asked === item.name ? value : scope.name(asked)),
    });
    const body = rest.at(-1) as ConditionNode;
    const made = items.map((value) => () => evaluate(body, within(value)));
    switch (name) {
      case 'exists':
        return decided(made, true);
      case 'all':
        return decided(made, false);
      case 'exists_one':
        return known(
          made.map((one) => one()),
          (values) => values.filter((value) => value === true).length === 1,
        );
      case 'filter':
        return known(
          made.map((one) => one()),
          (values) => items.filter((_, at) => values[at] === true),
        );
      case 'map': {
        const test = rest.length === 2 ? rest[0] : undefined;
        const wanted = items.filter((value) => test === undefined || evaluate(test, within(value)) === true);
        return known(
          wanted.map((value) => evaluate(body, within(value))),
          (values) => values,
        );
      }
    }
  });
}
