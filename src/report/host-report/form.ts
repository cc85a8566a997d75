/** A form that a JSON value may have: as JSON Schema for others, with a check of its own, and with the type of what fits. */
export interface Form<T> {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Place of the first thing that does not fit, as a JSON pointer; undefined: all does. */
  fault(value: unknown): string | undefined;
  /** Never there: it carries the type. */
  readonly fits?: T;
}

/** Type of what fits a form. */
export type Fitting<F> = F extends Form<infer T> ? T : never;

export const text = simple<string>({ type: 'string' }, (value) => typeof value === 'string');
export const number = simple<number>({ type: 'number' }, (value) => typeof value === 'number');
export const bool = simple<boolean>({ type: 'boolean' }, (value) => typeof value === 'boolean');

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u;
/** A time, RFC 3339 in UTC. */
export const moment = simple<string>(
  { type: 'string', pattern: written.source },
  (value) => typeof value === 'string' && written.test(value),
);

/** One of some words or numbers. */
export function oneOf<const W extends string | number>(...words: readonly W[]): Form<W> {
  return simple<W>({ enum: words }, (value) => words.includes(value as W));
}

/** Value that fits, or null. */
export function orNull<T>({ schema, fault }: Form<T>): Form<T | null> {
  return {
    schema: { anyOf: [schema, { type: 'null' }] },
    fault: (value) => (value === null ? undefined : fault(value)),
  };
}

/** Parts of a list at the most: a report of kapa's has some hundred, and one of a stranger's is drawn as well. */
const longest = 50_000;

/** A list of what fits. */
export function listOf<T>({ schema, fault }: Form<T>): Form<readonly T[]> {
  return {
    schema: { type: 'array', items: schema, maxItems: longest },
    fault: (value) =>
      Array.isArray(value) && value.length <= longest ? firstFault(value.entries(), fault) : '',
  };
}

/** A mapping of any names to what fits. */
export function mapOf<T>({ schema, fault }: Form<T>): Form<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: schema },
    fault: (value) => (isObject(value) ? firstFault(Object.entries(value), fault) : ''),
  };
}

type Parts = Readonly<Record<string, Form<unknown>>>;

/** An object that has these parts; what else it has is of a newer kapa. */
export function record<P extends Parts>(parts: P): Form<{ readonly [K in keyof P]: Fitting<P[K]> }> {
  return recordWith(parts, {});
}

/** An object that has these parts, and may have those. */
export function recordWith<P extends Parts, Q extends Parts>(
  parts: P,
  perhaps: Q,
): Form<
  { readonly [K in keyof P]: Fitting<P[K]> } & { readonly [K in keyof Q]?: Fitting<Q[K]> | undefined }
> {
  const all: Parts = { ...parts, ...perhaps };
  return {
    schema: {
      type: 'object',
      required: Object.keys(parts),
      properties: Object.fromEntries(Object.entries(all).map(([name, { schema }]) => [name, schema])),
    },
    fault(value) {
      if (!isObject(value)) return '';
      for (const [name, form] of Object.entries(all)) {
        if (!Object.hasOwn(value, name) && !Object.hasOwn(parts, name)) continue;
        const fault = form.fault(value[name]);
        if (fault !== undefined) return `/${name}${fault}`;
      }
      return undefined;
    },
  };
}

function simple<T>(schema: Form<T>['schema'], fits: (value: unknown) => boolean): Form<T> {
  return { schema, fault: (value) => (fits(value) ? undefined : '') };
}

function firstFault(
  entries: Iterable<readonly [string | number, unknown]>,
  fault: Form<unknown>['fault'],
): string | undefined {
  for (const [name, value] of entries) {
    const found = fault(value);
    if (found !== undefined) return `/${name}${found}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
