import type { ErrorObject } from 'ajv';
import { validity } from '#validity';

/** Whether a value has the form of a schema part. */
export function isValid(part: string, value: unknown): boolean {
  return built(validity[part], part)(value);
}

/**
 * What is wrong with a value that is not valid. What can say that is many times the code of what says yes or no, and
 * is loaded when something is wrong.
 */
export async function errorsOf(part: string, value: unknown): Promise<readonly ErrorObject[]> {
  const { validators } = await import('#validators');
  const validate = built(validators[part], part);
  if (validate(value)) throw new Error(`${part}: not valid, and nothing is wrong with it: build kapa again`);
  return validate.errors ?? [];
}

function built<F>(validate: F | undefined, part: string): F {
  if (validate === undefined) throw new Error(`no validator for ${part}: build kapa again`);
  return validate;
}
