import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import type {
  Comparison,
  CompiledExpression,
  FieldName,
  WindowCall,
  WindowFunction,
} from '../../core/expression.ts';
import type { ProbeField } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';

/** What an expression may speak of. */
export interface Declarations {
  readonly thresholds: Readonly<Record<string, Quantity>>;
  /** Fields by probe. */
  readonly probes: Readonly<Record<string, Readonly<Record<string, ProbeField>>>>;
}

/** A condition, with the thresholds that it speaks of. */
export interface CompiledRule extends CompiledExpression {
  readonly thresholds: readonly string[];
}

/** What is wrong with an expression: characters of it, and why. */
export interface ExpressionFault {
  readonly start: number;
  readonly end: number;
  readonly message: Text;
}

/** Reads conditions as people write them, whatever is declared. */
const asWritten = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('increase(dyn, dyn): double', () => 0)
  .registerFunction('max_over(dyn, dyn): double', () => 0)
  .registerFunction('avg_over(dyn, dyn): double', () => 0);

const windowFunctions: ReadonlySet<string> = new Set(['increase', 'max_over', 'avg_over']);

/** Parses and type-checks a rule's condition against what the policy declares. It must be true or false. */
export function compileRule(
  expression: string,
  declarations: Declarations,
): { readonly compiled: CompiledRule } | { readonly fault: ExpressionFault } {
  let parsed: ParseResult;
  try {
    parsed = asWritten.parse(expression);
  } catch (error) {
    return { fault: faultOf(error, expression, (at) => at) };
  }
  const found = analyse(parsed.ast, declarations);
  if ('fault' in found) return found;
  const { text, original } = rewrite(
    expression,
    parsed.ast,
    found.windows.map(({ node }) => node),
  );
  const { environment, answering } = declared(declarations);
  const check = environment.check(text);
  if (!check.valid) return { fault: faultOf(check.error, expression, original) };
  if (String(check.type) !== 'bool')
    return {
      fault: {
        start: 0,
        end: expression.length,
        message: t('policy.not_boolean', { type: String(check.type) }),
      },
    };
  const windows = found.windows.map(({ call }) => call);
  let run: ParseResult | undefined;
  return {
    compiled: {
      probes: found.probes,
      thresholds: found.thresholds,
      windows,
      comparisons: found.comparisons,
      ...(found.first === undefined ? {} : { first: found.first }),
      evaluate(values, window) {
        answering.answer = (index) => {
          const call = windows[index];
          const answer = call === undefined ? undefined : window(call);
          if (answer === undefined) throw new Error('no samples in the window');
          return answer;
        };
        run ??= environment.parse(text);
        return run({ ...values });
      },
    },
  };
}

/** Judges a resource's `when` over variables and facts. */
export function evaluateWhen(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
): { readonly holds: boolean } | { readonly fault: ExpressionFault } {
  try {
    const environment = new Environment({ unlistedVariablesAreDyn: false });
    for (const [name, value] of Object.entries(variables))
      environment.registerVariable(name, typeof value === 'object' && value !== null ? 'map' : 'dyn');
    const result: unknown = environment.evaluate(expression, { ...variables });
    if (typeof result === 'boolean') return { holds: result };
    return {
      fault: { start: 0, end: expression.length, message: t('policy.not_boolean', { type: typeof result }) },
    };
  } catch (error) {
    return { fault: faultOf(error, expression, (at) => at) };
  }
}

interface Analysed extends Omit<CompiledRule, 'windows' | 'evaluate'> {
  readonly windows: readonly { readonly node: ASTNode; readonly call: WindowCall }[];
}

