import { durationPattern } from '../../core/quantity.ts';
import type { SchemaPart } from '../../core/resource.ts';

/** Name of an item. */
export const name: SchemaPart = { type: 'string', minLength: 1, maxLength: 200 };

/** Length of time. */
export const duration: SchemaPart = {
  type: 'string',
  pattern: durationPattern,
  examples: ['30s', '3m', '1h30m'],
};

/** Program with its arguments. */
export const argv: SchemaPart = { type: 'array', items: { type: 'string' }, minItems: 1 };

/** Pattern of the names that templates and expressions use. */
export const identifier = '^[A-Za-z_][A-Za-z0-9_]*$';
