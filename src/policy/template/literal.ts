/**
 * A value of a policy whose texts mean what they say: what would begin a template is escaped. Backslashes before `{{`
 * are parted from it by an empty comment, since Handlebars takes the last of them for an escape.
 */
export function literal(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/(?<!\\)(\\*)\{\{/gu, (_, before: string) =>
      before === '' ? '\\{{' : `\\${before}{{!}}\\{{`,
    );
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literal(one)]));
}
