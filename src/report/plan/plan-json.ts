import type { Plan } from '../../core/plan.ts';
import { isLike } from '../../core/like.ts';
import { Secret } from '../../core/secret.ts';
import type { Text } from '../../core/text.ts';
import { unifiedDiff } from './diff.ts';
import { word } from '../document.ts';
import { summarise } from '../../core/plan-summary.ts';

/** A plan as it is shown: in its JSON document, as text, and where it was saved. */
export interface PlanView {
  readonly resources: readonly ResourceView[];
  readonly effects: Plan['effects'];
  readonly proof: {
    readonly status: Plan['proof']['status'];
    readonly checks: readonly {
      readonly argv: readonly string[];
      readonly exit_status: number | null;
      readonly output: string;
      readonly because: readonly string[];
    }[];
    readonly reason: string | null;
  };
  /** Things that left the policies and stay. */
  readonly orphans: readonly {
    readonly name: string;
    readonly type: string;
    readonly files: readonly string[];
  }[];
  readonly summary: ReturnType<typeof summarise>;
  readonly digest: string;
}

/** A resource of a plan as it is shown. */
export interface ResourceView {
  readonly name: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'remove' | 'none' | 'unknown';
  readonly cause?: string;
  readonly fields: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  readonly files: readonly { readonly path: string; readonly diff: string }[];
  readonly reason?: string;
  readonly notes: readonly string[];
  /** It left the policies, and goes. */
  readonly pruned?: true;
}

const example = {
  resources: [
    { name: '', type: '', action: '', fields: [{ field: '' }], files: [{ path: '', diff: '' }], notes: [''] },
  ],
  effects: [{ service: '', effect: '', because: [''] }],
  proof: { status: '', checks: [{ argv: [''], output: '', because: [''] }] },
  orphans: [{ name: '', type: '', files: [''] }],
  summary: { create: 0, update: 0, remove: 0, unchanged: 0, unknown: 0 },
  digest: '',
};

const actions: ReadonlySet<string> = new Set(['create', 'update', 'remove', 'none', 'unknown']);
const proofs: ReadonlySet<string> = new Set(['proven', 'failed', 'not_proven', 'not_needed']);

/** Tells whether what a file holds is the view of a plan. */
export function isPlanView(value: unknown): value is PlanView {
  if (!isLike(value, example)) return false;
  const { resources, proof } = value as unknown as PlanView;
  return (
    isLike(proof.reason ?? '', '') &&
    proofs.has(proof.status) &&
    resources.every(({ action, reason }) => actions.has(action) && isLike(reason ?? '', ''))
  );
}

/** View of a plan, with its sentences said and its secrets as their labels. */
export function planView(plan: Plan, say: (text: Text) => string): PlanView {
  const filesOf = new Map<string, { path: string; diff: string }[]>();
  for (const file of plan.files) {
    const entry = { path: file.path, diff: unifiedDiff(file, say) };
    for (const name of file.because) {
      const entries = filesOf.get(name);
      if (entries) entries.push(entry);
      else filesOf.set(name, [entry]);
    }
  }
  return {
    resources: [
      ...plan.resources.map((resource) => ({
        name: resource.item.name,
        type: resource.item.type,
        action: resource.change.action,
        ...(resource.cause === undefined ? {} : { cause: resource.cause }),
        fields: resource.change.fields.map(({ field, from, to }) => ({
          field,
          from: plain(from),
          to: plain(to),
        })),
        files: filesOf.get(resource.item.name) ?? [],
        ...(resource.change.unknown === undefined ? {} : { reason: say(resource.change.unknown) }),
        notes: resource.notes.map(say),
      })),
      ...plan.orphans
        .filter(({ pruned }) => pruned)
        .map(({ name, type }) => ({
          name,
          type,
          action: 'remove' as const,
          cause: 'policy',
          fields: [],
          files: filesOf.get(name) ?? [],
          notes: [],
          pruned: true as const,
        })),
    ],
    effects: plan.effects,
    proof: {
      status: plan.proof.status,
      checks: plan.proof.checks.map(({ argv, exitStatus, output, because }) => ({
        argv,
        exit_status: exitStatus,
        output,
        because,
      })),
      reason: plan.proof.reason === undefined ? null : say(plan.proof.reason),
    },
    orphans: plan.orphans
      .filter(({ pruned }) => !pruned)
      .map(({ name, type, files }) => ({ name, type, files })),
    summary: summarise(plan),
    digest: plan.digest,
  };
}

/** The plan as the versioned JSON document of `plan --json`, which saved plans hold as well. */
export function planDocument(plan: Plan, say: (text: Text) => string): Record<string, unknown> {
  const { resources, effects, proof, orphans, summary, digest } = planView(plan, say);
  return {
    version: 1,
    resources: resources.map(({ type, action, cause, ...rest }) => ({
      ...rest,
      type: word(type),
      action: word(action),
      ...(cause === undefined ? {} : { cause: word(cause) }),
    })),
    effects: effects.map(({ effect, ...rest }) => ({ ...rest, effect: word(effect) })),
    proof: { ...proof, status: word(proof.status) },
    orphans: orphans.map(({ type, ...rest }) => ({ ...rest, type: word(type) })),
    summary,
    digest: word(digest),
  };
}

function plain(value: unknown): unknown {
  return value instanceof Secret ? value.label : value;
}
