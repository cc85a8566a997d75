/** Question to the program that reads an ecosystem file. */
export interface EcosystemQuestion {
  /** A path within PM2's own package. */
  readonly library: string;
  readonly file: string;
  /** Name of the application that is looked for. */
  readonly name: string;
  /** PM2_HOME. */
  readonly home: string;
  /** SHA-256, in hexadecimal, of the content that the file will have; undefined: the content that it has. */
  readonly digest?: string;
}

/** Findings of PM2 itself in an ecosystem file; the word of the user whose file it is. */
export type EcosystemAnswer =
  /** `lasting`: it is to run until it is stopped, and no job that ends or begins by itself. */
  | { readonly outcome: 'gives'; readonly lasting: boolean }
  | { readonly outcome: 'no_ecosystem_name' | 'to_be_written' }
  | { readonly outcome: 'no_such_app'; readonly names: readonly string[] }
  | { readonly outcome: 'malformed' | 'cannot_start'; readonly reason: string };
