import { pathMatcherOf } from '../../core/glob.ts';
import type { LockHolder, Records } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';
import { openRecords } from '../../host/index.ts';
import { packs } from '../../packs/index.ts';

/** Work of a package manager on what the site runs on. */
export interface PackageWork extends LockHolder {
  readonly packages: readonly string[];
}

/** Folder in which the hook of the Debian package notes what dpkg works on; it is gone when the machine starts. */
const folder = '/run/kapa/packages';

let notes: Records | undefined;

/** Milliseconds after which work is no longer waited for: it hangs, as where dpkg asks and nobody answers. */
const longest = 15 * 60_000;

const isOfSite = packs.flatMap((pack) => pack.packages ?? []).map(pathMatcherOf);

/**
 * Work under way on packages that the site runs on; undefined: there is none. A note counts while the process that it names
 * lives, and no longer than a quarter of an hour after that process last called dpkg.
 */
export function packageWork(): PackageWork | undefined {
  notes ??= openRecords(folder);
  for (const { name } of notes.list('.')) {
    const holder = name.endsWith('.lock') ? notes.holder(name) : undefined;
    if (holder === undefined || Math.abs(Date.now() - holder.since) > longest) continue;
    const named = notes.read(`${holder.pid}.names`);
    const all = named.state === 'present' ? new TextDecoder().decode(named.value).split('\n') : [];
    const packages = [...new Set(all)].filter((one) => isOfSite.some((fits) => fits(one)));
    if (packages.length > 0) return { ...holder, packages };
  }
  return undefined;
}

/** Sentence on work that is waited for. */
export function packageWorkText({ packages, pid }: PackageWork): Text {
  return t('watch.packages', { packages: packages.join(', '), pid });
}
