import type { Finding } from '../../core/finding.ts';
import type { Registry } from '../../core/registry.ts';
import type { PolicyDocument, PolicyFile } from '../yaml/document.ts';
import type { Variables } from '../template/variables.ts';

/** Parts that policies are read with. */
export interface LoadRequest {
  readonly files: readonly PolicyFile[];
  readonly registry: Registry;
  /** Facts of the host; undefined where none is known, as in lint: names below `facts` then stand for themselves. */
  readonly facts: Variables | undefined;
  /** Files of values of this host: over variables and thresholds. */
  readonly values?: readonly PolicyFile[];
  /** Values of `--vars` and `--set`: over all of them. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Told of the documents of each file that is sound YAML. */
  read?(documents: readonly PolicyDocument[]): void;
  /** The text of a template, asked for by a policy file; undefined: there is none of that name. */
  template(name: string, policy: string): string | undefined;
  /** The file of a module, asked for by a policy file; undefined: there is none of that name. */
  module?(name: string, policy: string): PolicyFile | Finding | undefined;
  /** The bytes of a file that a policy names as a source; undefined: there is none. */
  source(name: string, policy: string): Uint8Array | undefined;
}
