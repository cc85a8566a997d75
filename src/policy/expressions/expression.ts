import type { CompiledExpression, Verdict } from '../../core/expression.ts';
import { t } from '../../core/text.ts';
import { check, type Checked } from './check.ts';
import { boolCure, type Declarations } from './checker.ts';
import { evaluate } from './evaluate.ts';
import { probeValue, type Scope } from './scope.ts';
import { fault, type ExpressionFault } from './fault.ts';
import { outside } from './local-names.ts';
import { compilePatterns, type Patterns } from './functions.ts';
import { unslashed } from './slashed.ts';
import { parse, type ConditionNode } from './syntax.ts';
import { isUnknown, kindName, typeOfValue, valueFrom, type Type, type Value, wordOf } from './types.ts';

export type { Declarations } from './checker.ts';
export type { ExpressionFault } from './fault.ts';

/** A condition, with the thresholds that it speaks of, and its parts. */
export interface CompiledRule extends CompiledExpression {
  readonly thresholds: readonly string[];
  readonly node: ConditionNode;
}

/** A condition that can be judged, or that cannot; warnings do not keep it from that. */
export type Compiled<T> =
  | { readonly compiled: T; readonly warnings: readonly ExpressionFault[] }
  | {
      readonly faults: readonly [ExpressionFault, ...ExpressionFault[]];
      readonly warnings: readonly ExpressionFault[];
    };

/**
 * Parses and type-checks a rule's condition against what the policy declares. It must be true or false. `scope` is what
 * the names of the condition leave out: declarations are without it, and what is compiled speaks of whole names.
 */
export async function compileRule(
  expression: string,
  declarations: Declarations,
  scope = '',
): Promise<Compiled<CompiledRule>> {
  const read = await analyse(expression, declarations);
  if (!('compiled' in read)) return read;
  const { node, patterns } = read.compiled;
  const checked = outside(read.compiled.checked, scope);
  return {
    warnings: read.warnings,
    compiled: {
      node,
      probes: [...checked.probes],
      thresholds: [...checked.thresholds],
      windows: [...checked.windows.values()],
      comparisons: [...checked.comparisons.values()],
      ...sidesOf(node, checked),
      ...(checked.first === undefined ? {} : { first: checked.first }),
      judge(circumstances) {
        const { thresholds, measurements } = circumstances;
        const values = new Map<string, Value>();
        const names: Scope = {
          circumstances,
          patterns,
          windows: checked.windows,
          within: scope,
          name(local) {
            const name = `${scope}${local}`;
            const threshold = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
            if (threshold !== undefined && !checked.probes.has(name)) return threshold.value;
            let value = values.get(name);
            if (value === undefined) {
              value = probeValue(name, Object.hasOwn(measurements, name) ? measurements[name] : undefined);
              values.set(name, value);
            }
            return value;
          },
        };
        return verdictOf(evaluate(node, names));
      },
    },
  };
}

/** The comparisons that a condition consists of, side by side. */
function sidesOf(node: ConditionNode, { comparisons }: Checked): Pick<CompiledExpression, 'all' | 'any'> {
  const terms = node.kind === 'and' || node.kind === 'or' ? node.terms : [node];
  const found = terms.flatMap((term) => comparisons.get(term) ?? []);
  if (found.length === 0) return {};
  if (node.kind === 'and') return { all: found };
  return node.kind === 'or' ? { any: found } : { all: found, any: found };
}

/** A resource's condition, over variables and facts. */
export interface CompiledWhen {
  readonly node: ConditionNode;
  /** Variables that it speaks of. */
  readonly variables: readonly string[];
  judge(): Verdict;
}

/** Parses and type-checks a resource's `when`. `undefined` as a value: it has one, which is not known here. */
export async function compileWhen(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
  unknownTypes: Readonly<Record<string, Type>> = {},
  elsewhere: NonNullable<Declarations['elsewhere']> = () => undefined,
): Promise<Compiled<CompiledWhen>> {
  const declared: Record<string, Type> = { ...unknownTypes };
  for (const [name, value] of Object.entries(variables))
    if (!Object.hasOwn(unknownTypes, name)) declared[name] = typeOfValue(value);
  const read = await analyse(expression, { thresholds: {}, probes: {}, variables: declared, elsewhere });
  if (!('compiled' in read)) return read;
  const { node, checked, patterns } = read.compiled;
  return {
    warnings: read.warnings,
    compiled: {
      node,
      variables: [...checked.variables],
      judge: () =>
        verdictOf(
          evaluate(node, {
            circumstances: { thresholds: {}, measurements: {}, history: nothingRecorded, now: Date.now() },
            patterns,
            windows: checked.windows,
            within: '',
            name: (name) =>
              Object.hasOwn(variables, name)
                ? valueFrom(variables[name])
                : { unknown: t('expression.not_here', { name }) },
          }),
        ),
    },
  };
}