function analyse(ast: ASTNode, declarations: Declarations): Analysed | { readonly fault: ExpressionFault } {
  const probes = new Set<string>();
  const thresholds = new Set<string>();
  const windows: { node: ASTNode; call: WindowCall }[] = [];
  const comparisons: Comparison[] = [];
  let first: FieldName | undefined;
  let fault: ExpressionFault | undefined;
  const complain = (node: ASTNode, message: Text): void => {
    fault ??= { start: node.start, end: node.end, message };
  };

  const windowOf = (node: ASTNode): WindowCall | undefined => {
    const [name, args] = node.args as [string, readonly ASTNode[]];
    const [subject, span] = args;
    const field = subject && fieldOf(subject, declarations);
    if (field === undefined || args.length !== 2 || span === undefined) {
      complain(node, t('policy.window_field', { name }));
      return undefined;
    }
    const seconds = secondsOf(span, declarations);
    if (seconds === undefined) {
      complain(span, t('policy.window_span', { name }));
      return undefined;
    }
    return { call: name as WindowFunction, ...field, seconds };
  };

  const visit = (node: ASTNode): void => {
    if (isWindow(node)) {
      const call = windowOf(node);
      if (call === undefined) return;
      windows.push({ node, call });
      probes.add(call.probe);
      first ??= { probe: call.probe, field: call.field };
      for (const name of namesIn(node)) if (name in declarations.thresholds) thresholds.add(name);
      return;
    }
    if (node.op === 'id') {
      const name = node.args;
      if (name in declarations.probes) probes.add(name);
      else if (name in declarations.thresholds) thresholds.add(name);
      return;
    }
    if (isComparison(node.op)) {
      const [left, right] = node.args as unknown as readonly [ASTNode, ASTNode];
      const wrong = unitsDiffer(left, right, declarations);
      if (wrong !== undefined) complain(node, wrong);
      const comparison = comparisonOf(node.op, left, right, declarations, windowOf);
      if (comparison !== undefined) comparisons.push(comparison);
    }
    first ??= fieldOf(node, declarations);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(ast);
  if (fault !== undefined) return { fault };
  return {
    probes: [...probes],
    thresholds: [...thresholds],
    windows,
    comparisons,
    ...(first === undefined ? {} : { first }),
  };
}

interface Declared {
  readonly environment: Environment;
  /** Answers for the windows of the condition that is being evaluated. */
  readonly answering: { answer: (index: number) => number };
}

/** All conditions of a set share one environment: to make one takes as long as to check several. */
const known = new WeakMap<Declarations, Declared>();

function declared(declarations: Declarations): Declared {
  let found = known.get(declarations);
  if (found === undefined) {
    const answering = { answer: () => 0 };
    found = { environment: declare(declarations, answering), answering };
    known.set(declarations, found);
  }
  return found;
}

function declare(declarations: Declarations, answering: Declared['answering']): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false });
  for (const name of Object.keys(declarations.thresholds)) environment.registerVariable(name, 'double');
  for (const [name, fields] of Object.entries(declarations.probes))
    environment.registerVariable({
      name,
      schema: Object.fromEntries(Object.entries(fields).map(([field, { type }]) => [field, celType[type]])),
    });
  const divisor = (right: number): number => {
    if (right === 0) throw new Error('division by zero');
    return right;
  };
  return environment
    .registerFunction('window(double): double', (index: number) => answering.answer(index))
    .registerFunction('ratio(double, double): double', (left: number, right: number) => left / divisor(right))
    .registerFunction(
      'remainder(double, double): double',
      (left: number, right: number) => left % divisor(right),
    );
}

const celType = { number: 'double', string: 'string', bool: 'bool', map: 'map<string, double>' } as const;

/**
 * Rules know numbers, not CEL's whole numbers and fractions: whole ones are written as fractions. A division becomes
 * a call that refuses zero, and a window its number. `original` maps a place in the result back.
 */
