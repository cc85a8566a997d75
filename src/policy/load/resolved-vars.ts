import { t, type Text } from '../../core/text.ts';
import { renderable } from '../template/renderable.ts';
import { createResolver } from '../template/variables.ts';
import type { Definitions } from './definitions.ts';
import { tellUnresolved, type Loading } from './loading.ts';

/** Variables that may be made of each other, one of the next. */
const longestChain = 100;

/**
 * Resolves variables that are made of others, each when it is first asked for, in whatever order they stand; those
 * `given` stand as they are. A circle is told where its first variable is defined.
 */
export function resolveVars(
  {
    vars,
    places,
  }: { readonly vars: Definitions['vars']; readonly places: Pick<Definitions['places'], 'vars'> },
  values: Record<string, unknown>,
  loading: Loading,
  given: Readonly<Record<string, unknown>> = loading.request.overrides,
): void {
  const open: string[] = [];
  const told = new Set<string>();
  const tell = (name: string, message: Text): string => {
    const place = places.vars.get(name);
    if (place !== undefined && !told.has(name))
      loading.find('KAPA018', place, message, t('policy.circle_cure'));
    told.add(name);
    return '';
  };
  for (const [name, { value, document, path }] of vars) {
    if (Object.hasOwn(given, name)) continue;
    const resolve = (): unknown => {
      const begun = open.indexOf(name);
      if (begun >= 0)
        return tell(name, t('policy.circle', { circle: [...open.slice(begun), name].join(' → ') }));
      if (open.length === longestChain) return tell(name, t('policy.chain', { most: longestChain }));
      open.push(name);
      const resolver = createResolver(values, loading.renderText, loading.rendering);
      const resolved = renderable(resolver.resolve(value, path));
      open.pop();
      tellUnresolved(resolver, document, loading);
      Object.defineProperty(values, name, { value: resolved, enumerable: true, configurable: true });
      return resolved;
    };
    Object.defineProperty(values, name, { enumerable: true, configurable: true, get: resolve });
  }
  for (const name of vars.keys()) void values[name];
}
