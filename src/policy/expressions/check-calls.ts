import type { WindowFunction } from '../../core/expression.ts';
import { nearest } from '../../core/nearest.ts';
import { t } from '../../core/text.ts';
import { complaining, own, typeAlone, wants, written, type Checker } from './checker.ts';
import { valueFunction, valueFunctions, type ValueFunction } from './functions.ts';
import { partsOf, type ConditionNode } from './syntax.ts';
import { usageOfWindow, windowFunctions, windowType } from './check-windows.ts';
import { kindName, types, type Type } from './types.ts';

/** Functions that are asked of a part of a condition before it has a value. */
const forms: ReadonlySet<string> = new Set(['has', 'known', 'absent', 'now']);
/** Functions that look at each item of a list or key of a mapping. */
const eachForms: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'filter', 'map']);

/** Names that other tools give a function. */
const aliases: Readonly<Record<string, string>> = {
  max_over_time: 'max_over',
  min_over_time: 'min_over',
  avg_over_time: 'avg_over',
  sum_over_time: 'sum_over',
  quantile_over_time: 'quantile_over',
  count_over_time: 'count_over',
  last_over_time: 'last',
  irate: 'rate',
  avg: 'avg_over',
  mean: 'avg_over',
  sum: 'sum_over',
  len: 'size',
  length: 'size',
  includes: 'contains',
  toLowerCase: 'lowerAscii',
  toUpperCase: 'upperAscii',
  lower: 'lowerAscii',
  upper: 'upperAscii',
};

/** Names of everything that can be called. */
const functionNames: readonly string[] = [
  ...Object.keys(windowFunctions),
  ...forms,
  ...eachForms,
  'matches',
  ...valueFunctions.map(({ name }) => name),
];

/** The type of a call. */
export function callType(node: ConditionNode & { readonly kind: 'call' }, checker: Checker): Type {
  const { name, on, args } = node;
  if (on === undefined && Object.hasOwn(windowFunctions, name))
    return windowType(node, name as WindowFunction, checker);
  if (on === undefined && forms.has(name)) return formType(node, checker);
  if (on !== undefined && eachForms.has(name)) return eachType(node, on, checker);
  if (name === 'matches') return matchesType(node, checker);
  const known = valueFunction(name);
  if (known === undefined) {
    const turned = turnedCall(node, checker);
    if (turned !== undefined) return turned;
    for (const part of partsOf(node)) checker.typeOf(part);
    const meant = aliases[name] ?? nearest(name, functionNames);
    const [from, to] = nameSpan(node, checker);
    return complaining(checker)(
      { start: from, end: to },
      t('expression.no_function', { name }),
      meant === undefined ? t('expression.no_function_cure') : t('policy.did_you_mean', { meant }),
      meant,
    );
  }
  const given = on === undefined ? args : [on, ...args];
  const got = given.map((one) => checker.typeOf(one));
  if (!fits(known, node, given, got, checker)) return types.any;
  return known.gives(got);
}

/** `x.increase(1h)` for `increase(x, 1h)`, `exists(x)` for `x.exists`: the function is called otherwise. */
function turnedCall(node: ConditionNode & { readonly kind: 'call' }, checker: Checker): Type | undefined {
  const { name, on, args } = node;
  const texts = [...(on === undefined ? [] : [on]), ...args].map((one) => written(checker, one));
  const complain = complaining(checker);
  const usage = Object.hasOwn(windowFunctions, name) ? usageOfWindow(name as WindowFunction) : `${name}(x)`;
  if (on !== undefined && (Object.hasOwn(windowFunctions, name) || forms.has(name))) {
    const meant = `${name}(${(name === 'now' ? [] : texts).join(', ')})`;
    return complain(node, t('expression.call', { name, usage }), t('expression.write', { meant }), meant);
  }
  const [only] = args;
  if (on !== undefined || only === undefined || args.length !== 1) return undefined;
  const { type } = typeAlone(only, checker);
  if (type.kind !== 'record' || own(type.fields, name) === undefined) return undefined;
  const meant = `${texts[0]}.${name}`;
  return complain(
    node,
    t('expression.field_called', { written: name, subject: String(texts[0]) }),
    t('expression.write', { meant }),
    meant,
  );
}

function nameSpan(
  node: ConditionNode & { readonly kind: 'call' },
  { expression }: Checker,
): readonly [number, number] {
  const from = node.on === undefined ? node.start : expression.indexOf(node.name, node.on.end);
  return [from, from + node.name.length];
}

