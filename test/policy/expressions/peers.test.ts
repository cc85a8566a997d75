import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  letrec,
  oneof,
  record,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileWhen } from '../../../src/policy/expressions/expression.ts';
import { parse, type ConditionNode } from '../../../src/policy/expressions/syntax.ts';

// Conditions beside CEL as a library reads it, over conditions of both languages.

const runs = process.env['KAPA_TEST_LONG'] === undefined ? 2_000 : 50_000;

/** A kind of numbers: CEL has two, and does not compute with both at once. */
type Numbers = 'whole' | 'fractions';

const values = {
  a: 3,
  b: -2,
  c: 7,
  s: 'abc',
  t: 'b',
  p: true,
  q: false,
  l: [1, 2, 3],
  r: ['abc', 'x'],
  m: { k: 5, n: 0 },
} as const;

function library(numbers: Numbers): { readonly env: Environment; readonly context: Record<string, unknown> } {
  const kind = numbers === 'whole' ? 'int' : 'double';
  const env = new Environment({ homogeneousAggregateLiterals: false });
  for (const name of ['a', 'b', 'c']) env.registerVariable(name, kind);
  for (const name of ['s', 't']) env.registerVariable(name, 'string');
  for (const name of ['p', 'q']) env.registerVariable(name, 'bool');
  env
    .registerVariable('l', `list<${kind}>`)
    .registerVariable('r', 'list<string>')
    .registerVariable('m', `map<string, ${kind}>`);
  return { env, context: converted(values, numbers) as Record<string, unknown> };
}

function converted(value: unknown, numbers: Numbers): unknown {
  if (typeof value === 'number') return numbers === 'whole' ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((one) => converted(one, numbers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, converted(one, numbers)]));
}

const libraries = { whole: library('whole'), fractions: library('fractions') } as const;

/** A condition, and how tightly it holds together: parentheses are written where they must be, and at times where not. */
interface Written {
  readonly text: string;
  readonly binds: number;
}

function joined(binds: number, sign: string, left: Written, right: Written, also: boolean): Written {
  return {
    text: `${inside(left, binds, also)} ${sign} ${inside(right, binds + 1, !also)}`,
    binds,
  };
}

function inside({ text, binds }: Written, least: number, also = false): string {
  return binds < least || also ? `(${text})` : text;
}

const tight = 9;
const word = (text: string): Written => ({ text, binds: tight });

