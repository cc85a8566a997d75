declare module '#validators' {
  import type { ValidateFunction } from 'ajv';

  /** Compiled when kapa is built, from what the types say: `document`, `resource_file`, `probe_http`, ... */
  const validators: Readonly<Record<string, ValidateFunction | undefined>>;
  export = validators;
}
