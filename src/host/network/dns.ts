import type { Resolver } from 'node:dns/promises';
import type { DnsAnswer, DnsQuestion, RecordType } from '../../core/instruments.ts';
import { codeOrMessage } from '../errno.ts';

/** Names that are not there, and names without records of the type, as c-ares says them: an answer like any other. */
const nothing: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/** One question, to one server or to those of `/etc/resolv.conf`; neither a cache nor `/etc/hosts` is asked. */
export async function lookUp({ name, type, server, timeout }: DnsQuestion): Promise<DnsAnswer> {
  const dns = await import('node:dns/promises');
  const resolver = new dns.Resolver({ timeout: timeout * 1000, tries: 1 });
  if (server !== undefined) resolver.setServers([server]);
  const began = performance.now();
  const latency = (): number => (performance.now() - began) / 1000;
  const timer = setTimeout(() => {
    resolver.cancel();
  }, timeout * 1000);
  try {
    const values = await recordsOf(resolver, name, type);
    return { outcome: 'answered', values: values.toSorted(), latency: latency() };
  } catch (error) {
    const code = codeOrMessage(error);
    if (nothing.has(code)) return { outcome: 'answered', values: [], latency: latency() };
    return { outcome: 'failed', error: code === 'ECANCELLED' ? 'ETIMEOUT' : code, latency: latency() };
  } finally {
    clearTimeout(timer);
  }
}

/** Values of a name's records, as zone files write them. */
async function recordsOf(resolver: Resolver, name: string, type: RecordType): Promise<readonly string[]> {
  if (type === 'MX')
    return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
  if (type === 'TXT') return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
  return resolver.resolve(name, type);
}
