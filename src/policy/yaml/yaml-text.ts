import { parse, stringify } from 'yaml';

/** The value of a YAML text; throws an Error with a readable message. */
export function readYaml(text: string): unknown {
  return parse(text, { logLevel: 'error', prettyErrors: false });
}

/** A value as YAML that people go on writing. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 110 });
}
