import { t, type Text } from '../../../core/text.ts';
import type { Loaded } from '../config/loaded.ts';
import { locationMounts, mountsOf, serverMounts, takes, type Mounted } from '../config/mounts.ts';
import {
  directivesAt,
  placeInFiles,
  sectionsAt,
  type LoadedItem,
  type LoadedSection,
} from '../config/reading.ts';
import { reviewFile, reviewNames } from '../config/review.ts';
import { bareName } from '../config/text.ts';
import type { SectionNode } from '../config/tree.ts';
import { idleLinesIn, loadedSectionOf, type FileView } from '../config/view.ts';
import { directiveOf, matches, mountPath, type Mount } from '../facts/mount.ts';
import { reviewSharing } from './proxy-sharing.ts';
import { reviewHost } from './host-review.ts';
import { covers, factsOf, refusalTaking, ruleTaking, type HostFacts } from './taken.ts';
import { backendModules, schemeOf, wantedMounts, type ProxySpec } from './proxy-spec.ts';

/** Notes for the operator on a host as it will be. */
export function reviewProxy(spec: ProxySpec, view: FileView, host: SectionNode | null): readonly Text[] {
  const { loaded } = view;
  const notes: Text[] = [];
  if (loaded !== undefined && loaded.refused === undefined)
    for (const name of backendModules(spec))
      if (!loaded.hasModule(`${name}_module`)) notes.push(t('apache.module_off', { name }));
  const mounts = wantedMounts(spec);
  if (view.isLoaded && loaded !== undefined && loaded.refused === undefined) {
    const around = host === null ? undefined : loadedSectionOf(view, host);
    const moved = movedToTls(view, host, loaded);
    const facts = { ...factsOf(around, spec.virtual_host), isMoved: moved.length > 0 };
    for (const mount of mounts) notes.push(...reviewMount(mount, view, host, loaded, facts));
    notes.push(
      ...takenAliases(mounts, view, host),
      ...stillMounted(spec, view, host),
      ...reviewSharing(mounts, view, host, loaded),
    );
    notes.push(...reviewTls(mounts, view, host, loaded), ...moved);
    notes.push(...reviewHost(view, around, spec.virtual_host));
  }
  notes.push(...idleMounts(mounts, view, host));
  const more = reviewFile(view);
  notes.push(...more);
  if (view.isLoaded || more.length === 0)
    notes.push(...reviewNames(view, host, Object.keys(spec.directives ?? {})));
  return notes;
}

/** Aliases of a host whose files nobody gets any more: mod_proxy is asked before mod_alias. */
function takenAliases(mounts: readonly Mount[], view: FileView, host: SectionNode | null): readonly Text[] {
  const around = host === null ? undefined : loadedSectionOf(view, host);
  const there = mountsOf(view, host);
  return [...directivesAt(around?.items ?? [], 'Alias', 'ScriptAlias')].flatMap((line) => {
    const [path = ''] = line.args;
    const taker = there.find((one) => takes(one, path));
    if (taker === undefined || taker.args[0] === '!') return [];
    if (!mounts.some((one) => mountPath(one) === taker.path)) return [];
    return [t('apache.alias_taken', { name: line.name, path, place: placeInFiles(line), by: taker.path })];
  });
}

/** Mounts that are not to be there, and that a line which kapa does not edit brings in: a macro, an include, the server. */
function stillMounted(spec: ProxySpec, view: FileView, host: SectionNode | null): readonly Text[] {
  const there = [...serverMounts(view, host), ...mountsOf(view, host)];
  return (spec.mounts ?? []).flatMap((mount) => {
    if (mount.state !== 'absent') return [];
    const isMatch = mount.match !== undefined;
    const left = there.find((one) => one.isMatch === isMatch && one.path === mountPath(mount));
    return left === undefined ? [] : [t('apache.still_mounted', { path: mountPath(mount), by: left.place })];
  });
}

/** Apache asks RewriteRules first, then the innermost Location, the server's own mounts, and the host's from its top. */
function reviewMount(
  mount: Mount,
  view: FileView,
  host: SectionNode | null,
  loaded: Loaded,
  facts: HostFacts & { readonly isMoved: boolean },
): readonly Text[] {
  const asked = mount.path;
  if (asked === undefined) return [];
  const around = host === null ? view.texts[0]?.section : loadedSectionOf(view, host);
  const items = around?.items ?? [];
  const there = mountsOf(view, host);
  const at = there.findIndex((one) => one.node !== undefined && !one.isMatch && one.path === asked);
  const inLocation = locationMounts(view, host).findLast(({ path }) => path === asked);
  const line = inLocation?.node.line ?? there[at]?.node?.line;
  const told = { name: `${directiveOf(mount)} ${asked}`, line: line ?? 0 };
  const rule = ruleTaking(items, asked, facts);
  if (rule !== undefined && !(facts.isMoved && rule.redirects))
    return [t('apache.overridden', { ...told, by: placeInFiles(rule.line) })];
  const refusal = refusalTaking(loaded, items, asked);
  if (refusal !== undefined) return [t('apache.overridden', { ...told, by: placeInFiles(refusal) })];
  const location = [...locationsIn(items), ...locationsOf(loaded)].find(
    (one) => mountsIn(one) && covers(one, asked),
  );
  if (inLocation !== undefined && location === loadedSectionOf(view, inLocation.section)) return [];
  const inside = location && [...directivesAt(location.items, 'ProxyPass', 'ProxyPassMatch')].at(-1);
  if (inside !== undefined) return [t('apache.overridden', { ...told, by: placeInFiles(inside) })];
  const earlier: readonly Mounted[] = [...serverMounts(view, host), ...there.slice(0, Math.max(0, at))];
  const first = earlier.find((one) => takes(one, asked));
  if (first !== undefined) return [t('apache.overridden', { ...told, by: first.place })];
  const part = asked.endsWith('/')
    ? undefined
    : earlier.find((one) => !one.isMatch && one.path === `${asked}/`);
  return part === undefined
    ? []
    : [t('apache.mount_narrowed', { ...told, by: part.place, longer: part.path })];
}

