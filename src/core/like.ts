/**
 * Tells whether a value has all parts of an example, each of the same type; what else it has does not matter. Each
 * item of a list must be like the example's first one.
 */
export function isLike<T>(value: unknown, example: T): value is T {
  if (typeof value !== typeof example) return false;
  if (typeof example !== 'object' || example === null) return true;
  if (Array.isArray(example)) {
    const [first] = example as readonly unknown[];
    return Array.isArray(value) && (first === undefined || value.every((item) => isLike(item, first)));
  }
  return (
    value !== null &&
    Object.entries(example).every(([key, part]) => isLike((value as Record<string, unknown>)[key], part))
  );
}
