import type { Plan } from '../../core/plan.ts';
import { Secret } from '../../core/secret.ts';
import type { Text } from '../../core/text.ts';
import { unifiedDiff } from './diff.ts';
import { word } from '../document.ts';
import { summarise } from '../../core/plan-summary.ts';

/** The plan as the versioned JSON document of `plan --json`, which text and saved plans are made from as well. */
export function planDocument(plan: Plan, say: (text: Text) => string): Record<string, unknown> {
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
    version: 1,
    resources: [
      ...plan.resources.map((resource) => ({
        name: resource.item.name,
        type: word(resource.item.type),
        action: word(resource.change.action),
        ...(resource.cause === undefined ? {} : { cause: word(resource.cause) }),
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
          type: word(type),
          action: word('remove'),
          cause: word('policy'),
          fields: [],
          files: filesOf.get(name) ?? [],
          notes: [],
        })),
    ],
    effects: plan.effects.map(({ effect, ...rest }) => ({ ...rest, effect: word(effect) })),
    proof: {
      status: word(plan.proof.status),
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
      .map(({ name, type, files }) => ({ name, type: word(type), files })),
    summary: summarise(plan),
    digest: word(plan.digest),
  };
}

function plain(value: unknown): unknown {
  return value instanceof Secret ? value.label : value;
}
