import { endAsDeclared, endingProperties, type DeclaredEnding } from '../core/declared-ending.ts';
import { tcpStates, type TcpState } from '../core/instruments.ts';
import { holdersOf, holdersOfInodes } from '../core/port-holders.ts';
import { present, whyNot } from '../core/reading.ts';
import type { RemedyType } from '../core/remedy.ts';
import { t } from '../core/text.ts';

/** Spec of `kill_socket_holders`. */
export interface KillSocketHoldersSpec extends DeclaredEnding {
  readonly port: number;
  readonly state?: TcpState;
  readonly side?: 'server' | 'client';
}

/** Ends who holds sockets in a state. */
export const killSocketHolders: RemedyType<KillSocketHoldersSpec> = {
  type: 'kill_socket_holders',
  summary:
    'Ends the processes that hold sockets of a port in a state, at one side only. What nobody has accepted yet is held by who listens. The same are spared as by `kill_port_holder`.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: {
      port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port.' },
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
  target: ({ port }) => `port:${port}`,
  async act({ port, state = 'close-wait', side = 'server', ...ending }, context) {
    const instruments = context.instruments();
    const sockets = await instruments.tcp({ port, state });
    if (sockets.state !== 'present') return { outcome: 'failed', reason: whyNot(sockets, String(port)) };
    const mine = sockets.value.filter(({ local }) => (local.port === port) === (side === 'server'));
    const taken = mine.flatMap(({ inode }) => (inode === 0 ? [] : [inode]));
    const holders = await holdersOfInodes(port, taken, instruments);
    const waiting = side === 'server' && mine.length > taken.length;
    const listeners = waiting ? await holdersOf(port, instruments) : present([]);
    if (holders.state !== 'present') return { outcome: 'failed', reason: whyNot(holders, String(port)) };
    if (listeners.state !== 'present') return { outcome: 'failed', reason: whyNot(listeners, String(port)) };
    const victims = [
      ...new Map(
        [...holders.value, ...listeners.value].map((holder) => [holder.process.pid, holder]),
      ).values(),
    ];
    if (victims.length === 0) return { outcome: 'refused', reason: t('measure.no_holder', { port, state }) };
    return endAsDeclared(victims, ending, context);
  },
};
