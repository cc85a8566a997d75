import { endProcesses } from '../core/end-processes.ts';
import { tcpStates, type TcpState } from '../core/instruments.ts';
import { holdersOf, holdersOfInodes } from '../core/port-holders.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import { present, whyNot } from '../core/reading.ts';
import type { RemedyType } from '../core/remedy.ts';
import { t } from '../core/text.ts';

/** Spec of `kill_socket_holders`. */
export interface KillSocketHoldersSpec {
  readonly port: number;
  readonly state?: TcpState;
  readonly side?: 'server' | 'client';
  readonly grace?: string | number;
  readonly programs?: readonly string[];
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
      grace: {
        type: 'string',
        pattern: durationPattern,
        default: '5s',
        description: 'Between TERM and KILL.',
      },
      programs: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        default: ['node'],
        description: 'Programs that may be ended.',
      },
    },
  },
  example: `- kill_socket_holders: { port: 3001, state: close-wait, grace: 5s }`,
  kills: true,
  target: ({ port }) => `port:${port}`,
  async act({ port, state = 'close-wait', side = 'server', grace, programs }, context) {
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
    const ending = { programs: programs ?? ['node'], grace: secondsOf(grace, 5) };
    const ended = await endProcesses(victims, ending, context);
    if (ended.outcome !== 'ended') return ended;
    const who = ended.killed.map(({ process, program }) => `${program} ${process.pid}`).join(', ');
    return { outcome: 'done', summary: t('measure.ended', { who }) };
  },
};
