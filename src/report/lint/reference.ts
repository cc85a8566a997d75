import type { SchemaPart } from '../../core/resource.ts';

/** One key of a schema, for people. Keys inside others have dotted names, items of a list end in `[]`. */
export interface SchemaRow {
  readonly key: string;
  /** `string`, `integer`, `one of a, b`, ... */
  readonly type: string;
  readonly required: boolean;
  readonly fallback: string | undefined;
  readonly description: string;
}

/** The keys of a schema and of what lies in them, in order. */
export function schemaRows(schema: SchemaPart, prefix = ''): readonly SchemaRow[] {
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  const properties = (schema['properties'] as Readonly<Record<string, SchemaPart>> | undefined) ?? {};
  return Object.entries(properties).flatMap(([name, part]) => {
    const key = `${prefix}${name}`;
    const row: SchemaRow = {
      key,
      type: typeOf(part),
      required: required.includes(name),
      fallback: part['default'] === undefined ? undefined : written(part['default']),
      description: typeof part['description'] === 'string' ? part['description'] : '',
    };
    const items = part['items'] as SchemaPart | undefined;
    return [row, ...schemaRows(part, `${key}.`), ...(items ? schemaRows(items, `${key}[].`) : [])];
  });
}

/** A default as a policy would have it. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${String(one)}`);
  return `{ ${entries.join(', ')} }`;
}

function typeOf(part: SchemaPart): string {
  if (Array.isArray(part['enum'])) return `one of ${part['enum'].map(String).join(', ')}`;
  if (part['const'] !== undefined) return JSON.stringify(part['const']);
  const choices = (part['oneOf'] ?? part['anyOf']) as readonly SchemaPart[] | undefined;
  if (choices !== undefined && part['type'] === undefined)
    return [...new Set(choices.map(typeOf).filter((type) => type !== ''))].join(' or ');
  if (part['type'] === 'array') {
    const of = part['items'] === undefined ? '' : typeOf(part['items'] as SchemaPart);
    return of === '' ? 'list' : `list of ${of}`;
  }
  return part['type'] === undefined
    ? ''
    : [part['type'] as string | readonly string[]]
        .flat()
        .join(' or ')
        .replace('object', 'mapping')
        .replace('boolean', 'true or false');
}
