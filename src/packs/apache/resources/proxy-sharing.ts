import { t, type Text } from '../../../core/text.ts';
import type { Loaded } from '../config/loaded.ts';
import { directivesAt, directivesBelow, placeInFiles, type LoadedDirective } from '../config/reading.ts';
import { lower } from '../config/text.ts';
import type { SectionNode } from '../config/tree.ts';
import { loadedSectionOf, type FileView } from '../config/view.ts';
import { flags, mountPath, sharesWorker, type Mount } from '../facts/mount.ts';

/** A line of ProxyPass, or of ProxySet, as Apache gives it connections. */
interface Passed {
  /** Undefined: a ProxySet speaks of the connections alone. */
  readonly path: string | undefined;
  readonly url: string;
  /** Options of its connections. */
  readonly options: readonly string[];
  readonly said: LoadedDirective;
}

/** Notes on mounts whose options Apache drops: another line before them has the connections that they get. */
export function reviewSharing(
  mounts: readonly Mount[],
  view: FileView,
  host: SectionNode | null,
  loaded: Loaded,
): readonly Text[] {
  const around = host === null ? view.texts[0]?.section : loadedSectionOf(view, host);
  const items = around === undefined ? serverPasses(loaded) : [...directivesBelow(around.items)];
  const ofServer =
    around === undefined ? [] : serverPasses(loaded).flatMap((said) => passedBy(said) ?? setBy(said) ?? []);
  const declared = new Set(mounts.map(mountPath));
  const notes: Text[] = [];
  const owners: Passed[] = [];
  for (const said of items) {
    const passed = passedBy(said) ?? setBy(said);
    if (passed === undefined) continue;
    // Apache asks the server's connections first, and takes those of the longest address.
    const above = ofServer.find(({ url }) => lower(url) === lower(passed.url));
    const owner = above ?? longest(owners.filter(({ url }) => sharesWorker(url, passed.url)));
    if (owner !== undefined && passed.path === undefined) {
      const lost = owner.options.find((option) => passed.options.some((other) => isOther(option, other)));
      if (lost !== undefined && owner.said.file === view.real && declared.has(owner.path ?? ''))
        notes.push(
          t('apache.overridden', {
            name: `ProxyPass ${owner.path} ${lost}`,
            line: owner.said.line,
            by: placeInFiles(said),
          }),
        );
      continue;
    }
    if (owner === undefined) {
      owners.push(passed);
      continue;
    }
    const dropped = passed.options.filter((option) => !owner.options.includes(option));
    const { path = '' } = passed;
    if (dropped.length === 0 || said.file !== view.real || !declared.has(path)) continue;
    notes.push(
      t('apache.shared_worker', {
        path,
        line: said.line,
        url: owner.url,
        by: placeInFiles(owner.said),
        options: dropped.join(' '),
      }),
    );
  }
  return notes;
}

function passedBy(said: LoadedDirective): Passed | undefined {
  if (lower(said.name) !== 'proxypass') return undefined;
  const inLocation = /^location$/iu.test(said.section?.node.name ?? '');
  const [path = '', url = '', ...words] = inLocation
    ? [said.section?.node.args[0] ?? '', ...said.args]
    : said.args;
  if (path === '~' || url === '!' || /^unix:/iu.test(url)) return undefined;
  return { path, url, said, options: words.map(lower).filter((word) => !flags.has(word)) };
}

/** The connections that a ProxySet is about, in a `<Proxy>` of their address or by itself. */
function setBy(said: LoadedDirective): Passed | undefined {
  if (lower(said.name) !== 'proxyset') return undefined;
  const isInside = /^proxy$/iu.test(said.section?.node.name ?? '');
  const [url = '', ...words] = isInside ? [said.section?.node.args[0] ?? '', ...said.args] : said.args;
  return /^(?:balancer:|[^:]*$)/iu.test(url)
    ? undefined
    : { path: undefined, url, said, options: words.map(lower) };
}

/** Tells whether two options are one and say otherwise. */
function isOther(a: string, b: string): boolean {
  return a !== b && a.split('=')[0] === b.split('=')[0];
}

/** The server's own mounts, and what it says of connections. */
function serverPasses(loaded: Loaded): readonly LoadedDirective[] {
  const sets = loaded.sectionsOfServer('Proxy').flatMap(({ items }) => [...directivesAt(items, 'ProxySet')]);
  return [...loaded.ofServer('ProxySet'), ...sets, ...loaded.ofServer('ProxyPass')];
}

function longest(passed: readonly Passed[]): Passed | undefined {
  return passed.toSorted((a, b) => b.url.length - a.url.length)[0];
}
