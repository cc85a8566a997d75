import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { ResourceItem } from '../../core/policy.ts';
import { t } from '../../core/text.ts';

/**
 * The resources that `--target` and `--skip` leave. `*` stands for any characters.
 * A Failure when a target names nothing: a plan that is empty by a slip of the pen would look like a healthy host.
 */
export function select(
  items: readonly ResourceItem[],
  target: readonly string[] = [],
  skip: readonly string[] = [],
): readonly ResourceItem[] {
  if (target.length === 0 && skip.length === 0) return items;
  const wanted = target.map((pattern) => ({ pattern, matches: matcher(pattern) }));
  const unwanted = skip.map(matcher);
  for (const { pattern, matches } of wanted)
    if (!items.some(({ name }) => matches(name)))
      throw new Failure(t('engine.no_such_resource', { name: pattern }), {
        cure: t('engine.no_such_resource_cure'),
        exit: exitStatus.usage,
      });
  return items.filter(
    ({ name }) =>
      (wanted.length === 0 || wanted.some(({ matches }) => matches(name))) &&
      !unwanted.some((matches) => matches(name)),
  );
}

function matcher(pattern: string): (name: string) => boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 'su');
  return (name) => expression.test(name);
}
