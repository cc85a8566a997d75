declare module '#validators' {
  import type { ValidateFunction } from 'ajv';

  /** Compiled when kapa is built, from what the types say: `document`, `resource_file`, `probe_http`, ... */
  export const validators: Readonly<Record<string, ValidateFunction | undefined>>;
}

declare module '#validity' {
  /** Compiled from the same: whether a value is valid, and nothing else. */
  export const validity: Readonly<Record<string, ((value: unknown) => boolean) | undefined>>;
}
