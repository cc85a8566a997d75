import { tcpStates, type Instruments, type TcpSocket, type TcpState } from '../core/instruments.ts';
import type { ProbeType } from '../core/probe.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import { present, whyNot, type Reading } from '../core/reading.ts';

/** Spec of `tcp_sockets`. */
export interface TcpSocketsSpec {
  readonly port: number;
  readonly state: TcpState;
  readonly older_than?: string | number;
  readonly holders_from?: number;
}

/** Connections with a port in a state, by side and by age. */
export const tcpSockets: ProbeType<TcpSocketsSpec> = {
  type: 'tcp_sockets',
  summary:
    'Counts the TCP connections of a port that are in a state, those who hold the port and those who call it apart.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port', 'state'],
    properties: {
      port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port at either end.' },
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
    count: { type: 'number', unit: 'count', description: 'Sockets at either side.' },
    server_side: {
      type: 'number',
      unit: 'count',
      description: 'Those whose own port it is: the server holds them, or has not yet accepted them.',
    },
    client_side: {
      type: 'number',
      unit: 'count',
      description: 'Those that were opened to the port: Apache or another client holds them.',
    },
    oldest: { type: 'number', unit: 'duration', description: 'For how long checks have seen the oldest.' },
    holders: {
      type: 'map',
      description: 'Sockets by program, once there are `holders_from` of them.',
    },
  }),
  watches: ({ port, older_than }) => ({ ports: [port], pids: [], ages: [secondsOf(older_than, 0)] }),
  async measure(spec, { instruments, memory }) {
    const read = await instruments.tcp(spec);
    if (read.state !== 'present') return { unknown: whyNot(read, '/proc/net/tcp') };
    const uptime = instruments.uptime();
    const seen = since(read.value, memory, uptime);
    const least = secondsOf(spec.older_than, 0);
    const aged = read.value.filter((socket) => uptime - (seen.get(socket)?.at ?? uptime) >= least);
    const atServer = aged.filter(({ local }) => local.port === spec.port);
    const holders =
      aged.length >= (spec.holders_from ?? 10) ? await countHolders(aged, instruments) : present({});
    if (holders.state !== 'present') return { unknown: whyNot(holders, '/proc/net/tcp') };
    return {
      fields: {
        count: aged.length,
        server_side: atServer.length,
        client_side: aged.length - atServer.length,
        oldest: read.value.reduce(
          (most, socket) => Math.max(most, uptime - (seen.get(socket)?.at ?? uptime)),
          0,
        ),
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

/** When each was first seen. A pair of addresses with another inode than before is another connection. */
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

/** Sockets by the program that holds them; one not yet accepted is held by who listens at its address. */
async function countHolders(
  sockets: readonly TcpSocket[],
  instruments: Instruments,
): Promise<Reading<Readonly<Record<string, number>>>> {
  const owners = await instruments.socketHolders();
  if (owners.state !== 'present') return owners;
  const counts: Record<string, number> = {};
  const names = new Map<number, string>();
  for (const socket of sockets) {
    const inode = socket.inode === 0 ? await listenerOf(socket, instruments) : socket.inode;
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

async function listenerOf({ local }: TcpSocket, instruments: Instruments): Promise<number> {
  const listening = await instruments.tcp({ port: local.port, state: 'listening' });
  if (listening.state !== 'present') return 0;
  const here = listening.value.filter((listener) => listener.local.port === local.port);
  const exact = here.find((listener) => listener.local.address === local.address);
  const wild = here.find(({ local: { address } }) => address === '0.0.0.0' || address === '::');
  return (exact ?? wild)?.inode ?? 0;
}
