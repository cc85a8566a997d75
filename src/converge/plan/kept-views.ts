import type { Views } from '../../core/reader.ts';

/** Views, each with the number of changes that it knows of. */
export function keepingViews(changed: readonly string[]): Views {
  const views = new Map<string, { readonly view: Promise<unknown>; readonly knows: number }>();
  return {
    async of<View>(name: string, make: () => Promise<View>, renew?: Renew<View>) {
      const kept = views.get(name);
      if (kept?.knows === changed.length) return kept.view as Promise<View>;
      const view =
        kept === undefined || renew === undefined
          ? make()
          : renewed(kept.view as Promise<View>, changed.slice(kept.knows), renew, make);
      views.set(name, { view, knows: changed.length });
      return view;
    },
  };
}

type Renew<View> = (view: View, changed: readonly string[]) => Promise<View | undefined>;

async function renewed<View>(
  old: Promise<View>,
  changed: readonly string[],
  renew: Renew<View>,
  make: () => Promise<View>,
): Promise<View> {
  return (await renew(await old, changed)) ?? make();
}
