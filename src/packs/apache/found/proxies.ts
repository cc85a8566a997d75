import type { FoundResource } from '../../../core/found.ts';
import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { hostAt, hostsIn, portOf, type HostName } from '../config/hosts.ts';
import { locationMounts, mountsOf, takes, type Mounted } from '../config/mounts.ts';
import {
  directivesAt,
  placeInFiles,
  type LoadedDirective,
  type LoadedSection,
  type LoadedItem,
} from '../config/reading.ts';
import { bareName, lower } from '../config/text.ts';
import { writeArgs, type SectionNode } from '../config/tree.ts';
import { linesIn, nodesIn, said, viewLoaded, type FileView } from '../config/view.ts';
import { confdir } from '../facts/layout.ts';
import { reverseAddress, type Mount } from '../facts/mount.ts';
import { proxySettings } from '../facts/proxy-schema.ts';
import type { Handing, Seen } from './handing.ts';
import { mountFrom, settingFrom } from './mount-words.ts';

/** Mounts and proxy settings of all that Apache reads, as `apache_proxy` says them; what it cannot say is told. */
export function findProxies(seen: Seen): {
  readonly resources: readonly FoundResource[];
  readonly handings: readonly Handing[];
  readonly logs: readonly string[];
} {
  const search: Search = { ...seen, said: new Set(), handings: [], logs: [], views: new Map() };
  const hosts = [...seen.loaded.sectionsOfServer('VirtualHost')];
  const ofHosts = hosts.flatMap((host) => ofHost(host, search));
  const resources = [...named(ofHosts), ...ofTopLevels(search)];
  tellRest(search);
  return { resources, handings: search.handings, logs: search.logs };
}

interface Search extends Seen {
  /** Lines that are declared, or told of, by file and position. */
  readonly said: Set<string>;
  readonly handings: Handing[];
  readonly logs: string[];
  readonly views: Map<string, FileView | undefined>;
}

