import type { GlobalOptions } from '../context.ts';

/** Tells whether `--target` and `--skip` take a name; `*` stands for any characters. */
export function selects({ target, skip }: Pick<GlobalOptions, 'target' | 'skip'>, name: string): boolean {
  const matches = (pattern: string): boolean =>
    new RegExp(
      `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '.*')}$`,
      'u',
    ).test(name);
  return (target.length === 0 || target.some(matches)) && !skip.some(matches);
}
