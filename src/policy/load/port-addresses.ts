import { endpointsIn } from '../../core/address.ts';
import type { PolicySet } from '../../core/policy.ts';

/** Parts of a type that say whether its specs have a port, and which URLs they name. */
interface Addressed {
  readonly atPort?: boolean;
  readonly urls?: (spec: never) => readonly string[];
}

type Types = ReadonlyMap<string, Addressed>;

/** Types of a registry by name. */
export interface AddressedTypes {
  readonly resources: Types;
  readonly probes: Types;
  readonly remedies: Types;
}

/** Items in which each port without an address has those that mounts and URLs of the set name for it. */
export function withAddresses(
  { resources, probes, rules }: Pick<PolicySet, 'resources' | 'probes' | 'rules'>,
  types: AddressedTypes,
): Pick<PolicySet, 'probes' | 'rules'> {
  const named = new Map<number, Set<string>>();
  for (const url of [...urlsOf(resources, types.resources), ...urlsOf(probes, types.probes)])
    for (const { address, port } of endpointsIn(url))
      named.set(port, (named.get(port) ?? new Set()).add(address));
  const settle = <T extends Item>(item: T, known: Types): T => {
    const spec = item.spec as Spec;
    const addresses = spec.port === undefined ? undefined : named.get(spec.port);
    const isOpen = known.get(item.type)?.atPort === true && spec.address === undefined;
    return isOpen && addresses !== undefined ? { ...item, spec: { ...spec, address: [...addresses] } } : item;
  };
  return {
    probes: probes.map((probe) => settle(probe, types.probes)),
    rules: rules.map((rule) => ({ ...rule, do: rule.do.map((rung) => settle(rung, types.remedies)) })),
  };
}

interface Item {
  readonly type: string;
  readonly spec: unknown;
}

interface Spec {
  readonly port?: number;
  readonly address?: unknown;
}

function urlsOf(items: readonly Item[], types: Types): readonly string[] {
  return items.flatMap(({ type, spec }) => types.get(type)?.urls?.(spec as never) ?? []);
}
