import type { Reader, Views } from '../../core/reader.ts';

/**
 * Views, each with the number of changes that it knows of: made from the host as it is, then brought up to date with
 * what steps have changed.
 */
export function keepingViews(host: Reader, changed: readonly string[]): Views {
  const views = new Map<string, { readonly view: Promise<unknown>; readonly knows: number }>();
  return {
    async of<View>(
      name: string,
      make: (host: Reader) => Promise<View>,
      renew: (view: View, changed: readonly string[]) => Promise<View>,
    ) {
      const { view, knows } = views.get(name) ?? { view: make(host), knows: 0 };
      const old = view as Promise<View>;
      const current =
        knows === changed.length ? old : old.then((known) => renew(known, changed.slice(knows)));
      views.set(name, { view: current, knows: changed.length });
      return current;
    },
  };
}
