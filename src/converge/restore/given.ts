import type { SavedAttributes } from '../contract.ts';

/** Mode and owner that a transaction found, and those that it left; undefined: nothing, or an older kapa's journal. */
export interface GivenModes {
  readonly before: SavedAttributes | undefined;
  readonly left: SavedAttributes | undefined;
}

/** Mode, owner or group before and after, for people. */
export interface GivenChange {
  readonly field: 'mode' | 'owner' | 'group';
  readonly from: string | number;
  readonly to: string | number;
}

/**
 * Changes of others to mode and owner since kapa's, one by one. `attributes`: what is put back when theirs stay where
 * kapa changed nothing. `mixed`: kapa has changed the same as well.
 */
export interface OthersGiven {
  readonly attributes: SavedAttributes;
  readonly others: readonly GivenChange[];
  readonly mixed: boolean;
}

const parts = { mode: 'mode', uid: 'owner', gid: 'group' } as const;

/** Judges mode and owner as they are now by what kapa has left, newest first. */
export function judgeGiven(
  saved: SavedAttributes,
  layers: readonly GivenModes[],
  now: SavedAttributes,
): OthersGiven {
  let attributes = saved;
  let mixed = false;
  const others: GivenChange[] = [];
  for (const part of ['mode', 'uid', 'gid'] as const) {
    if (now[part] === saved[part]) continue;
    const theirs = layers.filter(({ left }, at) => {
      const next = at === 0 ? now : layers[at - 1]?.before;
      return left !== undefined && next !== undefined && left[part] !== next[part];
    });
    if (theirs.length === 0) continue;
    const [{ left } = { left: undefined }] = theirs.toReversed();
    others.push(changeOf(part, left ?? saved, now));
    if (layers.some(({ before, left: after }) => before?.[part] !== after?.[part])) mixed = true;
    else attributes = { ...attributes, [part]: now[part] };
  }
  return { attributes, others, mixed };
}

/** Differences of mode and owner, for people. */
export function givenChanges(from: SavedAttributes, to: SavedAttributes): readonly GivenChange[] {
  return (['mode', 'uid', 'gid'] as const)
    .filter((part) => from[part] !== to[part])
    .map((part) => changeOf(part, from, to));
}

function changeOf(part: keyof typeof parts, from: SavedAttributes, to: SavedAttributes): GivenChange {
  const shown = (value: number): string | number =>
    part === 'mode' ? `0${(value & 0o7777).toString(8)}` : value;
  return { field: parts[part], from: shown(from[part]), to: shown(to[part]) };
}
