import type { FieldChange } from '../../../core/resource.ts';
import { locationMounts, mountsOf, takes, type LocationMount, type Mounted } from '../config/mounts.ts';
import type { Edit } from '../config/edits.ts';
import { writeArgs, type Node, type SectionNode } from '../config/tree.ts';
import { linesIn, type FileView, type Line } from '../config/view.ts';
import {
  takesAllBelow,
  directiveOf,
  inReadingOrder,
  mountPath,
  proxyPassFrom,
  proxyPassOf,
  reverseAddress,
  type Mount,
} from '../facts/mount.ts';
import { proxySettings } from '../facts/proxy-schema.ts';
import { arrange } from './arrange.ts';
import type { ProxySpec } from './proxy-spec.ts';
import { argumentsOfLine, linesOf, sameWords, type Scalar } from './values.ts';

/** Edits of a host, and how people see them. */
export interface Changes {
  readonly edits: Edit[];
  readonly fields: FieldChange[];
}

/** A host (null: the top level of its file) within the file that it is edited in. */
interface Place {
  readonly view: FileView;
  readonly host: SectionNode | null;
}

/** Changes that make a host what its spec says. */
export function proxyChanges(spec: ProxySpec, view: FileView, host: SectionNode | null): Changes {
  const changes: Changes = { edits: [], fields: [] };
  const place = { view, host };
  for (const [name, value] of Object.entries(spec.directives ?? {}))
    if (Array.isArray(value)) setLines(place, name, value as readonly Scalar[], changes);
    else setDirective(place, name, value as Scalar, changes);
  setMounts(place, spec.mounts ?? [], changes);
  return changes;
}

/** Sets a directive that stands once: what is in force is the last; it is changed, and what repeats it goes. */
function setDirective(place: Place, name: string, value: Scalar, { edits, fields }: Changes): void {
  const { view, host } = place;
  const there = linesIn(view, host, name);
  const last = there.at(-1);
  const { words, text } = argumentsOfLine(value);
  if (last !== undefined && saysSame(last, words)) return;
  fields.push({ field: name, from: shown(there), to: text });
  if (last === undefined) edits.push({ edit: 'insert', name, args: text, where: placeFor(place) });
  else edits.push({ edit: 'replace', node: last.node, args: text });
  for (const { node } of there.slice(0, -1)) edits.push({ edit: 'remove', node });
}

function setLines(
  { view, host }: Place,
  name: string,
  values: readonly Scalar[],
  { edits, fields }: Changes,
): void {
  const there = linesIn(view, host, name);
  const wanted = linesOf(values).map((line) => ({ name, ...line }));
  const more = arrange(there, wanted, { ordered: true, place: host });
  if (more.length === 0) return;
  edits.push(...more);
  fields.push({ field: name, from: shown(there), to: wanted.map(({ text }) => text).join(' | ') });
}

function saysSame({ node, args }: Line, words: readonly string[]): boolean {
  const small = (all: readonly string[]): readonly string[] => all.map((word) => word.toLowerCase());
  return sameWords(small(args), small(words)) || sameWords(small(node.args), small(words));
}

function shown(lines: readonly Line[]): string | null {
  return lines.length === 0 ? null : lines.map(({ node }) => node.args.join(' ')).join(' | ');
}

type Where = Extract<Edit, { edit: 'insert' }>['where'];

const settings = Object.keys(proxySettings);

/** New proxy settings go before the first mount, else after the last of their like, else to the section's end. */
function placeFor({ view, host }: Place): Where {
  const [mount] = linesIn(view, host, 'ProxyPass', 'ProxyPassMatch');
  if (mount !== undefined) return { before: mount.node };
  const last = linesIn(view, host, ...settings).at(-1);
  return last === undefined ? { in: host } : { after: last.node };
}

function setMounts(place: Place, mounts: readonly Mount[], changes: Changes): void {
  const { view, host } = place;
  if (mounts.length === 0) return;
  const there = mountsOf(view, host);
  const inLocations = locationMounts(view, host);
  const reverses = linesIn(view, host, 'ProxyPassReverse');
  const isHere = ({ path, state }: Mount): boolean =>
    state !== 'absent' && inLocations.every((location) => location.path !== path);
  const ordered = inReadingOrder(mounts);
  const places = placeMounts(place, ordered.filter(isHere), there);
  for (const mount of ordered) {
    const location = inLocations.findLast(({ path }) => path === mount.path);
    const own = there.filter((one) => isOf(one, mount) && one.node !== undefined);
    if (mount.state === 'absent') removeMount(mount, own, { location, reverses }, changes);
    else if (location !== undefined) setLocation(view, location, mount, changes);
    else {
      if (places.has(mount)) setMount(mount, own, places.get(mount), changes);
      if (mount.reverse !== undefined) setReverse(place, mount, own[0], reverses, changes);
    }
  }
}

