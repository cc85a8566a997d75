import { compilePattern, type Pattern } from '../../core/pattern.ts';
import { parseDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { momentField } from './moments.ts';
import { common, isMapping, isMoment, types, type Moment, type Type, type Value, wordOf } from './types.ts';

/** A function of conditions that computes with values alone. */
export interface ValueFunction {
  readonly name: string;
  /** `x.name(...)`, `name(x, ...)`, or either. */
  readonly as: 'method' | 'function' | 'either';
  /** Kinds of its arguments, the value before the dot first; the last ones may be left out. */
  readonly takes: readonly (readonly Type['kind'][])[];
  readonly optional?: number;
  /** Any number of arguments of the last kind. */
  readonly many?: boolean;
  gives(args: readonly Type[]): Type;
  /** Undefined: there is no value for these arguments. */
  run(...args: readonly Value[]): Value | undefined;
}

const text = ['text'] as const;
const number = ['number'] as const;

function onTexts(
  name: string,
  gives: Type,
  run: (...texts: readonly string[]) => Value | undefined,
  count = 2,
): ValueFunction {
  return {
    name,
    as: 'method',
    takes: Array.from({ length: count }, () => text),
    gives: () => gives,
    run: (...args) => run(...(args as readonly string[])),
  };
}

function ofTime(name: string, field: Parameters<typeof momentField>[1], less = 0): ValueFunction {
  return {
    name,
    as: 'method',
    takes: [['time']],
    gives: () => types.count,
    run: (moment) => Number(momentField(moment as Moment, field)) - less,
  };
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'object' && isMoment(value)) return Math.floor(value.at / 1000);
  if (typeof value !== 'string' || !/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/iu.test(value))
    return undefined;
  return Number(value);
}

function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return wordOf(value);
  if (typeof value === 'object' && isMoment(value))
    return new Date(value.at).toISOString().replace('.000', '');
  return undefined;
}

function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return isMapping(value) ? value.size : undefined;
}

/** A text without the characters at its ends that Unicode calls white space. */
function trimmed(written = ''): string {
  let from = 0;
  let to = written.length;
  while (from < to && isBlank(written[from])) from += 1;
  while (to > from && isBlank(written[to - 1])) to -= 1;
  return written.slice(from, to);
}

function isBlank(character = ''): boolean {
  return /^\p{White_Space}$/u.test(character);
}

const extremes = (name: 'min' | 'max'): ValueFunction => ({
  name,
  as: 'function',
  takes: [['number', 'list']],
  many: true,
  gives: (args) => {
    const [first] = args;
    return first?.kind === 'list' ? first.of : common(args);
  },
  run: (...args) => {
    const numbers = args.flat() as readonly number[];
    return numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math[name](a, b));
  },
});

const scalar: readonly Type['kind'][] = ['number', 'text', 'bool', 'time'];

