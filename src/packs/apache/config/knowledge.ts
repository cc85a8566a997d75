import type { Macro } from './macro.ts';

/** A thing that Apache knows from some line on; a defined name may have a value. */
export interface Fact {
  readonly value?: string | undefined;
  readonly macro?: Macro;
}

/** Kinds of things: defined names, modules by every name of theirs, macros, and the server's root, which has no name. */
export type Kind = 'define' | 'module' | 'macro' | 'root';

/** A thing that became known, or (undefined) was forgotten. */
export interface Learned {
  readonly key: string;
  readonly fact: Fact | undefined;
}

/**
 * All that Apache gets to know while it reads, in order. A moment is the number of things learned before it, so that
 * what was known at any moment can be asked later.
 */
export interface Knowledge {
  readonly learned: Learned[];
  readonly moments: Map<string, number[]>;
  readonly before: { readonly knowledge: Knowledge; readonly moment: number } | undefined;
}

/** Knowledge of nothing, or of what other knowledge held at a moment. */
export function knowledge(before?: Knowledge['before']): Knowledge {
  return { learned: [], moments: new Map(), before };
}

/** Takes in that a thing is so from now on, or (undefined) no more. */
export function learn(known: Knowledge, kind: Kind, name: string, fact: Fact | undefined): void {
  const key = `${kind} ${name}`;
  const moments = known.moments.get(key);
  if (moments === undefined) known.moments.set(key, [known.learned.length]);
  else moments.push(known.learned.length);
  known.learned.push({ key, fact });
}

/** Fact that is known of a thing, now or at a moment. */
export function recall(
  known: Knowledge,
  kind: Kind,
  name: string,
  moment = known.learned.length,
): Fact | undefined {
  const at = known.moments.get(`${kind} ${name}`)?.findLast((one) => one < moment);
  if (at !== undefined) return known.learned[at]?.fact;
  return known.before && recall(known.before.knowledge, kind, name, known.before.moment);
}

/** Tells whether two stretches of learning come to the same. */
export function sameLearning(a: readonly Learned[], b: readonly Learned[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ key, fact }, at) => {
      const other = b[at];
      return (
        key === other?.key &&
        (fact === undefined) === (other.fact === undefined) &&
        fact?.value === other.fact?.value &&
        fact?.macro?.body === other.fact?.macro?.body &&
        fact?.macro?.parameters.join('\0') === other.fact?.macro?.parameters.join('\0')
      );
    })
  );
}