function rewrite(
  expression: string,
  ast: ASTNode,
  windows: readonly ASTNode[],
): { readonly text: string; original(at: number): number } {
  const pieces: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const visit = (node: ASTNode): void => {
    const index = windows.indexOf(node);
    if (index >= 0) {
      pieces.push({ from: node.start, to: node.end, text: `window(${index}.0)` });
      return;
    }
    if (node.op === 'value' && typeof node.args === 'bigint')
      pieces.push({ from: node.end, to: node.end, text: '.0' });
    if (node.op === '/' || node.op === '%') {
      const [left, right] = node.args as unknown as readonly [ASTNode, ASTNode];
      const sign = expression.indexOf(node.op, left.end);
      pieces.push({ from: node.start, to: node.start, text: `${node.op === '/' ? 'ratio' : 'remainder'}(` });
      visit(left);
      pieces.push({ from: sign, to: sign + 1, text: ',' });
      visit(right);
      pieces.push({ from: node.end, to: node.end, text: ')' });
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(ast);
  let text = '';
  let at = 0;
  const marks: { readonly rewritten: number; readonly original: number }[] = [{ rewritten: 0, original: 0 }];
  for (const piece of pieces) {
    text += expression.slice(at, piece.from) + piece.text;
    at = piece.to;
    marks.push({ rewritten: text.length, original: at });
  }
  text += expression.slice(at);
  return {
    text,
    original(place) {
      const mark = marks.findLast(({ rewritten }) => rewritten <= place) ?? { rewritten: 0, original: 0 };
      return Math.min(expression.length, mark.original + place - mark.rewritten);
    },
  };
}

function comparisonOf(
  operator: Comparison['operator'],
  left: ASTNode,
  right: ASTNode,
  declarations: Declarations,
  windowOf: (node: ASTNode) => WindowCall | undefined,
): Comparison | undefined {
  for (const [subject, other, sign] of [
    [left, right, operator],
    [right, left, mirrored[operator]],
  ] as const) {
    const window = isWindow(subject) ? windowOf(subject) : undefined;
    const field = window ?? fieldOf(subject, declarations);
    const bound = boundOf(other, declarations);
    if (field === undefined || bound === undefined) continue;
    return {
      operator: sign,
      probe: field.probe,
      field: field.field,
      ...(window === undefined ? {} : { window: window.call }),
      bound,
    };
  }
  return undefined;
}

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' } as const;

/** A size compared with a duration is never meant. A plain count goes with anything. */
function unitsDiffer(left: ASTNode, right: ASTNode, declarations: Declarations): Text | undefined {
  const a = unitOf(left, declarations);
  const b = unitOf(right, declarations);
  if (a === undefined || b === undefined || a === b || a === 'count' || b === 'count') return undefined;
  return t('policy.units_differ', { left: a, right: b });
}

function unitOf(node: ASTNode, declarations: Declarations): Quantity['kind'] | undefined {
  if (node.op === 'id') return declarations.thresholds[node.args]?.kind;
  const subject = isWindow(node)
    ? (node.args as unknown as readonly [string, readonly ASTNode[]])[1][0]
    : node;
  const field = subject && fieldOf(subject, declarations);
  return field && declarations.probes[field.probe]?.[field.field]?.unit;
}

function fieldOf(node: ASTNode, declarations: Declarations): FieldName | undefined {
  if (node.op !== '.') return undefined;
  const [subject, field] = node.args as readonly [ASTNode, string];
  if (subject.op !== 'id') return undefined;
  const probe = subject.args;
  return probe in declarations.probes ? { probe, field } : undefined;
}

function boundOf(node: ASTNode, { thresholds }: Declarations): Comparison['bound'] | undefined {
  if (node.op === 'id') return thresholds[node.args]?.value;
  if (node.op !== 'value') return undefined;
  const value: unknown = node.args;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
    ? value
    : undefined;
}

function secondsOf(node: ASTNode, declarations: Declarations): number | undefined {
  if (node.op === 'id') {
    const quantity = declarations.thresholds[node.args];
    return quantity?.kind === 'duration' ? quantity.value : undefined;
  }
  const seconds = boundOf(node, declarations);
  return typeof seconds === 'number' ? seconds : undefined;
}

function isWindow(node: ASTNode): boolean {
  return node.op === 'call' && windowFunctions.has((node.args as unknown as readonly [string])[0]);
}

function isComparison(op: string): op is Comparison['operator'] {
  return op in mirrored;
}

function* namesIn(node: ASTNode): Iterable<string> {
  if (node.op === 'id') yield node.args;
  for (const child of childrenOf(node)) yield* namesIn(child);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (typeof value === 'object' && value !== null && 'op' in value && 'start' in value)
      found.push(value as ASTNode);
  };
  collect(node.args);
  return found;
}

function faultOf(error: unknown, expression: string, original: (at: number) => number): ExpressionFault {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  const range = (error as { readonly range?: { readonly start: number; readonly end: number } }).range;
  const start = range === undefined ? 0 : original(range.start);
  const end = range === undefined ? expression.length : original(range.end);
  return { start, end: Math.max(end, start + 1), message: t('policy.expression', { reason: message }) };
}
