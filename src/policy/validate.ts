import type { ErrorObject } from 'ajv';
import * as validators from '#validators';

/** What the validator of a schema part, compiled when kapa was built, has against a value. */
export function errorsOf(part: string, value: unknown): readonly ErrorObject[] {
  // The module's names come from the types, when kapa is built.
  // oxlint-disable-next-line import/namespace
  const validate = validators[part];
  if (validate === undefined) throw new Error(`no validator for ${part}: build kapa again`);
  return validate(value) ? [] : (validate.errors ?? []);
}
