import type { ResourceItem } from './policy.ts';
import type { Adopted, Change } from './resource.ts';
import type { Argv, Effect, FileStep, Step } from './step.ts';
import type { Text } from './text.ts';

/** Part of a plan that one resource brings. */
export interface PlannedResource {
  readonly item: ResourceItem;
  readonly change: Change;
  /** Notes for the operator on the host as it will be. */
  readonly notes: readonly Text[];
  /** `drift`: someone changed the host since kapa last applied this resource; `policy`: the policy changed. */
  readonly cause?: 'drift' | 'policy' | 'first';
  /** Things that it declares and others made. */
  readonly adopted: readonly Adopted[];
}

/** Change of one file from before to after, all resources taken together. */
export interface PlannedFile {
  readonly path: string;
  /** Null: not there. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  readonly secret: boolean;
  /** Reason why it is shown nowhere, where it is not a declared secret. */
  readonly hidden?: Text;
  /** Names of the resources that change it. */
  readonly because: readonly string[];
}

/** One effect a service, with the resources that ask for it. */
export interface PlannedEffect {
  readonly service: string;
  readonly effect: Effect;
  readonly because: readonly string[];
}

/** A check that was run over the planned files. */
export interface ProofCheck {
  readonly argv: Argv;
  readonly exitStatus: number | null;
  readonly output: string;
  readonly because: readonly string[];
}

/** Judgement of the planned configuration before anything changed. */
export interface Proof {
  readonly status: 'proven' | 'failed' | 'not_proven' | 'not_needed';
  readonly checks: readonly ProofCheck[];
  /** Reason why it failed or was not possible. */
  readonly reason?: Text;
}

/** A command that judges a configuration. */
export interface Judging {
  readonly argv: Argv;
  readonly because: readonly string[];
  /** Folder with all that the command reads and that a plan changes; the command names it. */
  readonly folder?: string;
}

/** Carries file steps out in a throw-away copy of the host and runs checks there. */
export interface Prover {
  /** It works with a plain user's rights on a whole machine: what a check cannot read need not be wrong. */
  readonly isLimited?: boolean;
  prove(steps: readonly FileStep[], checks: readonly Judging[]): Promise<Proof>;
}

/** Something kapa owned that left the policy. */
export interface Orphan {
  readonly name: string;
  readonly type: string;
  /** Files that `--prune` removes: none where kapa only edited, or somebody has changed what it made. */
  readonly files: readonly string[];
  /** True: this plan removes them. */
  readonly pruned: boolean;
}

/** Everything `apply` would do, in order. Text and JSON are rendered from it. */
export interface Plan {
  readonly resources: readonly PlannedResource[];
  readonly files: readonly PlannedFile[];
  /** File, crontab and command steps in the order they are carried out; services are in `effects`. */
  readonly steps: readonly { readonly resource: string; readonly step: Exclude<Step, { do: 'service' }> }[];
  readonly effects: readonly PlannedEffect[];
  readonly proof: Proof;
  readonly orphans: readonly Orphan[];
  /** SHA-256 over steps and effects: two plans with one digest do the same. */
  readonly digest: string;
}
