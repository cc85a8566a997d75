import type { Backend, Finder, Found, Proposal } from '../../core/found.ts';
import type { Reader } from '../../core/reader.ts';
import type { Text } from '../../core/text.ts';
import { beginPass } from '../../host/index.ts';
import type { Host } from '../../core/host.ts';
import { packs } from '../../packs/index.ts';

/** All that the packs find on a host, and a proposal for each backend. */
export interface HostFindings {
  readonly found: readonly Found[];
  readonly proposals: readonly { readonly backend: Backend; readonly proposal: Proposal }[];
  /** Backends beyond those that proposals are made for. */
  readonly unproposed: number;
}

/** Backends that rules are proposed for. */
const mostProposals = 50;

/** Asks every pack; `reader` looks at the host. */
export async function findAll(
  host: Host,
  reader: Reader,
  leaveOut: (reason: Text) => void,
): Promise<HostFindings> {
  const instruments = host.live ? beginPass(host) : undefined;
  const found: Found[] = [];
  const finder = (): Finder => ({
    host: reader,
    instruments,
    backends: found.flatMap(({ backends = [] }) => backends),
    logs: found.flatMap(({ logs = [] }) => logs),
    leaveOut,
  });
  for (const pack of packs) if (pack.find !== undefined) found.push(await pack.find(finder()));
  const all = finder();
  const { backends } = all;
  const proposals: HostFindings['proposals'][number][] = [];
  for (const backend of backends.slice(0, mostProposals)) {
    const proposal = await propose(backend, all);
    if (proposal !== undefined) proposals.push({ backend, proposal });
  }
  return { found, proposals, unproposed: Math.max(0, backends.length - mostProposals) };
}

/** The proposal of the pack that knows most of what runs there. */
async function propose(backend: Backend, finder: Finder): Promise<Proposal | undefined> {
  let best: Proposal | undefined;
  for (const pack of packs) {
    const proposal = await pack.propose?.(backend, finder);
    if (proposal !== undefined && proposal.rank > (best?.rank ?? -1)) best = proposal;
  }
  return best;
}
