import type { Backend, Finder, Found, FoundResource } from '../../../core/found.ts';
import { endpointsIn, isLoopback, placeText } from '../../../core/address.ts';
import { readyPatterns } from '../../../core/pattern.ts';
import { t } from '../../../core/text.ts';
import { readConfiguration, type Loaded } from '../config/loaded.ts';
import { placeInFiles } from '../config/reading.ts';
import { debian, layoutIn, redHat, type Layout } from '../facts/layout.ts';
import { findMpm } from './mpm.ts';
import { findProxies } from './proxies.ts';
import type { Handing } from './handing.ts';

/** Apache of a host: its MPM, and what its virtual hosts hand on to backends. */
export async function findApache(finder: Finder): Promise<Found> {
  const { host } = finder;
  await readyPatterns();
  const resources: FoundResource[] = [];
  const handings: Handing[] = [];
  const logs = new Set<string>();
  for (const layout of await layoutsOn(finder)) {
    const loaded = await readConfiguration(host, layout);
    if (loaded === undefined) continue;
    if (loaded.refused !== undefined) finder.leaveOut(loaded.refused);
    const seen = { layout, loaded, leaveOut: finder.leaveOut };
    if (layout === debian) resources.push(...(await findMpm(host, seen)));
    const proxies = findProxies(seen);
    resources.push(...proxies.resources);
    handings.push(...proxies.handings);
    for (const log of proxies.logs) logs.add(log);
    tellRewrites(loaded, finder);
  }
  return {
    policy: 'apache',
    description: 'Apache as it is on this host.',
    resources: unique(resources),
    backends: backendsOf(handings),
    logs: [...logs],
  };
}

/** Debian's layout, those of its further instances, and Red Hat's. */
async function layoutsOn({ host }: Finder): Promise<readonly Layout[]> {
  const names = await host.list('/etc');
  const instances = (names.state === 'present' ? [...names.value].sort() : [])
    .filter((name) => /^apache2-[A-Za-z0-9_.-]+$/u.test(name))
    .map((name) => layoutIn(`/etc/${name}`));
  return [debian, ...instances, redHat];
}

/** Tells of rewritten requests that go to a backend: no mount says them. */
function tellRewrites(loaded: Loaded, { leaveOut }: Finder): void {
  for (const one of loaded.named('RewriteRule'))
    if (/^\[(?:.*,)?(?:P|proxy)(?:,.*)?\]$/iu.test(one.args[2] ?? ''))
      leaveOut(t('apache.found_rewrite', { place: placeInFiles(one), to: one.args[1] ?? '' }));
}

/** Names of resources are unique in all policies. */
function unique(resources: readonly FoundResource[]): readonly FoundResource[] {
  const taken = new Set<string>();
  return resources.map((one) => {
    let { name } = one;
    for (let number = 2; taken.has(name); number += 1) name = `${one.name}, number ${number}`;
    taken.add(name);
    return name === one.name ? one : { ...one, name };
  });
}

/** Backends at ports of this machine, each once. */
function backendsOf(handings: readonly Handing[]): readonly Backend[] {
  const byPlace = new Map<number, { url: string; address: string; port: number; sites: Set<string> }>();
  for (const { url, site } of handings) {
    const place = placeAt(url);
    if (place === undefined) continue;
    const key = place.port;
    const known = byPlace.get(key) ?? { ...place, sites: new Set<string>() };
    known.sites.add(site);
    byPlace.set(key, known);
  }
  return [...byPlace.values()].map((one) => ({ ...one, sites: [...one.sites] }));
}

/** Address and port of a backend on this machine that speaks HTTP. */
function placeAt(url: string): Omit<Backend, 'sites'> | undefined {
  const [, scheme] = /^(https?|wss?):/iu.exec(url) ?? [];
  const [end] = endpointsIn(url);
  if (scheme === undefined || end === undefined) return undefined;
  const address = end.address === 'localhost' ? '127.0.0.1' : end.address;
  if (!isLoopback(address)) return undefined;
  const { port } = end;
  const place = placeText({ port, addresses: [address] });
  return { url: `${/s$/iu.test(scheme) ? 'https' : 'http'}://${place}/`, address, port };
}
