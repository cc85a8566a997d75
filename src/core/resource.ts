import type { Finding } from './finding.ts';
import type { PolicySet, ResourceItem } from './policy.ts';
import type { Reader } from './reader.ts';
import type { Secret } from './secret.ts';
import type { Argv, Step } from './step.ts';
import type { Text } from './text.ts';

/** A part of the policy's JSON Schema (2020-12), with descriptions and examples. */
export type SchemaPart = Readonly<Record<string, unknown>>;

/** A value as people see it in a plan. */
export type FieldValue = string | number | boolean | null | Secret;

/** One difference, for people: null is "not there". */
export interface FieldChange {
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** Difference between a resource and its declaration. */
export interface Change {
  /** `none`: converged, and then fields and steps are empty. `unknown`: it could not be told, `unknown` says why. */
  readonly action: 'create' | 'update' | 'remove' | 'none' | 'unknown';
  readonly fields: readonly FieldChange[];
  readonly steps: readonly Step[];
  readonly unknown?: Text;
  /** Cause of the difference where it stays once the steps have been carried out, as far as the type knows one. */
  readonly stays?: Text;
  /** Commands that judge a staged file before it is put in place, `{}` standing for its path. */
  readonly validate?: readonly { readonly path: string; readonly argv: Argv }[];
}

/** A change that is none. */
export const converged: Change = { action: 'none', fields: [], steps: [] };

/** Knowledge of earlier declarations, and of the other resources, by the traces of what they declare. */
export interface Known {
  /** The declaration that was last applied made it. */
  made(trace: string): boolean;
  /** That declaration found it as it is, and left it alone. */
  found(trace: string): boolean;
  /** The text that it put this in the place of, which others had written; one character a byte. */
  replaced(trace: string): string | undefined;
  /** Another resource of the policies declares it. */
  declaredByOther(trace: string): boolean;
  /** Another resource made it, which may have left the policies. */
  madeByOther(trace: string): boolean;
}

/** Something that others made and a declaration covers. It never leaves with the declaration. */
export interface Adopted {
  readonly trace: string;
  /** As others wrote it, one character a byte. */
  readonly text: string;
  /** kapa's own stands in its place, and it comes back when that leaves. */
  readonly replaced: boolean;
}

/** The part of a declaration that is not kapa's own, and what the operator should know of it. */
export interface Foreign {
  readonly adopted: readonly Adopted[];
  readonly notes: readonly Text[];
}

/**
 * One kind of thing that a policy can declare. A type looks at the host through a reader that cannot
 * write, and says what must be done as data.
 */
export interface ResourceType<Spec, State> {
  /** Its key in the policy: `apache_mpm`. */
  readonly type: string;
  /** One sentence for `kapa explain`. */
  readonly summary: string;
  /** Names that other tools have for it: lint takes them for a slip. */
  readonly elsewhere?: readonly string[];
  /** Schema of the value under its key. */
  readonly schema: SchemaPart;
  /** A complete item as one writes it in YAML, for `kapa explain` and the documentation. */
  readonly example: string;
  /**
   * Things that it owns, as addresses: `file:/etc/x`, `apache:module:ssl`, `crontab:root`,
   * `apache:/etc/apache2/x.conf#VirtualHost shop#ProxyTimeout`. Two owners of one address are a finding.
   */
  owns(spec: Spec): readonly string[];
  /** Addresses whose owners, if the policy has any, come first. */
  after?(spec: Spec): readonly string[];
  /** A template to render before observing; the text arrives in the spec's `content`. */
  template?(
    spec: Spec,
  ): { readonly name: string; readonly with: Readonly<Record<string, unknown>> } | undefined;
  /** A file to read before observing, relative to the policy's folder; its bytes arrive in the spec's `content`. */
  source?(spec: Spec): string | undefined;
  /** URLs that its spec names: their addresses are those of the ports in them. */
  urls?(spec: Spec): readonly string[];
  /** Looks at the host. It sees the steps of earlier resources as if they were done. */
  observe(spec: Spec, host: Reader): Promise<State>;
  /** Compares; pure. Without `known`, as if this were the first and only declaration. */
  diff(spec: Spec, state: State, known?: Known): Change;
  /**
   * Texts by which what it declares is known again in something that others write in, too. Those of what kapa made are
   * kept, as seals.
   */
  traces?(spec: Spec): readonly string[];
  /** Finds what others made of the things that it declares; pure. */
  foreign?(spec: Spec, state: State, known: Known): Foreign;
  /** The declaration that leaves nothing at these addresses but what others wrote: what `--prune` carries out. */
  nothing?(owns: readonly string[]): Spec | undefined;
  /** Notes for the operator on the host as it will be: a value overridden elsewhere, a file not loaded. */
  review?(spec: Spec, after: Reader): Promise<readonly Text[]>;
  /** Findings beyond the schema. */
  lint?(item: ResourceItem<Spec>, all: PolicySet): readonly Finding[];
}

/** A type whose spec and state the holder need not know. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyResourceType = ResourceType<any, any>;
