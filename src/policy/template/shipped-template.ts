import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { precompiled } from '#templates';
import { bindLoops, renderWithin, type Rendering } from './rendering.ts';
import { renderable } from './renderable.ts';
import type { Variables } from './variables.ts';

// The package's types leave its runtime empty.
const handlebars = runtime as unknown as Pick<
  typeof Handlebars,
  'template' | 'helpers' | 'registerHelper' | 'unregisterHelper' | 'VM'
>;
bindLoops(handlebars);
handlebars.unregisterHelper('log');

/** Renders a shipped template, which was compiled when kapa was built: compiling it takes 15 ms, rendering none. */
export function renderShipped(text: string, values: Variables, left: Rendering): string {
  const specification = precompiled.get(text);
  if (specification === undefined) throw new Error('no shipped template');
  const template = handlebars.template(specification);
  return renderWithin(left, () => template(renderable(values), { allowProtoPropertiesByDefault: false }));
}
