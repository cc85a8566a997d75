import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

interface Schema {
  readonly properties?: object;
  readonly additionalProperties?: unknown;
}

const schema = JSON.parse(
  readFileSync(join(resolve(import.meta.dirname, '../..'), 'schema/json.schema.json'), 'utf8'),
) as { readonly $defs: Readonly<Record<string, Schema>> };
let ajv: Ajv | undefined;

/**
 * Throws where a document is not as schema/json.schema.json says of its command. Here a field that the schema does not
 * know is wrong: whoever adds one writes it down there.
 */
export function assertDocument(command: string, document: unknown): void {
  const validate = validatorOf(isFailure(document) ? 'failure' : command);
  if (!validate(document))
    throw new Error(`${command} --json: ${validatorErrors(validate)}\n${JSON.stringify(document, null, 1)}`);
}

/** A command's own documents may tell of an error as well; a failure has nothing else. */
function isFailure(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'error' in document && 'cure' in document;
}

function validatorOf(definition: string): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false });
    ajv.addSchema({ ...(closed(schema) as object), $id: 'json' });
  }
  const validate = ajv.getSchema(`json#/$defs/${definition}`);
  if (validate === undefined) throw new Error(`schema/json.schema.json does not define ${definition}`);
  return validate;
}

function validatorErrors({ errors }: ValidateFunction): string {
  return (errors ?? [])
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('; ');
}

/** A schema that takes no property but those it names. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, one]) => [key, closed(one)]));
  return 'properties' in part && (part as Schema).additionalProperties === undefined && 'type' in part
    ? { ...inner, additionalProperties: false }
    : inner;
}
