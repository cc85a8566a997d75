import type { SchemaPart } from './resource.ts';

/** One end that a URL or a policy names. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A port as a probe or a remedy names it. */
export interface DeclaredPort {
  readonly port: number;
  readonly address?: string | readonly string[];
}

/** A port with the addresses that count, as the kernel's tables write them. */
export interface PortPlace {
  readonly port: number;
  readonly addresses: readonly string[];
}

/** Addresses of the machine itself. */
const loopbacks = ['127.0.0.1', '::1'] as const;

const everyIpv4 = '0.0.0.0';
const everyAddress = '::';

/** Addresses that stand for all of this machine. */
export const wildcards: readonly string[] = [everyIpv4, everyAddress];

const addressText: SchemaPart = {
  type: 'string',
  pattern:
    '^(?:localhost|\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*(?:\\d{1,3}(?:\\.\\d{1,3}){3})?)$',
};

/** Schema properties of a DeclaredPort. */
export const portProperties: Readonly<Record<'port' | 'address', SchemaPart>> = {
  port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port.' },
  address: {
    description:
      'The address at which it is, or several: `localhost` for both loopback addresses, `0.0.0.0` for all of IPv4, `::` for all. Who listens at all addresses listens there as well. Unless given, it is what mounts of `apache_proxy` and URLs of `http` probes name for the port; where none does, the loopback addresses.',
    oneOf: [addressText, { type: 'array', minItems: 1, items: addressText }],
    examples: ['127.0.0.1'],
  },
};

/** Place that a spec means. Throws where what it names is no address. */
export function portPlaceOf({ port, address = loopbacks }: DeclaredPort): PortPlace {
  const named = typeof address === 'string' ? [address] : address;
  const addresses = named.flatMap((text): readonly string[] => {
    if (text === 'localhost') return loopbacks;
    const known = ipAddress(text);
    if (known === undefined) throw new Error(`${text} is no IP address`);
    return [known];
  });
  return { port, addresses: [...new Set(addresses)] };
}

/** Text of a place, `127.0.0.1:3001`. */
export function placeText({ port, addresses }: PortPlace): string {
  return addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`).join(', ');
}

/** Shortest text of an IP address, an IPv4 address inside IPv6 as IPv4; undefined: it is none. */
export function ipAddress(text: string): string | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/u.exec(text);
  if (parts !== null) {
    const bytes = parts.slice(1).map(Number);
    return bytes.every((byte) => byte < 256) ? bytes.join('.') : undefined;
  }
  const url = `http://[${text}]/`;
  if (!/^[0-9A-Fa-f:.]+$/u.test(text) || !URL.canParse(url)) return undefined;
  const address = new URL(url).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u.exec(address);
  if (mapped === null) return address;
  return mapped
    .slice(1)
    .map((word) => Number.parseInt(word, 16))
    .flatMap((word) => [word >> 8, word & 255])
    .join('.');
}

/** Ends that a URL names by address; none where it names a host, or a socket of the file system. */
export function endpointsIn(url: string): readonly Endpoint[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname, port } = new URL(url);
  const usual = usualPorts[protocol];
  const number = port === '' ? usual : Number(port);
  const address = hostname === 'localhost' ? hostname : ipAddress(hostname.replace(/^\[|\]$/gu, ''));
  return number === undefined || address === undefined ? [] : [{ address, port: number }];
}

const usualPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'ws:': 80,
  'https:': 443,
  'wss:': 443,
  'ajp:': 8009,
};

/** Tells whether an address of a connection is one of those that count. */
export function isAmong(address: string, addresses: readonly string[]): boolean {
  if (addresses.includes(everyAddress) || addresses.includes(address)) return true;
  return addresses.includes(everyIpv4) && !address.includes(':');
}

/**
 * Those of some listeners who get the connections to the addresses that count: who listens at an address itself goes
 * before who listens at all of IPv4, and that one before who listens at all.
 */
export function listenersFor<Socket extends { readonly local: Endpoint }>(
  sockets: readonly Socket[],
  addresses: readonly string[],
): readonly Socket[] {
  if (addresses.includes(everyAddress)) return sockets;
  const at = (address: string): readonly Socket[] => sockets.filter(({ local }) => local.address === address);
  const found = addresses.flatMap((address) => {
    const own =
      address === everyIpv4 ? sockets.filter(({ local }) => !local.address.includes(':')) : at(address);
    const ipv4 = address.includes(':') ? [] : at(everyIpv4);
    return [own, ipv4, at(everyAddress)].find((group) => group.length > 0) ?? [];
  });
  return [...new Set(found)];
}

/** Tells whether a connection ends at the machine that it began at. */
export function staysHere({
  local,
  remote,
}: {
  readonly local: Endpoint;
  readonly remote: Endpoint;
}): boolean {
  return local.address === remote.address || (isLoopback(local.address) && isLoopback(remote.address));
}

/** Tells an address of the machine itself. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
