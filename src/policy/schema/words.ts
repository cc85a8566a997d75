import { durationPattern, lengthPattern } from '../../core/quantity.ts';
import type { SchemaPart } from '../../core/resource.ts';

/** Name of an item, in which nothing is filled in. */
export const name: SchemaPart = { type: 'string', minLength: 1, maxLength: 200, not: { pattern: '\\{\\{' } };

/** Length of time. */
export const duration: SchemaPart = {
  type: 'string',
  pattern: durationPattern,
  examples: ['30s', '3m', '1h30m'],
};

/** Length of time that is not zero. */
export const length: SchemaPart = { ...duration, pattern: lengthPattern };

/** Program with its arguments. */
export const argv: SchemaPart = { type: 'array', items: { type: 'string' }, minItems: 1 };

/** Pattern of the names that templates and expressions use. */
export const identifier = '^[A-Za-z_][A-Za-z0-9_]*$';
