import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { directivesAt, directivesBelow, placeInFiles, sectionsAt, type LoadedSection } from './reading.ts';
import { bareName, lower } from './text.ts';
import type { SectionNode } from './tree.ts';
import { linesIn, loadedSectionOf, said, sectionNodesIn, type FileView } from './view.ts';

/**
 * Choice of a virtual host of a file: by its name (or an alias), by a port, by an address, or by several of
 * them.
 */
export interface HostName {
  readonly server_name?: string;
  readonly port?: number;
  /** An address as the section has it, with its port or without. */
  readonly address?: string;
}

/** A virtual host of a file, and what it goes by. */
export interface HostSection {
  readonly node: SectionNode;
  readonly addresses: readonly string[];
  /** In small letters, without a scheme and a port. */
  readonly name: string | undefined;
  readonly aliases: readonly string[];
}

/** The virtual hosts of a file that Apache reads; a file may have thousands, each asked for by a resource. */
export function hostsIn(view: FileView): readonly HostSection[] {
  return view.loaded === undefined
    ? lookForHosts(view)
    : view.loaded.once(view.texts, () => lookForHosts(view));
}

function lookForHosts(view: FileView): readonly HostSection[] {
  return sectionNodesIn(view, null, 'VirtualHost').map((node) => {
    const loaded = loadedSectionOf(view, node);
    const words = (name: string): readonly string[] =>
      (loaded === undefined ? linesIn(view, node, name) : [...directivesAt(loaded.items, name)]).flatMap(
        ({ args }) => args,
      );
    return {
      node,
      addresses: said(view, node).args,
      name: words('ServerName').map(bareName).at(-1),
      aliases: words('ServerAlias').map(bareName),
    };
  });
}

/** The virtual host that is meant. A Failure that says why there is none, or which there are. */
export function hostAt(view: FileView, wanted: HostName): SectionNode {
  const all = hostsIn(view);
  const here = all.filter((host) => isAt(host, wanted));
  const found = closest(here, wanted);
  const [only, second] = found;
  if (only === undefined) throw noHost(view, wanted, all);
  if (second !== undefined) {
    const places = found.map(({ addresses }) => addresses.join(' '));
    const lines = found.map(({ node }, index) => `${node.line} (${places[index]})`).join(', ');
    throw new Failure(t('apache.two_vhosts', { path: view.path, name: hostLabel(wanted), lines }), {
      cure: t(new Set(places).size === 1 ? 'apache.same_vhosts_cure' : 'apache.two_vhosts_cure'),
    });
  }
  return only.node;
}

/** A name as people know a host: `shop.example:443`. */
export function hostLabel({ server_name: name, port, address }: HostName): string {
  const where = address ?? (port === undefined ? undefined : `*:${port}`);
  if (name === undefined) return where ?? '';
  return address === undefined ? `${name}${port === undefined ? '' : `:${port}`}` : `${name} (${address})`;
}

/** The port of `*:443`, `[::1]:443` or `192.0.2.1:443`; undefined: any. */
export function portOf(address: string): string | undefined {
  const port = /:(\d+|\*)$/u.exec(address.replace(/^\[[^\]]*\]/u, '*'))?.[1];
  return port === '*' ? undefined : port;
}

function isAt({ addresses }: HostSection, { port, address }: HostName): boolean {
  return (
    (port === undefined || addresses.some((one) => (portOf(one) ?? String(port)) === String(port))) &&
    (address === undefined ||
      addresses.some((one) =>
        [lower(one), hostOf(one), hostOf(one).replace(/^\[(.*)\]$/u, '$1')].includes(lower(address)),
      ))
  );
}

/** By name before by alias; by the very port before by any; a port alone is that of the host without a name. */
function closest(
  hosts: readonly HostSection[],
  { server_name: name, port }: HostName,
): readonly HostSection[] {
  const wanted = name === undefined ? undefined : bareName(name);
  const ranks: readonly ((host: HostSection) => boolean)[] =
    wanted === undefined
      ? [(host) => host.name === undefined, () => true]
      : [(host) => host.name === wanted, ({ aliases }) => aliases.includes(wanted)];
  const found = ranks.map((rank) => hosts.filter(rank)).find((some) => some.length > 0) ?? [];
  if (wanted === undefined && hosts.length === 1) return hosts;
  const exact = found.filter(({ addresses }) => addresses.some((one) => portOf(one) === String(port)));
  return port !== undefined && exact.length > 0 ? exact : found;
}

/** The address of `*:443` without its port, in small letters. */
export function hostOf(address: string): string {
  return lower(address).replace(/(?<=^\[[^\]]*\]|^[^:[]*):(?:\d+|\*)$/u, '');
}

function noHost(view: FileView, wanted: HostName, all: readonly HostSection[]): Failure {
  const { path } = view;
  const name = hostLabel(wanted);
  const made = madeByMacro(view, wanted);
  if (made !== undefined)
    return new Failure(
      t('apache.host_of_macro', { name, place: placeInFiles(made), macro: made.macro ?? '' }),
      {
        cure: t('apache.host_of_macro_cure', { place: placeInFiles(made) }),
      },
    );
  const around = view.texts[0]?.section;
  if (all.length === 0 && (around !== undefined || sectionNodesIn(view, null, 'VirtualHost').length === 0))
    return new Failure(t('apache.no_hosts', { path }), { cure: t('apache.no_hosts_cure') });
  const there = all.map((host) => `${host.name ?? '-'} (${host.addresses.join(' ')})`).join(', ');
  return new Failure(t('apache.no_vhost', { path, name, there }), {
    cure: all.some((host) => host.name === undefined)
      ? t('apache.no_vhost_cure_nameless')
      : t('apache.no_vhost_cure'),
  });
}

/** The host of a name that a macro says, in this file or another. */
function madeByMacro({ loaded }: FileView, { server_name: name }: HostName): LoadedSection | undefined {
  if (loaded === undefined || name === undefined) return undefined;
  for (const host of sectionsAt(loaded.items, 'VirtualHost'))
    if (host.macro !== undefined)
      for (const one of directivesBelow(host.items))
        if (/^server(?:name|alias)$/iu.test(one.name) && one.args.map(bareName).includes(bareName(name)))
          return host;
  return undefined;
}
