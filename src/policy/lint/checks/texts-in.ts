import type { Path } from '../../../core/policy.ts';

/** Texts in a value of a document, with their paths; what stands below keys that are left out is not looked at. */
export function* textsIn(
  value: unknown,
  path: Path,
  leftOut?: ReadonlySet<string>,
): Iterable<{ readonly path: Path; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value))
      if (leftOut?.has(key) !== true)
        yield* textsIn(one, [...path, Array.isArray(value) ? Number(key) : key], leftOut);
}
