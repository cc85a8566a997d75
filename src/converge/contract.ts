import type { Host } from '../core/host.ts';
import type { Ordered } from '../core/ordered.ts';
import type { Plan, Proof, Prover } from '../core/plan.ts';
import type { PolicySet } from '../core/policy.ts';
import type { Reader } from '../core/reader.ts';
import type { AnyResourceType } from '../core/resource.ts';
import type { Service } from '../core/service.ts';
import type { StateStore, WithLock } from '../core/state-store.ts';
import type { Effect, Step } from '../core/step.ts';
import type { Text } from '../core/text.ts';

/** Parts that a plan is made from. */
export interface PlanRequest {
  readonly set: PolicySet;
  readonly types: readonly AnyResourceType[];
  readonly reader: Reader;
  /** Without one the plan is "not proven". */
  readonly prover?: Prover;
  readonly service: (name: string) => Service;
  /** Test whether any service would take a file that comes to stand at a path for its own. */
  readonly loads?: Loads;
  readonly remarks?: Remarks;
  readonly store: StateStore;
  /** Names of resources to take, or to leave out; `*` stands for any characters. */
  readonly target?: readonly string[];
  readonly skip?: readonly string[];
  /** Remove what left the policy. */
  readonly prune?: boolean;
  /** Only the differences: no notes and no proof. */
  readonly brief?: boolean;
}

/** Sentences on files that are about to change, by path. */
export type Remarks = (paths: readonly string[], after: Reader) => Promise<ReadonlyMap<string, Text>>;

/** Test whether a service would take a file that comes to stand at a path for a part of its configuration. */
export type Loads = (reader: Reader, path: string) => Promise<boolean>;

/**
 * Notes the health of the site before a change. What it returns is called after the change, and answers with a
 * sentence when the site is worse than before.
 */
export type Confirm = () => Promise<() => Promise<Text | undefined>>;

/** Event of an apply under way, for a progress display. Numbers count from 1. */
export type ApplyEvent =
  | { readonly event: 'recovering'; readonly transaction: string }
  | { readonly event: 'proving' }
  | { readonly event: 'planned'; readonly plan: Plan }
  | { readonly event: 'begin'; readonly transaction: string; readonly steps: number }
  | {
      readonly event: 'step';
      readonly number: number;
      readonly of: number;
      readonly resource: string;
      readonly step: PlannedStep;
    }
  | { readonly event: 'check'; readonly service: string; readonly argv: readonly string[] }
  | {
      readonly event: 'effect';
      readonly service: string;
      readonly effect: Effect;
      /** Undefined: it begins. */
      readonly ended?: 'done' | 'failed' | 'not_touched';
    }
  | { readonly event: 'confirming' }
  | { readonly event: 'verifying' }
  | { readonly event: 'undoing'; readonly reason: Text }
  | { readonly event: 'undone'; readonly what: string };

/** A step that a transaction carries out itself; services come after all of them. */
export type PlannedStep = Exclude<Step, { do: 'service' }>;

/** Parts that an apply needs besides the plan. */
export interface ApplyRequest extends Omit<PlanRequest, 'reader'> {
  readonly host: Host;
  readonly withLock: WithLock;
  /**
   * The plan that was shown and agreed to: one that differs now is refused. Its proof, when given, is not made again.
   */
  readonly agreed?: { readonly digest: string; readonly proof?: Proof };
  /** Made under the lock that is still held: carried out as it is, not made again. */
  readonly planned?: Plan;
  readonly confirm?: Confirm;
  /** Person who ordered it, and why. */
  readonly ordered?: Ordered;
  readonly onEvent?: (event: ApplyEvent) => void;
}

/** A file and what it was saved as before it changed; both as paths of this machine's tree below the root. */
export interface Backup {
  readonly path: string;
  readonly backup: string;
  /** True: what is saved, or what replaced it, is shown nowhere. */
  readonly secret?: true;
}

/** Mode and owner as numbers. */
export interface SavedAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A backup with what tells later that it is still what was saved. */
export interface SealedBackup extends Backup {
  /** Seal of the content; undefined: made by a kapa that kept none. */
  readonly seal?: string;
  /** Mode and owner of the file, which those of its backup need not be; undefined: a crontab, or not kept. */
  readonly attributes?: SavedAttributes;
}

/** Result of an apply. `rolled_back`: it failed, and the host is as it was. */
export interface ApplyResult {
  readonly outcome: 'converged' | 'rolled_back' | 'rollback_incomplete';
  readonly changed: boolean;
  readonly plan: Plan;
  /** Undefined: there was nothing to do, or it failed before anything was touched. */
  readonly transaction?: string;
  readonly backups: readonly Backup[];
  /** Reason why it failed. */
  readonly error?: Text;
  /** Things that could not be put back, and why. */
  readonly leftovers: readonly Text[];
  /** Notes: what services had to say, and what else is worth knowing. */
  readonly notes: readonly Text[];
}

/** A transaction that a crash, or a failed undo, left open. */
export interface OpenTransaction {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** Steps that had at least begun. */
  readonly begun: number;
  readonly steps: number;
}

/** Result of recovering. `finished`: all was done, only the last record was missing. */
export interface RecoverResult {
  readonly transaction: string;
  readonly outcome: 'finished' | 'rolled_back' | 'rollback_incomplete' | 'accepted';
  readonly leftovers: readonly Text[];
  readonly notes: readonly Text[];
}

/** Parts that recovering works with. */
export interface RecoverRequest {
  readonly host: Host;
  readonly store: StateStore;
  readonly service: (name: string) => Service;
  /** True: what cannot be put back is left as it is, and the transaction ends. */
  readonly accept?: boolean;
  readonly onEvent?: (event: ApplyEvent) => void;
}