const nothingRecorded = {
  field: () => ({ points: [] }),
  moments: () => ({ points: [] }),
  before: () => undefined,
} as const;

/** An expression with all that is wrong in it put right, as far as that is clear; undefined: it is not. */
async function corrected(
  expression: string,
  found: ExpressionFault,
  declarations: Declarations,
): Promise<string | undefined> {
  let text = expression;
  let next: ExpressionFault | undefined = found;
  for (let tries = 0; tries < mostCorrections; tries += 1) {
    if (next?.instead === undefined) return undefined;
    const { start, end } = next.replaces ?? next;
    text = text.slice(0, start) + next.instead + text.slice(end);
    const read = await judged(text, declarations);
    next = 'compiled' in read ? read.warnings.find(isClear) : read.faults[0];
    if (next !== undefined) continue;
    return found.id === 'KAPA024' && read.warnings.some(({ id }) => id === 'KAPA024') ? undefined : text;
  }
  return undefined;
}

/** Tells whether a warning says what should stand instead; of parts that are always true nobody can tell that. */
function isClear({ id, instead }: ExpressionFault): boolean {
  return instead !== undefined && id !== 'KAPA024';
}

const mostCorrections = 20;

interface Read {
  readonly node: ConditionNode;
  readonly checked: Checked;
  readonly patterns: Patterns;
}

async function analyse(expression: string, declarations: Declarations): Promise<Compiled<Read>> {
  const read = await judged(expression, declarations);
  const warnings = await Promise.all(read.warnings.map((one) => withLine(one, expression, declarations)));
  if ('compiled' in read) return { compiled: read.compiled, warnings };
  const [first, ...rest] = await Promise.all(
    read.faults.slice(0, mostCorrections).map((one) => withLine(one, expression, declarations)),
  );
  return { faults: [first as ExpressionFault, ...rest], warnings };
}

/** A fault whose cure shows the whole expression put right. */
async function withLine(
  found: ExpressionFault,
  expression: string,
  declarations: Declarations,
): Promise<ExpressionFault> {
  if (found.threshold !== undefined) return found;
  const line = await corrected(expression, found, declarations);
  const isSaid = line === found.instead && found.cure.id === 'expression.write';
  return line === undefined || isSaid
    ? found
    : { ...found, cure: t('expression.corrected', { cure: found.cure, line }) };
}

async function judged(expression: string, declarations: Declarations): Promise<Compiled<Read>> {
  const node = parse(expression);
  if ('message' in node) return { faults: [node], warnings: [] };
  const checked = check(node, expression, declarations);
  const found = [...checked.faults, ...notCondition(node, checked.type, expression)];
  const { patterns, faults } = await compilePatterns([...checked.patterns.values()]);
  for (const [at, pattern] of checked.patterns) {
    const message = faults.get(pattern);
    if (message !== undefined)
      found.push(fault(at, message, t('policy.pattern_cure'), undefined, { id: 'KAPA015' }));
    const meant = unslashed(pattern, '+');
    if (message === undefined && meant !== undefined)
      found.push(
        fault(
          at,
          t('policy.slashes', { written: pattern }),
          t('expression.write', { meant: JSON.stringify(meant) }),
          JSON.stringify(meant),
          { id: 'KAPA015', severity: 'warning' },
        ),
      );
  }
  const warnings = found.filter(({ severity }) => severity === 'warning');
  const [first, ...rest] = found.filter(({ severity }) => severity === 'error');
  return first === undefined
    ? { compiled: { node, checked, patterns }, warnings }
    : { faults: [first, ...rest], warnings };
}

function notCondition(node: ConditionNode, type: Type, expression: string): readonly ExpressionFault[] {
  if (type.kind === 'bool' || type.kind === 'any') return [];
  const fields = type.kind === 'record' ? Object.entries(type.fields) : [];
  const flag = fields.find(([, field]) => field.kind === 'bool');
  return [
    fault(
      node,
      t('policy.not_boolean', { type: kindName(type) }),
      flag === undefined
        ? type.kind === 'text'
          ? boolCure(type, expression)
          : t('expression.compare', { written: expression })
        : t('policy.did_you_mean', { meant: `${expression}.${flag[0]}` }),
      flag === undefined ? undefined : `${expression}.${flag[0]}`,
    ),
  ];
}

function verdictOf(value: Value): Verdict {
  if (typeof value === 'boolean') return { holds: value };
  if (!isUnknown(value)) return { unknown: t('health.not_a_condition', { value: wordOf(value) }) };
  const { unknown, uncovered } = value;
  return uncovered === undefined ? { unknown } : { unknown, uncovered };
}