function mountsIn({ items }: LoadedSection): boolean {
  return directivesAt(items, 'ProxyPass', 'ProxyPassMatch').next().done !== true;
}

function locationsIn(items: readonly LoadedItem[]): readonly LoadedSection[] {
  return [...sectionsAt(items, 'Location', 'LocationMatch')].toReversed();
}

function locationsOf(loaded: Loaded): readonly LoadedSection[] {
  return ['LocationMatch', 'Location'].flatMap((name) => loaded.sectionsOfServer(name));
}

/** Apache asks no backend over TLS unless SSLProxyEngine is on, and tells so at the first request only. */
function reviewTls(
  mounts: readonly Mount[],
  view: FileView,
  host: SectionNode | null,
  loaded: Loaded,
): readonly Text[] {
  const secure = mounts.find(({ url = '' }) => /^(?:https|wss|h2)$/u.test(schemeOf(url) ?? ''));
  if (secure === undefined) return [];
  const around = host === null ? view.texts[0]?.section : loadedSectionOf(view, host);
  const engine =
    [...directivesAt(around?.items ?? [], 'SSLProxyEngine')].at(-1) ??
    loaded.ofServer('SSLProxyEngine').at(-1);
  if (/^on$/iu.test(engine?.args[0] ?? '')) return [];
  return [t('apache.no_proxy_tls', { path: mountPath(secure), url: secure.url ?? '' })];
}

/** A host that sends all its visitors to its name over TLS (as certbot leaves it): what serves them is another. */
function movedToTls(view: FileView, host: SectionNode | null, loaded: Loaded): readonly Text[] {
  const around = host === null ? undefined : loadedSectionOf(view, host);
  if (around === undefined || !redirects(around.items)) return [];
  const name = [...directivesAt(around.items, 'ServerName')].at(-1)?.args[0];
  const served = loaded
    .hostsNamed(bareName(name ?? ''))
    .find(
      (one) =>
        one !== around &&
        [...directivesAt(one.items, 'SSLEngine')].some(({ args }) => /^on$/iu.test(args[0] ?? '')),
    );
  if (name === undefined || served === undefined) return [];
  const site = /\/sites-available\/(.*)\.conf$/u.exec(served.file)?.[1];
  return [
    t('apache.moved_to_tls', {
      name: bareName(name),
      place: placeInFiles(served),
      declare: site === undefined ? `file: ${served.file}` : `site: ${site}`,
    }),
  ];
}

/** Tells whether whatever is asked is sent to https. */
function redirects(items: readonly LoadedItem[]): boolean {
  let isConditional = false;
  for (const { name, args } of directivesAt(items, 'Redirect', 'RewriteCond', 'RewriteRule')) {
    const https = args.some((word) => /^https:\/\//iu.test(word));
    if (/^redirect$/iu.test(name) && https && args.includes('/')) return true;
    // certbot asks for the very name of the host: no other comes here.
    if (/^rewritecond$/iu.test(name))
      isConditional = !/^%\{(?:SERVER_NAME|HTTP_HOST)\}$/iu.test(args[0] ?? '');
    else if (/^rewriterule$/iu.test(name)) {
      if (https && !isConditional && matches(args[0] ?? '', '/')) return true;
      isConditional = false;
    }
  }
  return false;
}

/** Mounts of the same path that stand in conditions that do not hold. */
function idleMounts(mounts: readonly Mount[], view: FileView, host: SectionNode | null): readonly Text[] {
  return idleLinesIn(view, host, 'ProxyPass')
    .filter(({ args }) => mounts.some(({ path }) => path === args[0]))
    .map(({ node, args, condition, state }) => {
      const held = `<${[condition.name, ...condition.args].join(' ')}>`;
      const told = { name: `ProxyPass ${args[0]}`, line: node.line, condition: held };
      return state === 'fails' ? t('apache.idle_line', told) : t('apache.perhaps_skipped', told);
    });
}
