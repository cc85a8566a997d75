/** Type of a value as JSON Schema calls it: `array`, `integer`, `null`. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** A value in a message. Of a mapping or a list only that it is one: it may be all of `vars`, secrets among it. */
export function valueName(value: unknown): string {
  return typeof value === 'object' && value !== null ? typeName(value) : String(value);
}