function isOf({ isMatch, path }: Mounted, mount: Mount): boolean {
  return isMatch === (mount.match !== undefined) && path === mountPath(mount);
}

/**
 * Places at which mounts are put in, those moved included. Undefined: it stays where it is; one that is brought in from
 * elsewhere as declared is left out.
 */
function placeMounts(
  place: Place,
  mounts: readonly Mount[],
  there: readonly Mounted[],
): ReadonlyMap<Mount, Where | undefined> {
  const places = new Map<Mount, Where | undefined>();
  for (const mount of mounts.toReversed()) {
    const wanted = placeOfMount(place, mount, there);
    if (wanted === 'elsewhere') continue;
    // A shorter one that is put in before it would take its requests.
    const limits = [...places].flatMap(([other, where]) =>
      where !== undefined && positionOf(where) < positionOf(wanted) && covers(declared(other), mount)
        ? [where]
        : [],
    );
    const [first] = limits.toSorted((a, b) => positionOf(a) - positionOf(b));
    places.set(mount, first ?? ('at' in wanted ? undefined : wanted));
  }
  return places;
}

/** Place of one mount by itself: where it stands, if nothing before it takes its requests. */
function placeOfMount(
  place: Place,
  mount: Mount,
  there: readonly Mounted[],
): Where | { readonly at: Node } | 'elsewhere' {
  const first = there.find((one) => isOf(one, mount) && one.node !== undefined);
  const earlier = there.slice(0, first === undefined ? there.length : there.indexOf(first));
  const elsewhere = earlier.find((one) => isOf(one, mount) && proxyPassFrom(one.args, mount) === undefined);
  const hiding = earlier.find((one) => one !== elsewhere && one.anchor !== undefined && covers(one, mount));
  if (hiding?.anchor !== undefined) return { before: hiding.anchor };
  if (elsewhere !== undefined) return 'elsewhere';
  return first?.node === undefined ? mountPlace(place, there, mount) : { at: first.node };
}

/** Position in the text of a place. */
function positionOf(where: Where | { readonly at: Node }): number {
  if ('at' in where) return where.at.start;
  if ('before' in where) return where.before.start;
  return 'after' in where ? where.after.end : (where.in?.bodyEnd ?? Infinity);
}

function setMount(
  mount: Mount,
  own: readonly Mounted[],
  where: Where | undefined,
  { edits, fields }: Changes,
): void {
  const [first, ...more] = own;
  if (first === undefined && where === undefined) return;
  const raw = first?.node === undefined ? [] : backendOf(first.node.args);
  const next = first === undefined ? proxyPassOf(mount) : proxyPassFrom(raw, mount, first.args);
  if (next === undefined && more.length === 0 && where === undefined) return;
  const to = next ?? raw;
  const name = directiveOf(mount);
  const args = writeArgs([mountPath(mount), ...to]);
  fields.push({
    field: `${name} ${mountPath(mount)}`,
    from:
      first === undefined ? null : own.map((one) => backendOf(one.node?.args ?? []).join(' ')).join(' | '),
    to: to.join(' '),
  });
  if (where !== undefined) {
    edits.push({ edit: 'insert', name, args, where });
    if (first?.node !== undefined) edits.push({ edit: 'remove', node: first.node });
  } else if (first?.node !== undefined && next !== undefined) {
    edits.push({ edit: 'replace', node: first.node, args });
  }
  for (const { node } of more) if (node !== undefined) edits.push({ edit: 'remove', node });
}

function declared(mount: Mount): Pick<Mounted, 'isMatch' | 'path'> {
  return { isMatch: mount.match !== undefined, path: mountPath(mount) };
}

/** Tells whether a mount that stands first takes all that is meant for another. */
function covers(one: Pick<Mounted, 'isMatch' | 'path'>, mount: Mount): boolean {
  if (mount.match === undefined) return takes(one, mountPath(mount));
  return !one.isMatch && takesAllBelow(one.path, beginOf(mount.match));
}

/** The path that all that an expression takes begins with. */
function beginOf(expression: string): string {
  return /^\^(\/(?:[\w%/-]|\\[.-])*\/)?/u.exec(expression)?.[1] ?? '/';
}

/** Backend and options of a line of ProxyPass as it stands there. */
function backendOf(args: readonly string[]): readonly string[] {
  return args.slice(args[0] === '~' ? 2 : 1);
}

