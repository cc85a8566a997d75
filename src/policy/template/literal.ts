/**
 * A value of a policy whose texts mean what they say: what would begin a template is escaped. A text that has a backslash
 * before `{{` cannot be said in a template, and stays as it is.
 */
export function literal(value: unknown): unknown {
  if (typeof value === 'string')
    return value.includes('{{') ? value.replaceAll(/(?<!\\)\{\{/gu, String.raw`\{{`) : value;
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literal(one)]));
}