function fits(
  known: ValueFunction,
  node: ConditionNode & { readonly kind: 'call' },
  given: readonly ConditionNode[],
  got: readonly Type[],
  checker: Checker,
): boolean {
  const { name, takes, optional = 0, many = false, as } = known;
  const complain = complaining(checker);
  const usage = usageOf(known);
  if ((as === 'method' && node.on === undefined) || (as === 'function' && node.on !== undefined)) {
    const [first, ...rest] = given.map((one) => written(checker, one));
    const instead =
      as === 'method' && first !== undefined
        ? `${first}.${name}(${rest.join(', ')})`
        : `${name}(${[first, ...rest].join(', ')})`;
    complain(node, t('expression.call', { name, usage }), t('expression.write', { meant: instead }), instead);
    return false;
  }
  if (given.length < takes.length - optional || (given.length > takes.length && !many)) {
    complain(node, t('expression.call', { name, usage }), t('expression.call_cure', { usage }));
    return false;
  }
  for (const [index, type] of got.entries()) {
    const kinds = takes[index] ?? takes.at(-1) ?? [];
    const of = given[index];
    if (of === undefined || type.kind === 'any' || kinds.includes(type.kind)) continue;
    complain(
      of,
      t('expression.argument', { name, written: written(checker, of), got: kindName(type) }),
      t('expression.call_cure', { usage }),
    );
    return false;
  }
  return true;
}

function usageOf({ name, takes, as }: ValueFunction): string {
  const words = takes.map(([kind = 'any']) => kind);
  return as === 'method'
    ? `${words[0]}.${name}(${words.slice(1).join(', ')})`
    : `${name}(${words.join(', ')})`;
}

function matchesType(node: ConditionNode & { readonly kind: 'call' }, checker: Checker): Type {
  const given = node.on === undefined ? node.args : [node.on, ...node.args];
  const [subject, pattern] = given;
  const complain = complaining(checker);
  const usage = 'matches(text, "expression")';
  if (subject === undefined || pattern === undefined || given.length !== 2)
    return complain(
      node,
      t('expression.call', { name: 'matches', usage }),
      t('expression.call_cure', { usage }),
    );
  wants('text', subject, checker.typeOf(subject), checker);
  if (pattern.kind === 'text') checker.patterns.set(pattern, pattern.value);
  else complain(pattern, t('expression.pattern_written'), t('expression.call_cure', { usage }));
  return types.bool;
}

function formType(node: ConditionNode & { readonly kind: 'call' }, checker: Checker): Type {
  const { name, args } = node;
  const [only] = args;
  const complain = complaining(checker);
  if (name === 'now') {
    if (only !== undefined)
      return complain(
        node,
        t('expression.call', { name, usage: 'now()' }),
        t('expression.write', { meant: 'now()' }),
        'now()',
      );
    return types.time;
  }
  const usage = `${name}(backup.age)`;
  if (only === undefined || args.length !== 1)
    return complain(node, t('expression.call', { name, usage }), t('expression.call_cure', { usage }));
  checker.typeOf(only);
  const isAsked = name === 'has' ? only.kind === 'member' : !isLiteral(only);
  if (!isAsked)
    return complain(only, t('expression.call', { name, usage }), t('expression.call_cure', { usage }));
  return types.bool;
}

function isLiteral({ kind }: ConditionNode): boolean {
  return kind === 'text' || kind === 'number' || kind === 'bool' || kind === 'null';
}

function eachType(
  node: ConditionNode & { readonly kind: 'call' },
  on: ConditionNode,
  checker: Checker,
): Type {
  const { name, args } = node;
  const usage = `list.${name}(item, item ...)`;
  const of = checker.typeOf(on);
  const [item, ...rest] = args;
  const body = rest.at(-1);
  if (item?.kind !== 'name' || body === undefined || rest.length > (name === 'map' ? 2 : 1))
    return complaining(checker)(
      node,
      t('expression.call', { name, usage }),
      t('expression.call_cure', { usage }),
    );
  if (of.kind !== 'list' && of.kind !== 'map' && of.kind !== 'record' && of.kind !== 'any')
    return complaining(checker)(
      on,
      t('expression.no_items', { written: written(checker, on), kind: kindName(of) }),
      t('expression.call_cure', { usage }),
    );
  const outer = checker.locals.get(item.name);
  checker.locals.set(item.name, of.kind === 'list' ? of.of : of.kind === 'any' ? types.any : types.text);
  const parts = rest.map((one) => checker.typeOf(one));
  if (outer === undefined) checker.locals.delete(item.name);
  else checker.locals.set(item.name, outer);
  const made = parts.at(-1) ?? types.any;
  const [filter] = rest;
  if (name === 'map' && rest.length === 2 && filter !== undefined)
    wants('bool', filter, parts[0] ?? types.any, checker);
  if (name === 'map') return { kind: 'list', of: made };
  wants('bool', body, made, checker);
  return name === 'filter' ? (of.kind === 'list' ? of : { kind: 'list', of: types.text }) : types.bool;
}