/** A new mount goes behind the others of the file, and behind those brought in from elsewhere that it would hide. */
function mountPlace({ view, host }: Place, there: readonly Mounted[], mount: Mount): Where {
  const asked = (one: Mounted): boolean => !one.isMatch && takesAllBelow(mountPath(mount), one.path);
  const before = there.filter((one) => one.node !== undefined || asked(one));
  const last = latest([...before.map(({ anchor }) => anchor), linesIn(view, host, ...settings).at(-1)?.node]);
  const lastMount = latest(before.map(({ anchor }) => anchor));
  if (lastMount !== undefined) return { after: lastMount };
  return last === undefined ? { in: host } : { after: last };
}

function latest(nodes: readonly (Node | undefined)[]): Node | undefined {
  let last: Node | undefined;
  for (const node of nodes)
    if (node !== undefined && (last === undefined || node.start > last.start)) last = node;
  return last;
}

/** The reverse of a mount follows its backend: the one that was of the old backend, or the only one of the path. */
function setReverse(
  place: Place,
  mount: Mount,
  pass: Mounted | undefined,
  reverses: readonly Line[],
  { edits, fields }: Changes,
): void {
  const path = mountPath(mount);
  const own = reverses.filter(({ args }) => args[0] === path);
  if (mount.reverse === false) {
    removeLines(`ProxyPassReverse ${path}`, own, { edits, fields });
    return;
  }
  const url = reverseAddress(mount);
  if (own.some(({ node, args }) => args[1] === url || node.args[1] === url)) return;
  const old =
    own.find(({ node }) => node.args[1] === pass?.node?.args[1]) ?? (own.length === 1 ? own[0] : undefined);
  const args = writeArgs([path, url]);
  fields.push({ field: `ProxyPassReverse ${path}`, from: old?.node.args[1] ?? null, to: url });
  if (old !== undefined) {
    edits.push({ edit: 'replace', node: old.node, args });
    return;
  }
  const last = own.at(-1)?.node ?? pass?.node ?? reverses.at(-1)?.node;
  const where =
    last === undefined ? mountPlace(place, mountsOf(place.view, place.host), mount) : { after: last };
  edits.push({ edit: 'insert', name: 'ProxyPassReverse', args, where });
}

/** A mount that stands in a `<Location>` of its path is changed there. */
function setLocation(
  view: FileView,
  { section, node, args }: LocationMount,
  mount: Mount,
  { edits, fields }: Changes,
): void {
  const next = proxyPassFrom(node.args, mount, args);
  const field = `ProxyPass ${mountPath(mount)}`;
  if (next !== undefined) {
    fields.push({ field, from: node.args.join(' '), to: next.join(' ') });
    edits.push({ edit: 'replace', node, args: writeArgs(next) });
  }
  const reverses = linesIn(view, section, 'ProxyPassReverse');
  if (mount.reverse === false)
    removeLines(`ProxyPassReverse ${mountPath(mount)}`, reverses, { edits, fields });
  const url = reverseAddress(mount);
  if (mount.reverse !== true || reverses.some((one) => one.args[0] === url || one.node.args[0] === url))
    return;
  const [old] = reverses;
  fields.push({ field: `ProxyPassReverse ${mountPath(mount)}`, from: old?.node.args[0] ?? null, to: url });
  if (old === undefined)
    edits.push({ edit: 'insert', name: 'ProxyPassReverse', args: writeArgs([url]), where: { after: node } });
  else edits.push({ edit: 'replace', node: old.node, args: writeArgs([url]) });
}

function removeMount(
  mount: Mount,
  own: readonly Mounted[],
  {
    location,
    reverses,
  }: { readonly location: LocationMount | undefined; readonly reverses: readonly Line[] },
  { edits, fields }: Changes,
): void {
  const path = mountPath(mount);
  const nodes = [...own.map(({ node }) => node), location?.node].filter((node) => node !== undefined);
  const lines = nodes.map((node) => ({ node, args: node.args }));
  removeLines(`${directiveOf(mount)} ${path}`, lines, { edits, fields });
  removeLines(
    `ProxyPassReverse ${path}`,
    reverses.filter(({ args }) => args[0] === path),
    { edits, fields },
  );
}

function removeLines(field: string, lines: readonly Line[], { edits, fields }: Changes): void {
  if (lines.length === 0) return;
  const from = lines
    .map(({ node }) => node.args.filter((word) => !field.endsWith(` ${word}`)).join(' '))
    .join(' | ');
  fields.push({ field, from, to: null });
  for (const { node } of lines) edits.push({ edit: 'remove', node });
}