/** Conditions that both languages have, for a kind of numbers. */
function conditions(numbers: Numbers): Arbitrary<string> {
  const seldom = integer({ min: 0, max: 5 }).map((dice) => dice === 0);
  const digits = numbers === 'whole' ? ['0', '1', '2', '17', '0x1F'] : ['0.0', '1.5', '2.0', '1e3', '2.5e-1'];
  const divisors =
    numbers === 'whole' ? (['%', ['1', '2', '7']] as const) : (['/', ['1.0', '2.0', '0.5']] as const);
  const { bool } = letrec<{ number: Written; text: Written; bool: Written; list: Written; texts: Written }>(
    (tie) => ({
      number: oneof(
        { maxDepth: 4, withCrossShrink: true },
        constantFrom('a', 'b', 'c', 'm.k', 'm["k"]', 'm.n', 'l[0]', 'l[2]', ...digits).map(word),
        tuple(
          constantFrom(['+', 4] as const, ['-', 4] as const, ['*', 5] as const),
          tie('number'),
          tie('number'),
          seldom,
        ).map(([[sign, binds], left, right, also]) => joined(binds, sign, left, right, also)),
        tuple(tie('number'), constantFrom(...divisors[1]), seldom).map(([left, by, also]) =>
          joined(5, divisors[0], left, word(by), also),
        ),
        tie('number').map((of) => ({ text: `-${inside(of, 6)}`, binds: 6 })),
        tuple(tie('bool'), tie('number'), tie('number')).map(([test, yes, no]) =>
          word(`(${inside(test, 1)} ? ${inside(yes, 1)} : ${no.text})`),
        ),
        ...(numbers === 'whole'
          ? [
              oneof(tie('text'), tie('list'), tie('texts')).map((of) => word(`size(${of.text})`)),
              tie('text').map((of) => word(`${inside(of, 7)}.size()`)),
            ]
          : []),
      ),
      text: oneof(
        { maxDepth: 3, withCrossShrink: true },
        constantFrom('s', 't', 'r[1]', '"abc"', "'b'", '""', String.raw`"\t\"ü"`, "r'\\d'", '"""a"b"""').map(
          word,
        ),
        tuple(tie('text'), tie('text'), seldom).map(([left, right, also]) =>
          joined(4, '+', left, right, also),
        ),
        tuple(tie('bool'), tie('text'), tie('text')).map(([test, yes, no]) =>
          word(`(${inside(test, 1)} ? ${inside(yes, 1)} : ${no.text})`),
        ),
      ),
      list: oneof(
        { maxDepth: 2, withCrossShrink: true },
        constantFrom('l', 'l').map(word),
        array(tie('number'), { minLength: 1, maxLength: 3 }).map((items) =>
          word(`[${items.map(({ text }) => text).join(', ')}]`),
        ),
        tie('bool').map((body) =>
          word(`l.filter(x, x > ${numbers === 'whole' ? '1' : '1.0'} || ${inside(body, 2)})`),
        ),
        tie('number').map((body) => word(`l.map(x, x + ${inside(body, 5)})`)),
      ),
      texts: oneof(
        constantFrom('r', '["b", s]').map(word),
        array(tie('text'), { minLength: 1, maxLength: 3 }).map((items) =>
          word(`[${items.map(({ text }) => text).join(',')}]`),
        ),
      ),
      bool: oneof(
        { maxDepth: 5, withCrossShrink: true },
        constantFrom('p', 'q', 'true', 'false', 'has(m.k)', 'has(m.z)').map(word),
        constantFrom('"k" in m', '"z" in m').map((text) => ({ text, binds: 3 })),
        tuple(
          constantFrom('<', '<=', '>', '>=', '==', '!='),
          oneof(tuple(tie('number'), tie('number')), tuple(tie('text'), tie('text'))),
          seldom,
        ).map(([sign, [left, right], also]) =>
          joined(3, sign, { ...left, binds: left.binds === 3 ? 2 : left.binds }, right, also),
        ),
        tuple(constantFrom('==', '!='), tie('bool'), tie('bool'), seldom).map(([sign, left, right, also]) =>
          joined(3, sign, left, right, also),
        ),
        tuple(constantFrom(['&&', 2] as const, ['||', 1] as const), tie('bool'), tie('bool'), seldom).map(
          ([[sign, binds], left, right, also]) => joined(binds, sign, left, right, also),
        ),
        tie('bool').map((of) => ({ text: `!${inside(of, 6)}`, binds: 6 })),
        tuple(tie('bool'), tie('bool'), tie('bool')).map(([when, yes, no]) => ({
          text: `${inside(when, 1)} ? ${inside(yes, 1)} : ${no.text}`,
          binds: 0,
        })),
        tuple(tie('number'), tie('list')).map(([one, list]) => joined(3, 'in', one, list, false)),
        tuple(tie('text'), tie('texts')).map(([one, list]) => joined(3, 'in', one, list, false)),
        tuple(
          constantFrom('exists', 'all', 'exists_one'),
          tie('list'),
          tie('number'),
          constantFrom('<', '==', '>='),
        ).map(([each, list, one, sign]) => word(`${list.text}.${each}(x, x ${sign} ${inside(one, 4)})`)),
        tuple(constantFrom('startsWith', 'endsWith', 'contains'), tie('text'), tie('text')).map(
          ([name, on, of]) => word(`${inside(on, 7)}.${name}(${of.text})`),
        ),
        tuple(tie('text'), constantFrom('"^a.c$"', "r'\\d+'", '"b|x"')).map(([on, pattern]) =>
          word(`${inside(on, 7)}.matches(${pattern})`),
        ),
      ),
    }),
  );
  return bool.map(({ text }) => text);
}

