import { sameBytes } from '../../core/bytes.ts';
import type { Reading } from '../../core/reading.ts';
import { changedSince, mergeBack } from './merge-back.ts';

/** Content that a transaction found (undefined: none), and what it left. */
export type Layer = { readonly before: Uint8Array | undefined } & (
  | {
      readonly left: 'content';
      /** Undefined: a secret, or a journal of an older kapa. Of these only the digest is kept. */
      readonly content: Uint8Array | undefined;
      is(bytes: Uint8Array): boolean;
    }
  | { readonly left: 'link'; readonly to: string }
  | { readonly left: 'nothing' }
);

/**
 * Changes of others to a thing since kapa changed it. `apart`: beside kapa's lines, and this is the content without
 * kapa's. `mixed`: in the same lines, or to the whole. `shown`: their lines as a diff, where it is text.
 */
export type Others =
  | { readonly is: 'none' }
  | { readonly is: 'apart'; readonly content: Uint8Array; readonly shown: string | undefined }
  | { readonly is: 'mixed' | 'unknown'; readonly shown: string | undefined };

interface Undoing {
  /** Content to be put back; undefined: what is put back has none. */
  readonly before: Uint8Array | undefined;
  readonly layers: readonly Layer[];
}

/** Judges what stands there now by what kapa has done there, newest first. */
export function judgeOthers(
  { before, layers }: Undoing,
  now: { readonly content: Reading<Uint8Array>; readonly to: Reading<string> },
): Others {
  const to = now.to.state === 'present' ? now.to.value : undefined;
  const current = now.content.state === 'present' ? now.content.value : undefined;
  if (to === undefined && current === undefined) return { is: 'none' };
  if (before !== undefined && current !== undefined && sameBytes(before, current)) return { is: 'none' };
  const [newest] = layers;
  if (newest === undefined) return { is: 'unknown', shown: undefined };
  if (newest.left === 'link' && to === newest.to) return { is: 'none' };
  if (current === undefined) return { is: 'mixed', shown: `→ ${to}` };
  if (newest.left !== 'content') return { is: 'mixed', shown: changedSince(new Uint8Array(), current) };
  if (layers.length === 1 && newest.is(current)) return { is: 'none' };
  const shown = linesOfOthers(layers, current);
  const mixed = { is: 'mixed', shown } as const;
  if (before === undefined || newest.content === undefined)
    return newest.is(current) ? { is: 'none' } : mixed;
  const merged =
    takenBack(layers, before, current) ?? (isBack(layers, before, current) ? current : undefined);
  if (merged === undefined) return mixed;
  return sameBytes(merged, before) ? { is: 'none' } : { is: 'apart', content: merged, shown };
}

/** Lines that others changed after each of kapa's transactions, oldest first. */
function linesOfOthers(layers: readonly Layer[], current: Uint8Array): string | undefined {
  const parts = layers.map((layer, at) => {
    const next = at === 0 ? current : layers[at - 1]?.before;
    if (layer.left !== 'content' || layer.content === undefined || next === undefined) return undefined;
    return sameBytes(layer.content, next) ? '' : changedSince(layer.content, next);
  });
  return parts.includes(undefined)
    ? undefined
    : parts
        .filter((part) => part !== '')
        .reverse()
        .join('\n');
}

/**
 * Content without what kapa's transactions changed in it, newest first; what somebody has taken back already stays so.
 * Undefined: some of it cannot be told apart.
 */
function takenBack(
  layers: readonly Layer[],
  oldest: Uint8Array,
  current: Uint8Array,
): Uint8Array | undefined {
  let content = current;
  for (const [at, layer] of layers.entries()) {
    const before = at === layers.length - 1 ? oldest : layer.before;
    if (layer.left !== 'content' || layer.content === undefined || before === undefined) return undefined;
    const back = mergeBack(layer.content, before, content);
    if (back === undefined && mergeBack(before, layer.content, content) === undefined) return undefined;
    content = back ?? content;
  }
  return content;
}

/** Tells whether nothing of kapa's changes is there any more: they could all be made again, oldest first. */
function isBack(layers: readonly Layer[], oldest: Uint8Array, current: Uint8Array): boolean {
  let content: Uint8Array | undefined = current;
  for (const [at, layer] of layers.toReversed().entries()) {
    const before = at === 0 ? oldest : layer.before;
    if (layer.left !== 'content' || layer.content === undefined || before === undefined) return false;
    content = mergeBack(before, layer.content, content);
    if (content === undefined) return false;
  }
  return true;
}
