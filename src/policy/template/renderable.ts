/** The text that a value has wherever it stands in one: lists and mappings are JSON. */
export function renderedText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

const ready = new WeakSet<object>();

/** The values themselves, each list and mapping with the text that `textOf` gives it, for Handlebars to join. */
export function renderable<T>(values: T): T {
  const open: unknown[] = [values];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || ready.has(value)) continue;
    ready.add(value);
    if (Object.isExtensible(value))
      Object.defineProperty(value, Symbol.toPrimitive, {
        value: () => JSON.stringify(value),
        enumerable: false,
      });
    // What is still to be resolved is made ready when it is.
    for (const { value: part } of Object.values(Object.getOwnPropertyDescriptors(value))) open.push(part);
  }
  return values;
}

/** A template in which `list.0` is written as Handlebars wants it: `list.[0]`. */
export function withIndices(template: string): string {
  return template.replaceAll(/\{\{[^{}]{0,1000}\}\}/gu, (mustache) =>
    mustache.replaceAll(/(?<=[A-Za-z_@.][\w.[\]-]*)\.(\d+)(?=[\s.})~|/]|$)/gu, '.[$1]'),
  );
}

/** Names that templates cannot take for a variable, since they mean something else there. */
export const templateWords: ReadonlySet<string> = new Set([
  'if',
  'unless',
  'each',
  'with',
  'lookup',
  'else',
  'this',
  'as',
  'true',
  'false',
  'null',
  'undefined',
  'helperMissing',
  'blockHelperMissing',
]);
