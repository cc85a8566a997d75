import { ipAddress } from '../../../core/address.ts';
import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import { readConfiguration } from '../config/loaded.ts';
import { lower } from '../config/text.ts';
import type { Layout } from '../facts/layout.ts';
import { findParent, listenersOf, otherListeners, type Listener, type ServerProcess } from './process.ts';
import { runtimeOf } from './runtime.ts';

/** An address to listen at, as all its spellings have it: `8080` is `*:8080`, and `[0:0::1]:8080` is `[::1]:8080`. */
export function addressKey(address: string): string {
  if (/^\d+$/u.test(address)) return `*:${address}`;
  const [, host = '', port = ''] = /^(.*):(\d+)$/u.exec(address) ?? [];
  const known = ipAddress(host.replace(/^\[(.*)\]$/u, '$1'));
  return known === undefined ? lower(address) : `${known.includes(':') ? `[${known}]` : known}:${port}`;
}

/** Tells whether one address holds the port of the other, so that nobody could listen at both. */
export function overlap(one: string, other: string): boolean {
  return addressKey(one) === addressKey(other) || movesListener([one], [other]);
}

/** Tells whether an address to listen at holds the port of another that is asked for, which takes a stop to let go. */
export function movesListener(held: readonly string[], asked: readonly string[]): boolean {
  return asked.some((one) =>
    held.some((other) => other !== one && portIn(other) === portIn(one) && (isAny(one) || isAny(other))),
  );
}

/** Tells an address to listen at that stands for all of the machine's. */
function isAny(address: string): boolean {
  return /^(?:\*|0\.0\.0\.0|\[::\]):\d+$/u.test(addressKey(address));
}

/** The port of an address to listen at. */
function portIn(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

/** Addresses that others than this Apache hold on the machine; of a host that does not run here none is known. */
export async function takenBeside(host: Reader, layout: Layout): Promise<readonly string[]> {
  if (!host.live) return [];
  const { pidFile } = await runtimeOf(host, layout);
  const parent = await findParent(host, pidFile, layout);
  // An Apache that may not be looked at could be the one that listens.
  if (parent.state === 'unreadable') return [];
  const others = await otherListeners(host, parent.state === 'present' ? parent.value.pid : undefined);
  return others.map(written);
}

/**
 * Reason why a running Apache would die of its configuration: it asks for an address that another program holds, and the
 * configuration test does not try that.
 */
export async function whyNotListening(
  host: Reader,
  layout: Layout,
  parent: ServerProcess,
): Promise<Text | undefined> {
  const loaded = await readConfiguration(host, layout);
  const asked = (loaded?.ofServer('Listen') ?? []).filter(({ condition }) => condition === undefined);
  const own = (await listenersOf(host, parent.pid)).map(written);
  // Every Apache listens: where nothing is seen of it, nothing is known of the others either.
  if (own.length === 0) return undefined;
  const fresh = asked.filter(({ args: [address = ''] }) => !own.some((one) => overlap(one, address)));
  if (fresh.length === 0) return undefined;
  const others = (await otherListeners(host, parent.pid)).map(written);
  for (const { args } of fresh) {
    const held = others.find((one) => overlap(one, args[0] ?? ''));
    if (held !== undefined) return t('apache.listen_held', { listen: args.join(' '), held });
  }
  return undefined;
}

/** An address as Listen would have it. */
function written({ address, port }: Listener): string {
  if (/^(?:0\.){3}0$|^(?:0:){7}0$/u.test(address)) return `*:${port}`;
  return addressKey(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
}
