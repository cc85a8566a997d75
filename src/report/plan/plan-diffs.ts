import type { PlanView } from './plan-json.ts';

/** Diffs by the place of the resource they are shown under: a file that several change, once, under the last of them. */
export function diffsOf({ resources }: PlanView): readonly (readonly string[])[] {
  const last = new Map(resources.flatMap(({ files }, at) => files.map(({ path }) => [path, at] as const)));
  return resources.map(({ files }, at) =>
    files.filter(({ path }) => last.get(path) === at).map(({ diff }) => diff),
  );
}

/** Lines of one diff that are shown, and of all diffs of a plan; what is longer is folded. */
const most = { one: 40, all: 400 } as const;

/** A diff as it is shown, and the number of its lines that are folded. */
export interface FoldedDiff {
  readonly shown: string;
  readonly folded: number;
}

/** A way to fold diffs one after the other: long ones are cut, and when much was shown already, all of it. */
export function folding(): (diff: string) => FoldedDiff {
  let left: number = most.all;
  return (diff) => {
    const lines = diff.trimEnd().split('\n');
    const room = Math.min(most.one, left);
    // A single line more is no reason to fold.
    const kept = lines.length <= room + 1 ? lines : lines.slice(0, left <= 2 ? 0 : room);
    left = Math.max(0, left - kept.length);
    return { shown: kept.join('\n'), folded: lines.length - kept.length };
  };
}
