import { applyPatch, createTwoFilesPatch, structuredPatch } from 'diff';

/**
 * A file with kapa's own hunks taken back, and all that others have changed since left as it is; undefined: they have
 * changed the same lines, or beside them, or it is no text.
 */
export function mergeBack(made: Uint8Array, was: Uint8Array, now: Uint8Array): Uint8Array | undefined {
  const [before, after, current] = [was, made, now].map(textOf);
  if (before === undefined || after === undefined || current === undefined) return undefined;
  const back = structuredPatch('', '', after, before, '', '', { context: 1 });
  const merged = applyPatch(current, back, { autoConvertLineEndings: false });
  return merged === false ? undefined : new TextEncoder().encode(merged);
}

/** Lines that others have changed since something was made, as a diff without its heading; undefined: it is no text. */
export function changedSince(made: Uint8Array, now: Uint8Array): string | undefined {
  const [before, after] = [made, now].map(textOf);
  if (before === undefined || after === undefined) return undefined;
  const patch = createTwoFilesPatch('', '', before, after, '', '', { context: 0 });
  return patch.slice(patch.indexOf('@@')).trimEnd();
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return bytes.includes(0)
      ? undefined
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
