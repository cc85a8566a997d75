import type { Path } from '../../../core/policy.ts';

/** A text of a document, and its path. */
interface TextAt {
  readonly path: Path;
  readonly text: string;
}

/** Texts in a value of a document, with their paths; what stands below keys that are left out is not looked at. */
export function textsIn(value: unknown, path: Path, leftOut?: ReadonlySet<string>): readonly TextAt[] {
  const found: TextAt[] = [];
  const way = [...path];
  const look = (one: unknown): void => {
    if (typeof one === 'string') found.push({ path: [...way], text: one });
    else if (typeof one === 'object' && one !== null)
      for (const [key, below] of Object.entries(one)) {
        if (leftOut?.has(key) === true) continue;
        way.push(Array.isArray(one) ? Number(key) : key);
        look(below);
        way.pop();
      }
  };
  look(value);
  return found;
}
