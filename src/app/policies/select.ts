import type { GlobalOptions } from '../context.ts';

/** Tells whether `--target` and `--skip` take something of these names; `*` stands for any characters. */
export function selects(
  { target, skip }: Pick<GlobalOptions, 'target' | 'skip'>,
  ...names: readonly string[]
): boolean {
  const matches = (pattern: string): boolean => {
    const expression = new RegExp(
      `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '.*')}$`,
      'u',
    );
    return names.some((name) => expression.test(name));
  };
  return (target.length === 0 || target.some(matches)) && !skip.some(matches);
}