/** Every function that computes with values alone. */
export const valueFunctions: readonly ValueFunction[] = [
  onTexts('startsWith', types.bool, (a = '', b = '') => a.startsWith(b)),
  onTexts('endsWith', types.bool, (a = '', b = '') => a.endsWith(b)),
  onTexts('contains', types.bool, (a = '', b = '') => a.includes(b)),
  onTexts('trim', types.text, trimmed, 1),
  onTexts('lowerAscii', types.text, (a = '') => a.replaceAll(/[A-Z]/gu, (one) => one.toLowerCase()), 1),
  onTexts('upperAscii', types.text, (a = '') => a.replaceAll(/[a-z]/gu, (one) => one.toUpperCase()), 1),
  onTexts('split', { kind: 'list', of: types.text }, (a = '', b = '') => a.split(b)),
  onTexts('replace', types.text, (a = '', b = '', c = '') => a.replaceAll(b, () => c), 3),
  onTexts('indexOf', types.count, (a = '', b = '') => {
    const at = a.indexOf(b);
    return at < 0 ? at : Array.from(a.slice(0, at)).length;
  }),
  {
    name: 'substring',
    as: 'method',
    takes: [text, number, number],
    optional: 1,
    gives: () => types.text,
    run: (a, from, to) => {
      const letters = Array.from(a as string);
      const end = (to as number | undefined) ?? letters.length;
      const begin = from as number;
      return begin < 0 || end > letters.length || begin > end
        ? undefined
        : letters.slice(begin, end).join('');
    },
  },
  {
    name: 'charAt',
    as: 'method',
    takes: [text, number],
    gives: () => types.text,
    run: (a, at) => {
      const letters = Array.from(a as string);
      return letters[at as number] ?? (at === letters.length ? '' : undefined);
    },
  },
  {
    name: 'join',
    as: 'method',
    takes: [['list'], text],
    optional: 1,
    gives: () => types.text,
    run: (list, between = '') => (list as readonly Value[]).map(textOf).join(between as string),
  },
  {
    name: 'size',
    as: 'either',
    takes: [['text', 'list', 'map', 'record']],
    gives: () => types.count,
    run: (value) => sizeOf(value ?? null),
  },
  extremes('min'),
  extremes('max'),
  {
    name: 'abs',
    as: 'function',
    takes: [number],
    gives: ([of = types.number]) => of,
    run: (value) => Math.abs(value as number),
  },
  {
    name: 'round',
    as: 'function',
    takes: [number],
    gives: ([of = types.number]) => of,
    run: (value) => Math.sign(value as number) * Math.round(Math.abs(value as number)),
  },
  {
    name: 'int',
    as: 'function',
    takes: [scalar],
    gives: ([of = types.number]) => (of.kind === 'number' ? of : types.number),
    run: (value) => {
      const made = numberOf(value ?? null);
      return made === undefined ? undefined : Math.trunc(made);
    },
  },
  {
    name: 'double',
    as: 'function',
    takes: [scalar],
    gives: ([of = types.number]) => (of.kind === 'number' ? of : types.number),
    run: (value) => numberOf(value ?? null),
  },
  {
    name: 'string',
    as: 'function',
    takes: [scalar],
    gives: () => types.text,
    run: (value) => textOf(value ?? null),
  },
  {
    name: 'bool',
    as: 'function',
    takes: [['bool', 'text']],
    gives: () => types.bool,
    run: (value) => {
      if (typeof value === 'boolean') return value;
      if (/^(?:1|t|true|TRUE|True)$/u.test(wordOf(value))) return true;
      return /^(?:0|f|false|FALSE|False)$/u.test(wordOf(value)) ? false : undefined;
    },
  },
  {
    name: 'duration',
    as: 'function',
    takes: [['text', 'number']],
    gives: () => types.duration,
    run: (value) => {
      if (typeof value === 'number') return value;
      const [, sign = '', rest = ''] = /^([+-]?)(.*)$/u.exec(wordOf(value)) ?? [];
      const seconds = rest === '0' ? 0 : parseDuration(rest);
      return seconds === undefined ? undefined : sign === '-' ? -seconds : seconds;
    },
  },
  {
    name: 'timestamp',
    as: 'function',
    takes: [['text', 'number', 'time']],
    gives: () => types.time,
    run: (value) => {
      if (typeof value === 'object') return value;
      const at =
        typeof value === 'number'
          ? value * 1000
          : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u.test(wordOf(value))
            ? Date.parse(wordOf(value))
            : Number.NaN;
      return Number.isNaN(at) ? undefined : { at, local: false };
    },
  },
  ofTime('getHours', 'hour'),
  ofTime('getMinutes', 'minute'),
  ofTime('getSeconds', 'second'),
  ofTime('getFullYear', 'year'),
  ofTime('getMonth', 'month', 1),
  ofTime('getDate', 'day'),
  ofTime('getDayOfMonth', 'day', 1),
  ofTime('getDayOfWeek', 'dayOfWeek'),
  ofTime('getDayOfYear', 'dayOfYear'),
];

const byName = new Map(valueFunctions.map((one) => [one.name, one]));

/** A function that computes with values alone; undefined: there is none of that name. */
export function valueFunction(name: string): ValueFunction | undefined {
  return byName.get(name);
}

/** Expressions over text that a condition names, ready to be asked. */
export type Patterns = ReadonlyMap<string, Pattern>;

/** Readies expressions over text; `fault` is the part of one that RE2 does not take. */
export async function compilePatterns(
  written: readonly string[],
): Promise<{ readonly patterns: Patterns; readonly faults: ReadonlyMap<string, Text> }> {
  const patterns = new Map<string, Pattern>();
  const faults = new Map<string, Text>();
  for (const one of written) {
    const compiled = await compilePattern(one);
    if ('matches' in compiled) patterns.set(one, compiled.matches);
    else faults.set(one, t('policy.pattern', { fault: compiled.fault }));
  }
  return { patterns, faults };
}
