import Handlebars from 'handlebars';
import { bindLoops, renderWithin, type Rendering } from './rendering.ts';
import { renderable, withIndices } from './renderable.ts';
import type { Variables } from './variables.ts';

const compiled = new Map<string, Handlebars.TemplateDelegate>();
const handlebars = Handlebars.create();
bindLoops(handlebars);
handlebars.unregisterHelper('log');

/** Renders a text with Handlebars: strict, so that an unknown name is an error, and without HTML escaping. */
export function renderText(text: string, values: Variables, left: Rendering): string {
  let template = compiled.get(text);
  if (template === undefined) {
    template = handlebars.compile(withIndices(text), {
      strict: true,
      noEscape: true,
      preventIndent: true,
      knownHelpers: { log: false },
    });
    compiled.set(text, template);
  }
  const ready = template;
  return renderWithin(left, () => ready(renderable(values), { allowProtoPropertiesByDefault: false }));
}
