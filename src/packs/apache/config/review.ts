import { t, type Text } from '../../../core/text.ts';
import { directivesAt, placeInFiles, type LoadedDirective } from './reading.ts';
import type { SectionNode } from './tree.ts';
import { idleLinesIn, loadedSectionOf, type FileView } from './view.ts';

/** Notes for the operator on a file: Apache loads nothing, or not this file, or drops what stands in it. */
export function reviewFile(view: FileView): readonly Text[] {
  const { loaded, path, real } = view;
  if (view.isAccessFile) return [];
  if (view.layout === undefined)
    return [t('apache.unknown_layout', { path, looked: view.looked.join(', ') })];
  if (loaded === undefined) return [];
  if (loaded.refused !== undefined) return [loaded.refused];
  if (!view.isLoaded) return [t('apache.not_loaded', { path })];
  return loaded.dropped
    .filter(({ file }) => file === real)
    .map(({ line }) => t('apache.behind_bracket', { path, line }));
}

/**
 * Notes for the operator on directives that are set in a section of a file (null: at its top): that another
 * line wins, that a line stands in a condition that does not hold, or that hosts have a setting of their own.
 */
export function reviewNames(
  view: FileView,
  section: SectionNode | null,
  names: readonly string[],
): readonly Text[] {
  const notes: Text[] = [];
  const single = names.filter((name) => !isAdditive(name));
  for (const { node, condition, state } of idleLinesIn(view, section, ...single)) {
    const held = `<${[condition.name, ...condition.args].join(' ')}>`;
    const told = { name: node.name, line: node.line, condition: held };
    notes.push(state === 'fails' ? t('apache.idle_line', told) : t('apache.perhaps_skipped', told));
  }
  if (view.loaded === undefined || !view.isLoaded || view.loaded.refused !== undefined) return notes;
  for (const name of single) notes.push(...reviewName(view, section, name));
  return notes;
}

function reviewName(view: FileView, section: SectionNode | null, name: string): readonly Text[] {
  const same = besides(view, section, name);
  const own = same.findLast((one) => isOwn(view, one) && one.condition === undefined);
  if (own === undefined) return [];
  const notes: Text[] = [];
  const sure = same.findLast((one) => one.condition === undefined);
  if (sure !== undefined && sure !== own)
    notes.push(t('apache.overridden', { name, line: own.line, by: placeInFiles(sure) }));
  const last = same.at(-1);
  if (last?.condition !== undefined && !isOwn(view, last))
    notes.push(
      t('apache.perhaps_overridden', {
        name,
        line: own.line,
        by: placeInFiles(last),
        condition: last.condition,
      }),
    );
  if (own.section === undefined) notes.push(...ownElsewhere(view, own));
  return notes;
}

/** All lines of a name that stand in the same section as those of a file. */
function besides(view: FileView, section: SectionNode | null, name: string): readonly LoadedDirective[] {
  const around = section === null ? view.texts[0]?.section : loadedSectionOf(view, section);
  if (around !== undefined) return [...directivesAt(around.items, name)];
  return section === null ? (view.loaded?.ofServer(name) ?? []) : [];
}

function isOwn({ real }: FileView, { file, start }: LoadedDirective): boolean {
  return file === real && start !== undefined;
}

/** Hosts that set for themselves, and otherwise, what is set for the whole server. */
function ownElsewhere({ loaded }: FileView, own: LoadedDirective): readonly Text[] {
  const others = (loaded?.named(own.name) ?? []).filter(
    ({ section, args }) =>
      section !== undefined &&
      /^virtualhost$/iu.test(section.node.name) &&
      args.join(' ').toLowerCase() !== own.args.join(' ').toLowerCase(),
  );
  const [first] = others;
  if (first === undefined) return [];
  return [t('apache.hosts_own', { name: own.name, count: others.length, place: placeInFiles(first) })];
}

/** Tells whether each line of a directive adds to what was said before. */
export function isAdditive(name: string): boolean {
  return additive.has(name.toLowerCase());
}

const additive: ReadonlySet<string> = new Set(
  `addcharset adddefaultcharset addencoding addhandler addicon addlanguage addoutputfilter addoutputfilterbytype
  addtype alias aliasmatch allow balancermember browsermatch browsermatchnocase customlog define deny errordocument
  expiresbytype header include includeoptional listen loadmodule logformat mutex options passenv proxypass
  proxypassmatch proxypassreverse proxypassreversecookiedomain proxypassreversecookiepath proxyset redirect
  redirectmatch redirectpermanent redirecttemp requestheader require rewritecond rewritemap rewriterule scriptalias
  scriptaliasmatch serveralias setenv setenvif setenvifnocase sslrandomseed unsetenv use`.split(/\s+/u),
);
