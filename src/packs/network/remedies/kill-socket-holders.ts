import { endAsDeclared, endingProperties, type DeclaredEnding } from '../declared-ending.ts';
import {
  portPlaceOf,
  placeText,
  portProperties,
  type DeclaredPort,
  type PortPlace,
} from '../../../core/address.ts';
import { tcpStates, type Instruments, type TcpState } from '../../../core/instruments.ts';
import {
  connectionsServed,
  connectionsTo,
  holdersOf,
  holdersOfInodes,
  type PortHolder,
} from '../port-holders.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `kill_socket_holders`. */
export interface KillSocketHoldersSpec extends DeclaredEnding, DeclaredPort {
  readonly state?: TcpState;
  readonly side?: 'server' | 'client';
}

/** Ends who holds sockets in a state. */
export const killSocketHolders: RemedyType<KillSocketHoldersSpec> = {
  type: 'kill_socket_holders',
  atPort: true,
  summary:
    'Ends the processes that hold sockets of a port in a state, at one side only. What nobody has accepted yet is held by who listens. The same are spared as by `kill_port_holder`.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: {
      ...portProperties,
      state: { enum: [...tcpStates], default: 'close-wait', description: 'The state, as ss(8) spells it.' },
      side: {
        enum: ['server', 'client'],
        default: 'server',
        description: 'Whether the port is the own one of the holders, or the one they called.',
      },
      ...endingProperties,
    },
  },
  example: `- kill_socket_holders: { port: 3001, state: close-wait, grace: 5s }`,
  kills: true,
  told: 'killed',
  target: ({ port }) => `port:${port}`,
  async act({ port, address, state = 'close-wait', side = 'server', ...ending }, context) {
    const instruments = context.instruments();
    const place = portPlaceOf({ port, ...(address === undefined ? {} : { address }) });
    const holders = await findHolders(place, state, side, instruments);
    if (holders.state !== 'present') return { outcome: 'refused', reason: whyNot(holders, String(port)) };
    // A kapa that asks the port whether it answers is no client that hangs on to it.
    const victims = holders.value.filter(({ process }) => !instruments.isKapa(process.pid));
    return victims.length === 0
      ? { outcome: 'not_needed', reason: t('measure.no_holder', { place: placeText(place), state }) }
      : endAsDeclared(victims, ending, context);
  },
};

/** Holders of the sockets of one side, each process once. What waits to be accepted is held by who listens. */
async function findHolders(
  place: PortPlace,
  state: TcpState,
  side: 'server' | 'client',
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  const isServer = side === 'server';
  const sockets = await (isServer ? connectionsServed : connectionsTo)(place, state, instruments);
  if (sockets.state !== 'present') return sockets;
  const taken = sockets.value.flatMap(({ inode }) => (inode === 0 ? [] : [inode]));
  const holders = await holdersOfInodes(place.port, taken, instruments);
  const waits = isServer && sockets.value.length > taken.length;
  const listeners = waits ? await holdersOf(place, instruments) : present([]);
  if (holders.state !== 'present') return holders;
  if (listeners.state !== 'present') return listeners;
  const all = [...holders.value, ...listeners.value];
  return present([...new Map(all.map((holder) => [holder.process.pid, holder])).values()]);
}
