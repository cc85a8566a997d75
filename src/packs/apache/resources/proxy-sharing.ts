import { t, type Text } from '../../../core/text.ts';
import type { Loaded } from '../config/loaded.ts';
import { directivesBelow, placeInFiles, type LoadedDirective } from '../config/reading.ts';
import { lower } from '../config/text.ts';
import type { SectionNode } from '../config/tree.ts';
import { loadedSectionOf, type FileView } from '../config/view.ts';
import { flags, mountPath, sharesWorker, type Mount } from '../facts/mount.ts';

/** A line of ProxyPass as Apache gives it connections. */
interface Passed {
  readonly path: string;
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
  const items = around === undefined ? loaded.ofServer('ProxyPass') : [...directivesBelow(around.items)];
  const declared = new Set(mounts.map(mountPath));
  const notes: Text[] = [];
  const owners: Passed[] = [];
  for (const said of items) {
    const passed = passedBy(said);
    if (passed === undefined) continue;
    const owner = longest(owners.filter(({ url }) => sharesWorker(url, passed.url)));
    if (owner === undefined) {
      owners.push(passed);
      continue;
    }
    const dropped = passed.options.filter((option) => !owner.options.includes(option));
    if (dropped.length === 0 || said.file !== view.real || !declared.has(passed.path)) continue;
    notes.push(
      t('apache.shared_worker', {
        path: passed.path,
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

function longest(passed: readonly Passed[]): Passed | undefined {
  return passed.toSorted((a, b) => b.url.length - a.url.length)[0];
}
