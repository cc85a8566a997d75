import type { Comparison, CompiledExpression, FieldName, WindowCall } from '../core/expression.ts';
import type { FieldReading, ProbeField } from '../core/probe.ts';
import type { Declarations } from './expression.ts';

/**
 * Compiles the plain conditions that most rules are: `probe.flag`, `probe.field >= threshold`, a window over a field,
 * and some of these joined by `&&` or by `||`. Undefined for anything else, which takes the expression language: its
 * library costs a check some 25 ms. What this compiles means the same there.
 */
export function compilePlain(expression: string, declared: Declarations): CompiledExpression | undefined {
  const operator = expression.includes('&&') ? '&&' : '||';
  if (operator === '&&' && expression.includes('||')) return undefined;
  const terms = expression.split(operator).map((text) => compileTerm(text.trim(), declared));
  const known = terms.filter((term) => term !== undefined);
  const [first] = known;
  if (first === undefined || known.length < terms.length) return undefined;
  return {
    probes: [...new Set(known.map(({ subject }) => subject.probe))],
    windows: known.flatMap(({ window }) => (window === undefined ? [] : [window])),
    comparisons: known.flatMap(({ comparison }) => (comparison === undefined ? [] : [comparison])),
    first: first.subject,
    evaluate: (values, window) =>
      operator === '&&'
        ? known.every((term) => term.holds(values, window))
        : known.some((term) => term.holds(values, window)),
  };
}

interface Term {
  readonly subject: FieldName;
  readonly window?: WindowCall;
  readonly comparison?: Comparison;
  holds(...against: Against): boolean;
}

type Against = Parameters<CompiledExpression['evaluate']>;
type Values = Against[0];

const pattern =
  /^(?:(?<call>increase|max_over|avg_over)\(\s*)?(?<not>!?)(?<probe>[A-Za-z_]\w*)\.(?<field>[A-Za-z_]\w*)(?:\s*,\s*(?<span>\w+)\s*\))?(?:\s*(?<operator>>=|<=|==|!=|>|<)\s*(?:(?<number>\d+(?:\.\d+)?)|"(?<text>[^"\\]*)"|(?<name>[A-Za-z_]\w*)))?$/u;

function compileTerm(text: string, declared: Declarations): Term | undefined {
  const {
    call,
    not,
    probe = '',
    field = '',
    span,
    operator,
    number,
    text: literal,
    name,
  } = pattern.exec(text)?.groups ?? {};
  const subject: FieldName = { probe, field };
  const declaration = declared.probes[probe]?.[field];
  if (declaration === undefined || (call === undefined) !== (span === undefined)) return undefined;
  if (operator === undefined) {
    if (declaration.type !== 'bool' || call !== undefined) return undefined;
    return { subject, holds: (values) => fieldOf(values, subject) !== (not === '!') };
  }
  if (not === '!') return undefined;
  if (literal !== undefined) {
    if (declaration.type !== 'string' || call !== undefined || (operator !== '==' && operator !== '!='))
      return undefined;
    return {
      subject,
      comparison: { ...subject, operator, bound: literal },
      holds: (values) => (fieldOf(values, subject) === literal) === (operator === '=='),
    };
  }
  const bound = name === undefined ? Number(number) : declared.thresholds[name]?.value;
  if (declaration.type !== 'number' || bound === undefined || unitsDiffer(declaration, name, declared))
    return undefined;
  const compare = comparisons[operator as keyof typeof comparisons];
  const comparison: Comparison = {
    ...subject,
    operator: operator as keyof typeof comparisons,
    ...(call === undefined ? {} : { window: call as WindowCall['call'] }),
    bound,
  };
  if (call === undefined)
    return { subject, comparison, holds: (values) => compare(numberOf(fieldOf(values, subject)), bound) };
  const seconds = spanOf(span ?? '', declared);
  if (seconds === undefined) return undefined;
  const window: WindowCall = { ...subject, call: call as WindowCall['call'], seconds };
  return {
    subject,
    window,
    comparison,
    holds(_values, answer) {
      const value = answer(window);
      if (value === undefined) throw new Error('no samples in the window');
      return compare(value, bound);
    },
  };
}

const comparisons = {
  '>=': (a: number, b: number) => a >= b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '<': (a: number, b: number) => a < b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
} as const;

function fieldOf(values: Values, { probe, field }: FieldName): FieldReading {
  const fields = values[probe];
  const value = typeof fields === 'object' ? fields[field] : undefined;
  if (value === undefined) throw new Error(`${probe} has no ${field}`);
  return value;
}

function numberOf(value: FieldReading): number {
  if (typeof value !== 'number') throw new TypeError(`${JSON.stringify(value)} is no number`);
  return value;
}

function spanOf(span: string, { thresholds }: Declarations): number | undefined {
  if (/^\d+$/u.test(span)) return Number(span);
  const quantity = thresholds[span];
  return quantity?.kind === 'duration' ? quantity.value : undefined;
}

/** Left to the expression language, which says what is wrong. */
function unitsDiffer(field: ProbeField, name: string | undefined, { thresholds }: Declarations): boolean {
  const kind = name === undefined ? 'count' : thresholds[name]?.kind;
  return field.unit !== undefined && field.unit !== 'count' && kind !== 'count' && kind !== field.unit;
}

/**
 * Judges a resource's `when` of the kind `name == "text"` over a variable that is text. Undefined for anything else,
 * which takes the expression language.
 */
export function plainWhen(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
): boolean | undefined {
  const [, name = '', operator, text] =
    /^\s*([A-Za-z_]\w*)\s*(==|!=)\s*"([^"\\\n]*)"\s*$/u.exec(expression) ?? [];
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (typeof value !== 'string' || /^(?:true|false|null|in)$/u.test(name)) return undefined;
  return (value === text) === (operator === '==');
}
