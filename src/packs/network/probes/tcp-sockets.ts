import { portPlaceOf, portProperties, type DeclaredPort, type PortPlace } from '../../../core/address.ts';
import { tcpStates, type Instruments, type TcpSocket, type TcpState } from '../../../core/instruments.ts';
import { connectionsServed, connectionsTo, listenersAt } from '../port-holders.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { durationPattern, secondsOf } from '../../../core/quantity.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';

/** Spec of `tcp_sockets`. */
export interface TcpSocketsSpec extends DeclaredPort {
  readonly state: TcpState;
  readonly older_than?: string | number;
  readonly holders_from?: number;
}

/** Connections with a port in a state, by side and by age. */
export const tcpSockets: ProbeType<TcpSocketsSpec> = {
  type: 'tcp_sockets',
  atPort: true,
  summary:
    'Counts the TCP connections of a port that are in a state, those who hold the port and those who call it apart.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port', 'state'],
    properties: {
      ...portProperties,
      state: { enum: [...tcpStates], description: 'The state, as ss(8) spells it.' },
      older_than: {
        type: 'string',
        pattern: durationPattern,
        description:
          'Counts only sockets that earlier checks have seen for so long. What no check has seen before is new.',
        examples: ['60s'],
      },
      holders_from: {
        type: 'integer',
        minimum: 1,
        default: 10,
        description:
          'From how many sockets on the holders are looked up, which costs a walk over all open files.',
      },
    },
  },
  example: `close_wait: { tcp_sockets: { port: 3001, state: close-wait, older_than: 60s } }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Sockets at either side, 10,000 of each at most.' },
    server_side: {
      type: 'number',
      unit: 'count',
      description:
        'Those whose own port it is: who listens there holds them, or has not yet accepted them. What another user took there before is not among them.',
    },
    client_side: {
      type: 'number',
      unit: 'count',
      description:
        'Those that were opened to the port from this machine: Apache or another client holds them.',
    },
    oldest: { type: 'number', unit: 'duration', description: 'For how long checks have seen the oldest.' },
    holders: {
      type: 'map',
      description: 'Sockets by program, once there are `holders_from` of them.',
    },
  }),
  watches: ({ port, older_than }) => ({ ports: [port], pids: [], ages: [secondsOf(older_than, 0)] }),
  label: ({ state }) => (state === undefined ? 'TCP' : state.toUpperCase().replaceAll('-', '_')),
  told: (_, show) => [
    t('network.sockets', {
      count: show('count'),
      sides: t('check.label.sides', { server: show('server_side'), client: show('client_side') }),
    }),
  ],
  async measure(spec, { instruments, memory }) {
    const place = portPlaceOf(spec);
    const served = await connectionsServed(place, spec.state, instruments);
    if (served.state !== 'present') return { unknown: whyNot(served, '/proc/net/tcp') };
    const calling = await connectionsTo(place, spec.state, instruments);
    if (calling.state !== 'present') return { unknown: whyNot(calling, '/proc/net/tcp') };
    const all = [...served.value, ...calling.value];
    const uptime = instruments.uptime();
    const seen = since(all, memory, uptime);
    const least = secondsOf(spec.older_than, 0);
    const isAged = (socket: TcpSocket): boolean => uptime - (seen.get(socket)?.at ?? uptime) >= least;
    const atServer = served.value.filter(isAged);
    const aged = [...atServer, ...calling.value.filter(isAged)];
    const holders =
      aged.length >= (spec.holders_from ?? 10)
        ? await countHolders(aged, place, new Set(atServer), instruments)
        : present({});
    if (holders.state !== 'present') return { unknown: whyNot(holders, '/proc/net/tcp') };
    return {
      fields: {
        count: aged.length,
        server_side: atServer.length,
        client_side: aged.length - atServer.length,
        oldest: all.reduce((most, socket) => Math.max(most, uptime - (seen.get(socket)?.at ?? uptime)), 0),
        holders: holders.value,
      },
      memory: remember(seen),
    };
  },
};

/** A connection: both ends, the inode (0 while nobody has accepted it), and the uptime at which it was first seen. */
interface Seen {
  readonly key: string;
  readonly inode: number;
  readonly at: number;
}

/** Memory of a probe: [both ends, inode, uptime]. Uptime, because setting the clock must not age a socket. */
type Remembered = readonly (readonly [key: string, inode: number, at: number])[];

/** Sockets remembered; beyond that a threshold has long been passed. The oldest stay. */
const mostRemembered = 5000;

/**
 * Times when each was first seen. A pair of addresses with another inode than before is another connection.
 */
function since(sockets: readonly TcpSocket[], memory: unknown, uptime: number): ReadonlyMap<TcpSocket, Seen> {
  const before = new Map<string, Seen>();
  if (Array.isArray(memory))
    for (const [key, inode, at] of memory as Remembered)
      // A later uptime than now is from before a boot.
      if (at <= uptime) before.set(key, { key, inode, at });
  return new Map(
    sockets.map((socket) => {
      const { local, remote, inode } = socket;
      const key = `${local.address}:${local.port}>${remote.address}:${remote.port}`;
      const known = before.get(key);
      const isSame = known !== undefined && (known.inode === inode || known.inode === 0);
      return [socket, { key, inode, at: isSame ? known.at : uptime }];
    }),
  );
}

function remember(seen: ReadonlyMap<TcpSocket, Seen>): Remembered {
  return [...seen.values()]
    .sort((a, b) => a.at - b.at)
    .slice(0, mostRemembered)
    .map(({ key, inode, at }) => [key, inode, at]);
}

/** Sockets by the program that holds them; one not yet accepted is held by who listens there. */
async function countHolders(
  sockets: readonly TcpSocket[],
  place: PortPlace,
  served: ReadonlySet<TcpSocket>,
  instruments: Instruments,
): Promise<Reading<Readonly<Record<string, number>>>> {
  const owners = await instruments.socketHolders();
  if (owners.state !== 'present') return owners;
  const listeners = await listenersAt(place, instruments);
  const [listener] = listeners.state === 'present' ? listeners.value : [];
  const counts: Record<string, number> = {};
  const names = new Map<number, string>();
  for (const socket of sockets) {
    const waits = socket.inode === 0 && served.has(socket);
    const inode = waits ? (listener?.inode ?? 0) : socket.inode;
    const programs = new Set<string>();
    for (const pid of owners.value.byInode.get(inode) ?? []) {
      const detail = names.has(pid) ? undefined : await instruments.inspect(pid);
      if (detail?.state === 'present') names.set(pid, detail.value.program);
      programs.add(names.get(pid) ?? '?');
    }
    for (const program of programs.size === 0 ? ['?'] : programs)
      counts[program] = (counts[program] ?? 0) + 1;
  }
  return present(counts);
}
