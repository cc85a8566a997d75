import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import { expect, test } from 'vitest';
import { compileWhen } from '../../../src/policy/expressions/expression.ts';

// CEL's own conformance data: every case that comes to true, false, an error, a number, a text or a list of these, except for those that speak of
// something that conditions declare not to have. Each of these has its reason and its number here.

interface Case {
  readonly name: string;
  readonly expr: string;
  readonly bindings?: Readonly<Record<string, { readonly value?: Proto }>>;
  readonly value?: Proto;
  readonly evalError?: unknown;
  readonly [other: string]: unknown;
}
type Proto = Readonly<Record<string, unknown>>;
interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: unknown }[];
}

function* casesOf({ name, suites = [], tests: own = [] }: Suite, path = ''): Generator<Case> {
  const here = path === '' ? name : `${path}/${name}`;
  for (const { original } of own) {
    const one = original as Case;
    yield { ...one, name: `${here}/${one.name}` };
  }
  for (const suite of suites) yield* casesOf(suite, here);
}

/** The answer that a case wants; undefined: neither true nor false nor an error. */
function wanted({ value, evalError, ...rest }: Case): boolean | 'error' | undefined {
  if (evalError !== undefined) return 'error';
  if (value !== undefined) {
    if ('boolValue' in value) return value['boolValue'] === true;
    return literal(value) === undefined ? undefined : true;
  }
  return Object.keys(rest).some((key) => /typedResult|anyEval|unknown/u.test(key)) ? undefined : true;
}

function plain(value: Proto): unknown {
  const [[kind, held] = ['', undefined]] = Object.entries(value);
  switch (kind) {
    case 'int64Value':
    case 'doubleValue':
      return Number(held);
    case 'stringValue':
    case 'boolValue':
      return held;
    case 'nullValue':
      return null;
    case 'listValue':
      return ((held as { values?: readonly Proto[] }).values ?? []).map(plain);
    case 'mapValue':
      return Object.fromEntries(
        ((held as { entries?: readonly { key: Proto; value: Proto }[] }).entries ?? []).map((entry) => [
          String(plain(entry.key)),
          plain(entry.value),
        ]),
      );
    default:
      throw new Error(`no value of conditions: ${kind}`);
  }
}

/** An expression as conditions are written: `dyn()` only keeps a checker of several kinds of numbers quiet. */
function ours(expr: string): string {
  return expr.replaceAll(/\bdyn\(/gu, '(');
}

/** A number, a text or a list as a condition would write it; undefined: it is none of these. */
function literal(value: Proto): string | undefined {
  const [[kind, held] = ['', undefined]] = Object.entries(value);
  if (kind === 'int64Value' || (kind === 'doubleValue' && typeof held === 'number')) return String(held);
  if (kind === 'stringValue') return JSON.stringify(held);
  if (kind !== 'listValue') return undefined;
  const items = ((held as { values?: readonly Proto[] }).values ?? []).map(literal);
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
}

async function answer({ expr, bindings = {}, value = {} }: Case): Promise<boolean | 'error'> {
  const variables = Object.fromEntries(
    Object.entries(bindings).map(([name, { value }]) => [name, plain(value ?? {})]),
  );
  const given = 'boolValue' in value ? undefined : literal(value);
  const read = await compileWhen(given === undefined ? ours(expr) : `(${ours(expr)}) == ${given}`, variables);
  if ('faults' in read) return 'error';
  const verdict = read.compiled.judge();
  return 'holds' in verdict ? verdict.holds : 'error';
}

/** Reasons to leave a case out, the first that fits counts, with the number of cases. */
const leftOut: readonly (readonly [reason: string, count: number, fits: (one: Case) => boolean])[] = [
  [
    'messages of Protocol Buffers, and their enums',
    396,
    says(
      /google\.protobuf|TestAllTypes|TestRequired|\bmsg\b|proto\.|Enum\b|(?:Int32|Int64|Float)Value\{|objectValue/u,
    ),
  ],
  ['bytes', 58, says(/(?<!\w)[bB][rR]?['"]|\bbytes\(/u)],
  ['unsigned numbers', 202, says(/\d[uU]\b|\buint\b/u)],
  ['types as values', 7, says(/\btype\(|== (?:int|list|map|bool|string|double|null_type)\b/u)],
  ['optional values', 55, says(/optional|\.\?|\[\?|\{\?|\.or\(|orValue/u)],
  [
    'libraries beside the language: cel.bind, cel.block, math, network, quoting of names',
    193,
    says(/\bcel\.|\bmath\.|strings\.quote|`|\b(?:ip|cidr|isIP)\(/u),
  ],
  [
    'functions of two names for an item',
    40,
    says(/\.(?:exists|all|existsOne|exists_one|transform\w+)\(\w+, *\w+,/u),
  ],
  [
    'functions with further arguments, lastIndexOf',
    38,
    says(/indexOf\(.*, \d\)|lastIndexOf|\.split\(.*, -?\d\)|replace\(.*, \d\)/u),
  ],
  ['string.format', 70, says(/\.format\(/u)],
  [
    "times in another zone than the host's or UTC, and hours of durations",
    16,
    says(/\.get\w+\('[\w/:+-]+'\)|duration\('\w+'\)\.get|string\(duration/u),
  ],
  [
    'keys of mappings that are no texts',
    22,
    says(/\{(?:'k(?:ey)?': ?(?:1|'v'), ?)?(?:\d+|true|false):|7 in \{\}/u),
  ],
  [
    'names with a dot in them, and containers',
    4,
    ({ bindings = {} }) => Object.keys(bindings).some((name) => name.includes('.')),
  ],
  [
    'names, functions and kinds that are wrong in themselves, which is told before anything is judged',
    51,
    ({ name }) =>
      /unbound_is_runtime_error|receiver_function_names|short_circuit_type|mixed_type|eq_dyn_.*_null|no_such_key_(?:or|and)|(?:bounds|type)_(?:or|and)_/u.test(
        name,
      ),
  ],
  ['whole numbers beyond 2^53', 33, says(/9223372036854775807|-9223372036854775808/u)],
  ['times below a millisecond', 5, says(/\.\d{7,9}Z/u)],
  ['a division by zero, which is unknown for fractions as well', 5, says(/0\.0 ?\/ ?0\.0/u)],
];

function says(pattern: RegExp): (one: Case) => boolean {
  return ({ expr, bindings }) => pattern.test(`${expr} ${JSON.stringify(bindings ?? '')}`);
}

test('what CEL calls true, false and an error is so in conditions', async () => {
  const counts: Record<string, number> = {};
  const differing: string[] = [];
  let agreed = 0;
  for (const one of casesOf(tests)) {
    const expected = wanted(one);
    if (expected === undefined) continue;
    const reason = leftOut.find(([, , fits]) => fits(one))?.[0];
    if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
    else {
      const got = await answer(one);
      if (got === expected) agreed += 1;
      else differing.push(`${one.name}: ${one.expr} is ${got} instead of ${expected}`);
    }
  }
  expect(differing).toEqual([]);
  expect(counts).toEqual(Object.fromEntries(leftOut.map(([reason, count]) => [reason, count])));
  expect(agreed).toBe(647);
});
