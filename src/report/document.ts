import { Secret } from '../core/secret.ts';

const own = Symbol('own');
const keyed = Symbol('keyed');

/**
 * A part of a document that is kapa's own, as a word of a fixed vocabulary is: never masked, whatever secrets there are.
 * It is what it says in the document only, not before.
 */
export function word<T>(value: T): T {
  return { [own]: value, toJSON: () => value } as T;
}

/** A mapping in a document whose keys are text of the host or of a policy, and are masked as such. */
export function byText<T extends Readonly<Record<string, unknown>>>(record: T): T {
  return { [keyed]: record, toJSON: () => record } as unknown as T;
}

/** A document with its strings masked: those that are not kapa's own words. Keys, numbers and the rest stay. */
export function maskDocument(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return value.label;
  if (Array.isArray(value)) return value.map((one) => maskDocument(one, mask));
  if (own in value) return value[own];
  if (keyed in value) return maskEntries(value[keyed] as object, mask);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskDocument(one, mask)]));
}

/** Two keys that are masked alike stay two. */
function maskEntries(record: object, mask: (text: string) => string): object {
  const masked = new Map<string, unknown>();
  for (const [key, one] of Object.entries(record)) {
    const shown = mask(key);
    let name = shown;
    for (let again = 2; masked.has(name); again += 1) name = `${shown} ${again}`;
    masked.set(name, maskDocument(one, mask));
  }
  return Object.fromEntries(masked);
}
