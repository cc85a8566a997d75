import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { precompiled } from '#templates';
import type { Variables } from './variables.ts';

// The package's types leave its runtime empty.
const handlebars = runtime as unknown as Pick<typeof Handlebars, 'template'>;

/** Renders a shipped template, which was compiled when kapa was built: compiling it takes 15 ms, rendering none. */
export function renderShipped(text: string, values: Variables): string {
  const specification = precompiled.get(text);
  if (specification === undefined) throw new Error('no shipped template');
  return handlebars.template(specification)(values, { allowProtoPropertiesByDefault: false });
}
