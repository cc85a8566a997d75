import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import { directivesAt, placeInFiles, type LoadedDirective } from '../config/reading.ts';
import { lower, sameName } from '../config/text.ts';
import type { SectionNode } from '../config/tree.ts';
import { linesIn, loadedSectionOf, type FileView } from '../config/view.ts';
import type { DirectivesSpec } from './directives-spec.ts';

/** Notes on rewriting that Apache does not look at, that hosts do not take, or that no manual vouches for. */
export function reviewRewrite(
  view: FileView,
  section: SectionNode | null,
  names: readonly string[],
): readonly Text[] {
  const name = names.find((one) => sameName(one, 'RewriteRule'));
  if (name === undefined || (!view.isLoaded && !view.isAccessFile)) return [];
  if (!/^on$/iu.test(engineAt(view, section))) return [t('apache.rewrite_off', { name })];
  if (section !== null && /^(?:location|files)(?:match)?$/iu.test(section.name))
    return [t('apache.rewrite_unsupported', { name, section: section.name })];
  return section === null ? notInherited(view, name) : [];
}

/** The state of RewriteEngine at a place: what stands around it says so, down to the server, and the innermost counts. */
function engineAt(view: FileView, section: SectionNode | null): string {
  const own = view.isAccessFile ? linesIn(view, section, 'RewriteEngine').at(-1) : undefined;
  if (own !== undefined) return own.args[0] ?? '';
  let around = section === null ? view.texts[0]?.section : loadedSectionOf(view, section);
  for (; around !== undefined; around = around.section) {
    const said = [...directivesAt(around.items, 'RewriteEngine')].at(-1);
    if (said !== undefined) return said.args[0] ?? '';
  }
  return view.loaded?.ofServer('RewriteEngine').at(-1)?.args[0] ?? '';
}

/** Rules of the whole server count for no virtual host, unless one of both says that they do. */
function notInherited({ loaded, texts }: FileView, name: string): readonly Text[] {
  const inherits = ({ args }: LoadedDirective, option: RegExp): boolean =>
    args.some((word) => option.test(word));
  if (loaded === undefined || texts[0]?.section !== undefined) return [];
  if (loaded.ofServer('RewriteOptions').some((line) => inherits(line, /^InheritDown/iu))) return [];
  const hosts = loaded
    .sectionsOfServer('VirtualHost')
    .filter(
      ({ items }) =>
        ![...directivesAt(items, 'RewriteOptions')].some((line) => inherits(line, /^Inherit(?:Before)?$/iu)),
    ).length;
  return hosts === 0 ? [] : [t('apache.rewrite_not_inherited', { name, hosts })];
}

/** Note on HTTP/2 where processes that serve one request at a time cannot speak it. */
export function reviewProtocols(
  view: FileView,
  section: SectionNode | null,
  names: readonly string[],
): readonly Text[] {
  if (!names.some((name) => sameName(name, 'Protocols'))) return [];
  const asked = linesAround(view, section, 'Protocols').at(-1)?.args ?? [];
  const asksForHttp2 = asked.some((word) => /^h2c?$/iu.test(word));
  return asksForHttp2 && view.loaded?.hasModule('mpm_prefork_module') === true
    ? [t('apache.http2_under_prefork')]
    : [];
}

/** Note on a folder of pages that is not there. */
export async function reviewRoot(
  view: FileView,
  section: SectionNode | null,
  names: readonly string[],
  after: Reader,
): Promise<readonly Text[]> {
  if (!view.isLoaded || !names.some((name) => sameName(name, 'DocumentRoot'))) return [];
  const path = linesAround(view, section, 'DocumentRoot').at(-1)?.args[0];
  if (path?.startsWith('/') !== true || (await after.stat(path)).state !== 'absent') return [];
  return [t('apache.no_document_root', { path })];
}

/** Notes on headers that another line sets as well, in answers of the other kind. */
export function reviewHeaders(
  view: FileView,
  section: SectionNode | null,
  { set = {}, present = {} }: DirectivesSpec,
): readonly Text[] {
  if (![...Object.keys(set), ...Object.keys(present)].some((name) => sameName(name, 'Header'))) return [];
  const here = headersIn(linesAround(view, section, 'Header'));
  const all = [...(section === null ? [] : headersIn(view.loaded?.ofServer('Header') ?? [])), ...here];
  const told = new Map<string, Text>();
  for (const one of here) {
    const other = all.find(({ name, isAlways }) => name === one.name && isAlways !== one.isAlways);
    if (one.line.file !== view.real || other === undefined || told.has(one.name)) continue;
    const { line } = one.line;
    const header = one.line.args.find((word) => lower(word) === one.name) ?? one.name;
    told.set(one.name, t('apache.header_twice', { header, line, place: placeInFiles(other.line) }));
  }
  return [...told.values()];
}

interface HeaderLine {
  readonly name: string;
  readonly isAlways: boolean;
  readonly line: LoadedDirective;
}

/** Lines that put a header into answers. */
function headersIn(lines: readonly LoadedDirective[]): readonly HeaderLine[] {
  return lines.flatMap((line) => {
    const [first = '', ...more] = line.args;
    const isAlways = lower(first) === 'always';
    const [action = '', name = ''] = isAlways || lower(first) === 'onsuccess' ? more : line.args;
    return /^(?:set|add|append|merge)$/iu.test(action) && line.condition === undefined
      ? [{ name: lower(name), isAlways, line }]
      : [];
  });
}

function linesAround(view: FileView, section: SectionNode | null, name: string): readonly LoadedDirective[] {
  const around = section === null ? view.texts[0]?.section : loadedSectionOf(view, section);
  if (around !== undefined) return [...directivesAt(around.items, name)];
  return section === null ? (view.loaded?.ofServer(name) ?? []) : [];
}