/** The answer of the library. */
function theirs(text: string, numbers: Numbers): Answer {
  const { env, context } = libraries[numbers];
  try {
    const read = env.parse(text);
    const { valid, type } = read.check();
    if (!valid || (type !== 'bool' && type !== 'dyn')) return 'refused';
    try {
      return read(context) as boolean;
    } catch {
      return 'error';
    }
  } catch {
    return 'refused';
  }
}

type Answer = boolean | 'refused' | 'error';

/** The answer of conditions, and why one is refused. */
async function ours(text: string): Promise<{ readonly answer: Answer; readonly why: readonly string[] }> {
  const read = await compileWhen(text, values, { m: { kind: 'map', of: { kind: 'number', unit: 'any' } } });
  if ('faults' in read)
    return {
      answer: 'refused',
      why: read.faults.map(({ message, start }) => (text[start] === '?' ? 'a choice within' : message.id)),
    };
  const verdict = read.compiled.judge();
  return { answer: 'holds' in verdict ? verdict.holds : 'error', why: [] };
}

/** Structure of a condition as one text, the same for both readers. */
function structure(node: ConditionNode): string {
  switch (node.kind) {
    case 'number':
    case 'text':
    case 'bool':
      return JSON.stringify(node.value);
    case 'null':
      return 'null';
    case 'name':
      return node.name;
    case 'member':
      return `(. ${structure(node.of)} ${node.name})`;
    case 'index':
      return `([] ${structure(node.of)} ${structure(node.at)})`;
    case 'call':
      return `(${node.name} ${[...(node.on === undefined ? [] : [node.on]), ...node.args].map(structure).join(' ')})`;
    case 'not':
      return `(! ${structure(node.of)})`;
    case 'minus':
      return negated(structure(node.of));
    case 'and':
    case 'or':
      return chain(node.kind === 'and' ? '&&' : '||', node.terms.map(structure));
    case 'binary':
      return `(${node.operator} ${structure(node.left)} ${structure(node.right)})`;
    case 'choose':
      return `(?: ${[node.test, node.then, node.otherwise].map(structure).join(' ')})`;
    case 'list':
      return `(list ${node.items.map(structure).join(' ')})`;
    case 'map':
      return `(map ${node.entries.flat().map(structure).join(' ')})`;
  }
}

