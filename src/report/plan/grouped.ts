import { diffsOf } from './plan-diffs.ts';
import type { PlanView, ResourceView } from './plan-json.ts';

/** Resources of a plan to which the same is done, in their order, and the diffs that are shown of the first. */
export interface Alike {
  readonly resources: readonly [ResourceView, ...ResourceView[]];
  readonly diffs: readonly string[];
  /** Paths of the files that change alike. */
  readonly paths: readonly string[];
}

/** Resources of a plan by what is done to them: those of one type whose values and diffs, places aside, are the same. */
export function grouped(plan: PlanView): readonly Alike[] {
  const diffs = diffsOf(plan);
  const groups = new Map<
    string,
    { resources: [ResourceView, ...ResourceView[]]; diffs: readonly string[]; paths: string[] }
  >();
  for (const [at, resource] of plan.resources.entries()) {
    if (resource.action === 'none' && resource.notes.length === 0) continue;
    const own = diffs[at] ?? [];
    const { name: _name, files, ...rest } = resource;
    const isAlone = own.length === 0 && rest.fields.length === 0;
    const key = isAlone ? String(at) : JSON.stringify([rest, own.map(withoutPlaces)]);
    const known = groups.get(key);
    const paths = files.map(({ path }) => path);
    if (known === undefined) groups.set(key, { resources: [resource], diffs: own, paths });
    else {
      known.resources.push(resource);
      known.paths.push(...paths);
    }
  }
  return [...groups.values()];
}

/** Lines of a diff without the names of its files and the numbers of its lines. */
function withoutPlaces(diff: string): string {
  const [, , ...lines] = diff.split('\n');
  return lines.map((line) => (line.startsWith('@@ ') ? '@@' : line)).join('\n');
}
