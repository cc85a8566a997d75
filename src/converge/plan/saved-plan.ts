import { Failure } from '../../core/failure.ts';
import { isLike } from '../../core/like.ts';
import type { Plan } from '../../core/plan.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import { valueSeal } from './digest.ts';

/** A plan as it is saved: what it was made from, what was shown of it, and digests; no content and no secret. */
export interface SavedPlan {
  readonly kind: 'kapa plan';
  readonly version: 1;
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly root: string;
  /** Folder of the state, if it was named; undefined: the default. */
  readonly stateDir?: string | undefined;
  /** The policy files or folders, as absolute paths. */
  readonly policies: readonly string[];
  readonly target: readonly string[];
  readonly skip: readonly string[];
  readonly prune: boolean;
  /** Values of `--vars` and `--set`; not in plans of an earlier kapa. */
  readonly overrides?: PlannedOverrides;
  /** Seal over what the policies, variables and thresholds came to. */
  readonly inputs: string;
  readonly digest: string;
  /** The plan's own JSON document, for people and programs. */
  readonly shown: unknown;
}

/** Values over variables and thresholds that a plan was made with. */
export interface PlannedOverrides {
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of those that hold a secret, which no saved plan keeps. */
  readonly withheld: readonly string[];
}

/** Parts that a plan is saved with, and the plan itself. */
export interface SaveRequest extends Omit<SavedPlan, 'kind' | 'version' | 'inputs' | 'digest'> {
  readonly plan: Plan;
  readonly set: PolicySet;
  readonly store: StateStore;
}

/** The largest saved plan, in bytes: it shows the changes of many files. */
export const largestPlan = 64 * 1024 * 1024;

const kind = 'kapa plan';
const version = 1;

/** Writes a plan as a file's content. A Failure when the state folder cannot keep the key that seals it. */
export function savePlan({ plan, set, store, ...rest }: SaveRequest): string {
  const inputs = inputsSeal(set, store);
  if (store.read('key').state !== 'present')
    throw new Failure(t('engine.plan_not_saved', { path: store.path }), { cure: t('engine.state_cure') });
  const saved: SavedPlan = { kind, version, ...rest, inputs, digest: plan.digest };
  return `${JSON.stringify(saved, undefined, 2)}\n`;
}

/** Reads a saved plan; undefined when the bytes are something else. A Failure when a newer kapa has written it, or not all is there. */
export function readSavedPlan(content: Uint8Array): SavedPlan | undefined {
  // A policy is never read as JSON first: only what starts like a saved plan is tried.
  if (content[0] !== 0x7b) return undefined;
  let parsed: { readonly kind?: unknown; readonly version?: unknown };
  try {
    parsed = JSON.parse(new TextDecoder().decode(content)) as typeof parsed;
  } catch {
    if (!new TextDecoder().decode(content.subarray(0, 100)).includes(`"kind": "${kind}"`)) return undefined;
    throw new Failure(t('engine.plan_damaged'), { cure: t('engine.moved_cure') });
  }
  if (parsed.kind !== kind) return undefined;
  if (parsed.version !== version) throw new Failure(t('engine.plan_newer'), { cure: t('engine.moved_cure') });
  if (!isSavedPlan(parsed)) throw new Failure(t('engine.plan_damaged'), { cure: t('engine.moved_cure') });
  return parsed;
}

function isSavedPlan(parsed: unknown): parsed is SavedPlan {
  if (!isLike<Parts>(parsed, parts)) return false;
  const { stateDir, overrides } = parsed as Partial<SavedPlan>;
  return (
    (stateDir === undefined || typeof stateDir === 'string') &&
    (overrides === undefined || isLike<PlannedOverrides>(overrides, { values: {}, withheld: [''] }))
  );
}

type Parts = Omit<SavedPlan, 'stateDir' | 'overrides'>;

const parts: Parts = {
  kind,
  version,
  made: 0,
  root: '',
  policies: [''],
  target: [''],
  skip: [''],
  prune: false,
  inputs: '',
  digest: '',
  shown: {},
};

/** Refuses a saved plan whose policies, variables or thresholds come to something else by now. */
export function checkInputs(saved: SavedPlan, set: PolicySet, store: StateStore): void {
  if (saved.inputs !== inputsSeal(set, store))
    throw new Failure(t('engine.moved'), { cure: t('engine.moved_cure') });
}

function inputsSeal({ vars, thresholds, resources, settings }: PolicySet, store: StateStore): string {
  // The places in the policy text are functions, which JSON leaves out: a comment more does not make a plan stale.
  return valueSeal(store, { vars, thresholds, settings, resources });
}