/** A chain of `&&` or `||`, whose parts may have been put together in whatever order. */
function chain(sign: string, terms: readonly string[]): string {
  return `(${sign} ${terms.map((term) => (term.startsWith(`(${sign} `) ? term.slice(sign.length + 2, -1) : term)).join(' ')})`;
}

function negated(of: string): string {
  return /^\d/u.test(of) ? `-${of}` : `(- ${of})`;
}

function theirStructure({ op, args }: ASTNode): string {
  const parts = args as never;
  const several = (of: readonly ASTNode[] = parts): string => of.map(theirStructure).join(' ');
  if (op === 'value') return typeof parts === 'bigint' ? String(parts) : JSON.stringify(parts);
  if (op === 'id') return parts;
  if (op === '.') return `(. ${theirStructure(parts[0])} ${String(parts[1])})`;
  if (op === 'call') return `(${String(parts[0])} ${several(parts[1])})`;
  if (op === 'rcall') return `(${String(parts[0])} ${several([parts[1], ...(parts[2] as ASTNode[])])})`;
  if (op === '&&' || op === '||') return chain(op, (parts as ASTNode[]).map(theirStructure));
  if (op === '!_') return `(! ${theirStructure(parts)})`;
  if (op === '-_') return negated(theirStructure(parts));
  return `(${op} ${several(op === 'map' ? (parts as ASTNode[][]).flat() : parts)})`;
}

const pieces = [
  'a',
  'b',
  's',
  'p',
  'l',
  'm',
  'k',
  'x',
  '"t"',
  "'t'",
  'true',
  'null',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ':',
  '?',
  '&&',
  '||',
  '!',
  '==',
  '!=',
  '<',
  '>=',
  'in',
  '+',
  '-',
  '*',
  'exists',
  '// c\n',
];

/** Letters behind a number are its unit in conditions. */
const unitBehind = /(?<![\w"'])(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?!0x)[A-Za-z_]/u;
const piece =
  /"""[^]*?"""|r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?e-?\d+|\w+(?:\.\d+)?|&&|\|\||[=!<>]=|\s+|./gu;

/** Conditions of which some pieces were taken out, put in or put elsewhere. */
function broken(numbers: Numbers): Arbitrary<string> {
  const change = record({
    at: integer({ min: 0, max: 1000 }),
    how: constantFrom('out', 'in', 'for', 'twice'),
    other: constantFrom(...pieces, ...(numbers === 'whole' ? ['1', '2', 'size'] : ['1.0', '2.0'])),
  });
  return tuple(conditions(numbers), array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) => {
    const parts = text.match(piece) ?? [];
    for (const { at, how, other } of changes) {
      const place = at % (parts.length + 1);
      const put = how === 'out' ? [] : how === 'twice' ? [parts[place] ?? ''] : [` ${other} `];
      parts.splice(place, how === 'out' || how === 'for' ? 1 : 0, ...put);
    }
    return parts.join('');
  });
}

describe.each(['whole', 'fractions'] as const)('conditions over %s numbers', (numbers) => {
  test('mean what they mean in CEL, and are put together as there', async () => {
    await assert(
      asyncProperty(conditions(numbers), async (text) => {
        const node = parse(text);
        expect('message' in node ? 'refused' : structure(node)).toBe(
          theirStructure(libraries[numbers].env.parse(text).ast),
        );
        expect((await ours(text)).answer).toBe(theirs(text, numbers));
      }),
      { numRuns: runs },
    );
  }, 600_000);

  test('are refused where CEL refuses them, and nowhere else without a reason', async () => {
    await assert(
      asyncProperty(broken(numbers), async (text) => {
        if (unitBehind.test(text) || emptyList.test(text) || mixesEquality(text, numbers)) return;
        const { answer, why } = await ours(text);
        if (answer === 'refused' && why.every((id) => stricter.has(id))) return;
        const expected = theirs(text, numbers);
        if (expected === 'refused' && indexesByFraction(text, numbers)) return;
        expect(answer).toBe(expected);
      }),
      { numRuns: runs },
    );
  }, 600_000);
});

/**
 * Faults that are told of a condition that the library takes: `has(a.k)` of a number, `matches` with a pattern that is
 * none; and a choice within a choice without parentheses, as CEL's grammar has it.
 */
const stricter: ReadonlySet<string> = new Set([
  'expression.no_fields',
  'expression.wrong_kind',
  'expression.pattern_written',
  'a choice within',
]);
const emptyList = /\[(?:\s|\/\/[^\n]*\n)*\]/u;

/** Tells whether an index may be a fraction, which the library knows from its type, and kapa when it comes to it, if it does. */
function indexesByFraction(text: string, numbers: Numbers): boolean {
  const node = parse(text);
  return numbers === 'fractions' && !('message' in node) && structure(node).includes('([] ');
}

/** Tells whether the library puts a condition together otherwise because of its `==`, which binds as `<` does in CEL. */
function mixesEquality(text: string, numbers: Numbers): boolean {
  const node = parse(text);
  if ('message' in node || !/==|!=/u.test(text)) return false;
  try {
    return structure(node) !== theirStructure(libraries[numbers].env.parse(text).ast);
  } catch {
    return false;
  }
}

// What conditions judged otherwise than CEL, before a comparison of random ones found it.
test.each<readonly [text: string, answer: Answer]>([
  ['a < b < p', true],
  ['p <= (a < b) < q', false],
  ['l < l', 'refused'],
  ['m >= m', 'refused'],
  ['size(l.map(x, x, x)) > 0', 'refused'],
  ['size(l.map(x, x > 1, x)) == 2', true],
])('is judged as in CEL: %s', async (text, answer) => {
  expect({ kapa: (await ours(text)).answer, cel: theirs(text, 'whole') }).toEqual({
    kapa: answer,
    cel: answer,
  });
});

test.each([
  ['a word that is no name', (of: string) => `word == (${of})`],
  ['a chain of comparisons', (of: string) => `p < (a < 1) < (${of})`],
  ['a side that is negated', (of: string) => `!(${of}) == p`],
])(
  'each part of a condition is judged once: %s',
  async (_, around) => {
    let text = 'p';
    for (let depth = 0; depth < 60; depth += 1) text = around(text);
    const { answer } = await ours(text);
    expect(['refused', true, false]).toContain(answer);
  },
  20_000,
);

// All that differs, in one table: conditions as kapa reads them, and as the library does.
const differing: readonly (readonly [
  reason: string,
  text: string,
  kapa: Answer,
  cel: Answer,
  numbers?: Numbers,
])[] = [
  ['units', 'a > 5m', false, 'refused'],
  ['units', 'a * 100MB > 1GiB / 8', true, 'refused'],
  ['units', 'm.k < 80%', false, 'refused'],
  ['units: letters behind a number are one', '2in l', 'refused', true],
  ['one number system', '(a + c) / 2 > 4', true, 'refused', 'fractions'],
  ['one number system: an index that is none', 'r[a] == "b"', 'error', 'refused', 'fractions'],
  ['one number system', 'a + 1 > 3', true, 'refused', 'fractions'],
  ['one number system', '7 / 2 == 3.5', true, 'refused'],
  ['one number system', 'c / 2 == 3', false, true],
  ['one number system', '1 == 1.0', true, 'refused'],
  ['one number system', 'a in [1, 2, 3]', true, 'refused', 'fractions'],
  ['one number system', 'a % 2 == 1', true, 'refused', 'fractions'],
  ['one number system', 'p ? 1 < 2.0 : (q ? 1 : 2.0) > 1', true, 'refused'],
  ['one number system: exact to 2^53 only', '9007199254740993 == 9007199254740992', true, false],
  ['one number system: nothing is infinite', '1.0 / 0.0 > 1.0', 'error', true],
  ['the unknown', 'known(m.z)', false, 'refused'],
  ['the unknown', 'absent(m.z) || m.z > 3', true, 'refused'],
  ['wrong kinds are told at once', 'has(a.k)', 'refused', false],
  ['wrong kinds are told at once', 'm[a] > 1', 'refused', 'error'],
  ['a pattern is written out', 's.matches(t)', 'refused', true],
  ['further functions', 'max(a, c) == 7 && round(2.5) == 3 && abs(b) == 2', true, 'refused'],
  ['the library: == binds less than <', 'p == a < b', 'refused', false],
  ['the library: a choice within a choice needs no parentheses', 'p ? q ? p : q : p', 'refused', false],
  ['the library: no fraction that begins with its point', '.25 < 1.0', true, 'refused'],
  ['the library: no items of an empty list', '[].exists(x, x > a)', false, 'refused', 'fractions'],
];

test.each(
  differing.map(([reason, text, kapa, cel, numbers = 'whole']) => ({ reason, text, kapa, cel, numbers })),
)('$reason: $text', async ({ text, kapa, cel, numbers }) => {
  expect({ kapa: (await ours(text)).answer, cel: theirs(text, numbers) }).toEqual({ kapa, cel });
});

// What the policy language must be able to say, and what the library makes of it with all that it can be told.
test.each<readonly [asked: string, text: string, cel: Answer]>([
  ['one side that decides does so beside an unknown one', 'm.z > 1.0 || p', true],
  ['in any order', 'p || m.z > 1.0', true],
  ['the unknown can be asked for', 'known(m.z)', 'refused'],
  ['the half of a sum', '(a + c) / 2 > 4', 'refused'],
  ['the size of a text', 'size(s) == 3', true],
  ['a number against a text is a finding', 'a == "3001"', 'refused'],
  ['an item of a list', '"x" in r', true],
  ['a size as a share of another', 'a / 1GiB > 1', 'refused'],
  ['a duration', 'a > 5m', 'refused'],
  ['a percentage', 'm.k > 80%', 'refused'],
  ['a bare number against a field with a unit is a finding', 'm.k > 80.0', false],
  ['a text that a field never has is a finding', 's != "onlin"', true],
])('asked of the library: %s, %s', (_, text, cel) => {
  expect(theirs(text, 'fractions')).toBe(cel);
});

test.each(['type', 'list', 'map', 'int', 'for', 'if'])('the library has no variable called %s', (name) => {
  expect(() => new Environment().registerVariable(name, 'int')).toThrow();
});
