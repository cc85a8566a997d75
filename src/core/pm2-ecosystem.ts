/** Question to the program that reads an ecosystem file. */
export interface EcosystemQuestion {
  /** A path within PM2's own package. */
  readonly library: string;
  readonly file: string;
  /** Name of the application that is looked for. */
  readonly name: string;
  /** PM2_HOME. */
  readonly home: string;
  /**
   * SHA-256, in hexadecimal, of the content that the file will have, which comes on standard input; undefined: the content
   * that it has.
   */
  readonly digest?: string;
  /** True: what the daemon has of the application is compared with what the file gives. */
  readonly compare?: true;
}

/** Findings of PM2 itself in an ecosystem file; the word of the user whose file it is. */
export type EcosystemAnswer =
  /**
   * `lasting`: it is to run until it is stopped, and no job that ends or begins by itself. `differs`: names of settings, as
   * `env.PORT`, of which the daemon has another value; never a value. `left`: variables that it has from an earlier
   * file, and this one gives no more.
   */
  | {
      readonly outcome: 'gives';
      readonly lasting: boolean;
      readonly differs?: readonly string[];
      readonly left?: readonly string[];
    }
  | { readonly outcome: 'no_ecosystem_name' | 'to_be_written' }
  | { readonly outcome: 'no_such_app'; readonly names: readonly string[] }
  | { readonly outcome: 'malformed' | 'cannot_start'; readonly reason: string }
  /** The file ends whoever reads it, with this exit status. */
  | { readonly outcome: 'ended'; readonly status: number };