/** A virtual host with mounts, and what tells it from others. */
interface FoundHost {
  readonly label: string;
  readonly address: string;
  readonly file: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function viewAt(file: string, search: Search): FileView | undefined {
  if (!search.views.has(file)) search.views.set(file, viewLoaded(search.loaded, search.layout, file));
  return search.views.get(file);
}

function ofHost(host: LoadedSection, search: Search): readonly FoundHost[] {
  const { leaveOut } = search;
  const names = [...directivesAt(host.items, 'ServerName')].flatMap(({ args }) => args);
  const name = names.map(bareName).at(-1);
  const place = placeInFiles(host);
  const label = name ?? host.node.args.join(' ');
  if (host.macro !== undefined) {
    const passes = [...directivesAt(host.items, 'ProxyPass', 'ProxyPassMatch')];
    for (const one of passes) search.said.add(keyOf(one));
    if (passes.length > 0) leaveOut(t('apache.found_macro', { host: label, place, macro: host.macro }));
    return [];
  }
  const view = viewAt(host.file, search);
  if (view === undefined) return [];
  const { node } = host;
  const parts = partsOf(view, node, label, search);
  if (parts === undefined) return [];
  const wanted = hostNameOf(view, node, name);
  if (wanted === undefined) {
    leaveOut(t('apache.found_ambiguous', { host: label, place }));
    return [];
  }
  for (const { args } of directivesAt(host.items, 'ErrorLog', 'CustomLog', 'TransferLog'))
    if (args[0]?.startsWith('/') === true) search.logs.push(args[0]);
  return [
    {
      label,
      address: host.node.args.join(' '),
      file: host.via,
      spec: { ...fileSpec(view.real), virtual_host: wanted, ...parts },
    },
  ];
}

/** The file as a policy names it: a site of sites-available by its name. */
function fileSpec(real: string): Readonly<Record<string, string>> {
  const site = real.startsWith(`${confdir}/sites-available/`)
    ? /^([^/]+)\.conf$/u.exec(real.slice(`${confdir}/sites-available/`.length))?.[1]
    : undefined;
  return site === undefined ? { file: real } : { site };
}

/** The plainest words that mean a host and no other of its file. */
function hostNameOf(view: FileView, node: SectionNode, name: string | undefined): HostName | undefined {
  const [address = ''] = node.args;
  const port = Number(portOf(address));
  const at = Number.isInteger(port) && port > 0 ? { port } : {};
  const base: HostName = name === undefined ? {} : { server_name: name };
  const ways: readonly HostName[] = [
    { ...base, ...at },
    { ...base, address },
  ];
  if (hostsIn(view).length === 1 && name !== undefined) return ways[0];
  return ways.find((way) => Object.keys(way).length > 0 && means(view, node, way));
}

function means(view: FileView, node: SectionNode, wanted: HostName): boolean {
  try {
    return hostAt(view, wanted).start === node.start;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** Mounts and settings of a place; undefined: it has no mount. */
function partsOf(
  view: FileView,
  host: SectionNode | null,
  site: string,
  search: Search,
): Readonly<Record<string, unknown>> | undefined {
  const mounts = [...ownMounts(view, host, site, search), ...locationsOf(view, host, site, search)];
  if (mounts.length === 0) return undefined;
  const directives: Record<string, unknown> = {};
  for (const node of nodesIn(view, host)) {
    const name = node.kind === 'directive' ? settingNames.get(lower(said(view, node).name)) : undefined;
    if (name === undefined) continue;
    const schema = proxySettings[name] ?? {};
    const there = directives[name];
    if (schema['type'] !== 'array') directives[name] = settingFrom(node.args, schema);
    else directives[name] = [...(Array.isArray(there) ? (there as string[]) : []), writeArgs(node.args)];
  }
  return { ...(Object.keys(directives).length > 0 ? { directives } : {}), mounts };
}

/** Names of settings by their small letters. */
const settingNames = new Map(Object.keys(proxySettings).map((name) => [lower(name), name]));

/** Mounts that stand in a place itself. */
function ownMounts(view: FileView, host: SectionNode | null, site: string, search: Search): readonly Mount[] {
  const all = mountsOf(view, host);
  const reverses = linesIn(view, host, 'ProxyPassReverse');
  return all.flatMap((one, index): readonly Mount[] => {
    const { node } = one;
    if (node === undefined) return [];
    search.said.add(`${view.real} ${node.start}`);
    search.handings.push({ url: one.args[0] ?? '', site });
    const hidden = all.slice(0, index).find((other) => hides(other, one));
    if (hidden !== undefined) {
      search.leaveOut(
        t('apache.found_hidden', {
          path: one.path,
          place: placeIn(view, node.line),
          by: hidden.path,
          other: hidden.place,
        }),
      );
      return [];
    }
    const mount = mountFrom(node);
    if (mount === undefined) {
      search.leaveOut(t('apache.found_no_path', { path: one.path, place: placeIn(view, node.line) }));
      return [];
    }
    const isReversed = reverses.some(
      ({ node: { args } }) => args[0] === one.path && args[1] === reverseAddress(mount),
    );
    return [isReversed ? { ...mount, reverse: true } : mount];
  });
}

/** Tells whether all that is asked of a mount is answered by one before it. */
function hides(earlier: Mounted, one: Mounted): boolean {
  return one.isMatch ? earlier.isMatch && earlier.path === one.path : takes(earlier, one.path);
}

function locationsOf(
  view: FileView,
  host: SectionNode | null,
  site: string,
  search: Search,
): readonly Mount[] {
  return locationMounts(view, host).flatMap(({ section, node, args }): readonly Mount[] => {
    search.said.add(`${view.real} ${node.start}`);
    search.handings.push({ url: args[0] ?? '', site });
    const mount = mountFrom({ ...node, args: [section.args[0] ?? '', ...node.args] });
    if (mount === undefined) {
      search.leaveOut(
        t('apache.found_no_path', { path: section.args[0] ?? '', place: placeIn(view, node.line) }),
      );
      return [];
    }
    const url = reverseAddress(mount);
    const isReversed = linesIn(view, section, 'ProxyPassReverse').some((line) => line.node.args[0] === url);
    return [isReversed ? { ...mount, reverse: true } : mount];
  });
}

function placeIn(view: FileView, line: number): string {
  return `${view.real}:${line}`;
}

/** Resources of hosts: by name and port, where that is not enough by address and file. */
function named(hosts: readonly FoundHost[]): readonly FoundResource[] {
  const plain = ({ label, address }: FoundHost): string => {
    const port = portOf(address.split(' ')[0] ?? '');
    return `Proxy of ${label}${port === undefined || label === address ? '' : ` on port ${port}`}`;
  };
  const counted = new Map<string, number>();
  for (const host of hosts) counted.set(plain(host), (counted.get(plain(host)) ?? 0) + 1);
  return hosts.map((host) => ({
    name:
      counted.get(plain(host)) === 1
        ? plain(host)
        : `Proxy of ${host.label} on ${host.address} in ${host.file.slice(host.file.lastIndexOf('/') + 1)}`,
    type: 'apache_proxy',
    spec: host.spec,
    members: ['mounts', 'directives'],
  }));
}

/** Mounts at the top level of files: of the server itself, or of a fragment that a host includes. */
function ofTopLevels(search: Search): readonly FoundResource[] {
  const files = new Set(
    [...passesOutside(search.loaded.items)]
      .filter((one) => one.start !== undefined && !search.said.has(keyOf(one)))
      .map(({ file }) => file),
  );
  return [...files].flatMap((file): readonly FoundResource[] => {
    const view = viewAt(file, search);
    const parts = view && partsOf(view, null, file.slice(file.lastIndexOf('/') + 1), search);
    if (parts === undefined) return [];
    return [
      {
        name: `Proxy of ${file}`,
        type: 'apache_proxy',
        spec: { file, ...parts },
        members: ['mounts', 'directives'],
      },
    ];
  });
}

/** Lines of mounts in no section but a host or a location. */
function* passesOutside(items: readonly LoadedItem[]): Generator<LoadedDirective> {
  for (const item of items)
    if (item.kind === 'directive') {
      if (/^proxypass(?:match)?$/iu.test(item.name)) yield item;
    } else if (item.kind === 'text' || /^(?:virtualhost|location)$/iu.test(item.node.name))
      yield* passesOutside(item.items);
}

/** Tells of mounts that stand where no resource declares them. */
function tellRest({ loaded, said, leaveOut }: Search): void {
  for (const one of [...loaded.named('ProxyPass'), ...loaded.named('ProxyPassMatch')]) {
    if (said.has(keyOf(one))) continue;
    said.add(keyOf(one));
    const around = one.condition ?? sectionText(one.section);
    leaveOut(
      t('apache.found_elsewhere', {
        name: one.name,
        args: one.args.join(' '),
        place: placeInFiles(one),
        around,
      }),
    );
  }
}

function sectionText(section: LoadedSection | undefined): string {
  return section === undefined ? '' : `<${[section.node.name, ...section.node.args].join(' ')}>`;
}

function keyOf({ file, start, line }: LoadedDirective): string {
  return `${file} ${start ?? `macro ${line}`}`;
}
