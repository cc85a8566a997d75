import type { Facts } from '../../core/facts.ts';
import { types, type Type } from '../expressions/types.ts';

/** Types of the facts that a resource's `when` may speak of. */
export const typesOfFacts: Type = {
  kind: 'record',
  fields: {
    hostname: types.text,
    memory: { kind: 'number', unit: 'size' },
    cpus: types.count,
    path: types.text,
  } satisfies Record<keyof Facts, Type>,
};
