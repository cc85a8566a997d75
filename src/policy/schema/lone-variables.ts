import type { Path } from '../../core/policy.ts';
import { errorsOf } from './validate.ts';
import { pathOf } from './schema-findings.ts';
import { valueAt } from '../yaml/located.ts';

const lone = /^\{\{\s*[A-Za-z_][\w.]*\s*\}\}$/u;

/**
 * A value in which numbers and switches are texts where texts are wanted and a lone `{{ name }}` stood, as it would be
 * with anything beside it. Modes excepted: a mode that is a number is read in another base.
 */
export function withTexts(part: string, raw: unknown, value: unknown): unknown {
  let made = value;
  for (const { keyword, params, instancePath } of errorsOf(part, value)) {
    if (keyword !== 'type' || ![(params as { readonly type: unknown }).type].flat().includes('string')) continue;
    const path = pathOf(instancePath, value);
    const read = valueAt(value, path);
    const written = valueAt(raw, path);
    if (typeof written !== 'string' || !lone.test(written) || path.at(-1) === 'mode') continue;
    if (typeof read === 'number' || typeof read === 'boolean') made = replaced(made, path, String(read));
  }
  return made;
}

/** A value with another at a path. */
function replaced(value: unknown, path: Path, by: string): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    const items = [...(value as readonly unknown[])];
    items[Number(first)] = replaced(items[Number(first)], rest, by);
    return items;
  }
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [first]: replaced(record[first], rest, by) };
}
