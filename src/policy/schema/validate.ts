import type { ErrorObject, ValidateFunction } from 'ajv';
import * as validators from '#validators';

/** Tells whether a value has the form of a schema part. */
export function isValid(part: string, value: unknown): boolean {
  return validatorOf(part)(value);
}

/** All that is wrong with a value, by the schema part that it is judged by. */
export function errorsOf(part: string, value: unknown): readonly ErrorObject[] {
  const validate = validatorOf(part);
  validate(value);
  return validate.errors ?? [];
}

function validatorOf(part: string): ValidateFunction {
  const validate = (validators as Readonly<Record<string, ValidateFunction | undefined>>)[part];
  if (validate === undefined) throw new Error(`no validator for ${part}: build kapa again`);
  return validate;
}
