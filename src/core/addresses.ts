import { plainPath } from './folders.ts';
import type { ResourceItem } from './policy.ts';
import type { AnyResourceType } from './resource.ts';

/** Addresses that a resource owns; a path has one spelling in them, however the policy writes it. */
export function addressesOf(type: AnyResourceType, item: Pick<ResourceItem, 'spec'>): readonly string[] {
  const known = owned.get(item);
  if (known?.type === type) return known.addresses;
  const addresses = type.owns(item.spec).map(inOneSpelling);
  owned.set(item, { type, addresses });
  return addresses;
}

/** Addresses of items that were asked for before: lint, the order and the plan ask for the same ones. */
const owned = new WeakMap<
  object,
  { readonly type: AnyResourceType; readonly addresses: readonly string[] }
>();

/** Addresses whose owners come before a resource, in the same spelling. */
export function addressesBefore(
  type: AnyResourceType,
  { spec }: Pick<ResourceItem, 'spec'>,
): readonly string[] {
  return (type.after?.(spec) ?? []).map(inOneSpelling);
}

/** Path of the file that an address names, or names a part of. */
export function fileIn(address: string): string | undefined {
  return /^[a-z0-9_-]+:(\/[^#]*)/u.exec(address)?.[1];
}

function inOneSpelling(address: string): string {
  const from = address.indexOf(':') + 1;
  if (address[from] !== '/') return address;
  const hash = address.indexOf('#', from);
  const path = hash < 0 ? address.slice(from) : address.slice(from, hash);
  const plain = plainPath(path);
  return plain === path ? address : `${address.slice(0, from)}${plain}${address.slice(from + path.length)}`;
}
