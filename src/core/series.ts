/** Growth of a counter. Where it fell it was reset, and what it shows since then has come on top. */
export function increase(values: readonly number[]): number {
  let grown = 0;
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (before !== undefined) grown += value >= before ? value - before : value;
  }
  return grown;
}
