import type { ProbeField } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';

/**
 * The unit of a number: `bare` is one that was written without, `any` what came of computing, where no unit can be
 * wrong.
 */
export type Unit = Quantity['kind'] | 'bare' | 'any';

/** The type of a part of a condition. */
export type Type =
  | { readonly kind: 'number'; readonly unit: Unit }
  | {
      readonly kind: 'text';
      readonly words?: readonly string[];
      /** Its words have an order, and so a number each. */
      readonly ordered?: true;
      readonly value?: string;
    }
  | { readonly kind: 'bool' }
  | { readonly kind: 'null' }
  | { readonly kind: 'time' }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'map'; readonly of: Type }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Type>> }
  | { readonly kind: 'any' };

/** Types that need no more words. */
export const types = {
  number: { kind: 'number', unit: 'any' },
  count: { kind: 'number', unit: 'count' },
  duration: { kind: 'number', unit: 'duration' },
  text: { kind: 'text' },
  bool: { kind: 'bool' },
  null: { kind: 'null' },
  time: { kind: 'time' },
  any: { kind: 'any' },
} as const satisfies Readonly<Record<string, Type>>;

/** The type of a probe's field. */
export function typeOfField({ type, unit, words }: ProbeField): Type {
  switch (type) {
    case 'number':
      return { kind: 'number', unit: unit ?? 'any' };
    case 'string':
      return words === undefined ? types.text : { kind: 'text', words };
    case 'bool':
      return types.bool;
    case 'map':
      return { kind: 'map', of: types.count };
  }
}

/** The type of a value that is known, as a variable of a policy is. */
export function typeOfValue(value: unknown): Type {
  if (typeof value === 'number') return { kind: 'number', unit: 'any' };
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'boolean') return types.bool;
  if (value === null || value === undefined) return types.null;
  if (Array.isArray(value)) return { kind: 'list', of: common(value.map(typeOfValue)) };
  if (typeof value === 'object')
    return {
      kind: 'record',
      fields: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeOfValue(one)])),
    };
  return types.any;
}

/** The type that some have in common. */
export function common(some: readonly Type[]): Type {
  const [first, ...rest] = some;
  if (first === undefined) return types.any;
  let joined = first;
  for (const one of rest) {
    if (one.kind !== joined.kind) return types.any;
    if (one.kind === 'number' && joined.kind === 'number')
      joined = { kind: 'number', unit: sameUnit(joined.unit, one.unit) };
    else if (one.kind === 'text') joined = types.text;
    else if ((one.kind === 'list' || one.kind === 'map') && (joined.kind === 'list' || joined.kind === 'map'))
      joined = { kind: one.kind, of: common([joined.of, one.of]) };
    else if (one.kind === 'record') joined = types.any;
  }
  return joined;
}

/** The unit of numbers that are added, or of which one is chosen. */
export function sameUnit(a: Unit, b: Unit): Unit {
  if (a === b) return a;
  if (a === 'bare') return b;
  if (b === 'bare') return a;
  return 'any';
}

/** The unit of a product or, with `divide`, of a quotient. */
export function scaledUnit(a: Unit, b: Unit, divide: boolean): Unit {
  if (a === 'bare' && b === 'bare') return 'bare';
  if (divide && a === b) return 'any';
  if (b === 'share') return a;
  if (a === 'share' && !divide) return b;
  return 'any';
}

/** The name of a type as operators say it. */
export function kindName(type: Type): Text {
  const { kind } = type;
  if (kind === 'number' && type.unit !== 'bare' && type.unit !== 'any' && type.unit !== 'count')
    return t(`expression.kind.${type.unit}`);
  return t(`expression.kind.${kind}`);
}

/** A value that conditions compute with. */
export type Value =
  number | string | boolean | null | readonly Value[] | ReadonlyMap<string, Value> | Moment | Unknown;

/** A point in time. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** True: hours and days are those of the host's zone; else of UTC. */
  readonly local: boolean;
}

/** No value, and why. What is known of a number although it is not settled yet bounds it. */
export interface Unknown {
  readonly unknown: Text;
  /** Only records are missing, which do not cover a window yet. */
  readonly uncovered?: true;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Tells a missing value from others. */
export function isUnknown(value: Value): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

/** Tells a point in time from other values. */
export function isMoment(value: Value): value is Moment {
  return typeof value === 'object' && value !== null && 'at' in value && 'local' in value;
}

/** Tells a mapping from other values. */
export function isMapping(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** Something read from a policy or a probe as a value of conditions. */
export function valueFrom(read: unknown): Value {
  if (typeof read === 'number' || typeof read === 'string' || typeof read === 'boolean') return read;
  if (Array.isArray(read)) return read.map(valueFrom);
  if (typeof read === 'object' && read !== null)
    return new Map(Object.entries(read).map(([key, one]) => [key, valueFrom(one)]));
  return null;
}

/** A value as a word of a sentence or a key of a mapping. */
export function wordOf(value: Value | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
