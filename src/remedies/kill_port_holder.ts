import { endProcesses } from '../core/end-processes.ts';
import { holdersOf } from '../core/port-holders.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import { whyNot } from '../core/reading.ts';
import type { RemedyType } from '../core/remedy.ts';
import { t } from '../core/text.ts';

/** Spec of `kill_port_holder`. */
export interface KillPortHolderSpec {
  readonly port: number;
  readonly grace?: string | number;
  readonly programs?: readonly string[];
}

/** Ends who listens at a port. */
export const killPortHolder: RemedyType<KillPortHolderSpec> = {
  type: 'kill_port_holder',
  summary:
    'Ends the process that listens at a port, never one that merely talks to it: TERM, a grace, KILL. Refuses pid 1, kapa, sshd, an Apache parent, what PM2 rightly runs, and programs not on its list.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: {
      port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port.' },
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
  example: `- kill_port_holder: { port: 3001, grace: 5s }`,
  kills: true,
  target: ({ port }) => `port:${port}`,
  async act({ port, grace, programs }, context) {
    const holders = await holdersOf(port, context.instruments());
    if (holders.state !== 'present') return { outcome: 'failed', reason: whyNot(holders, String(port)) };
    if (holders.value.length === 0) return { outcome: 'refused', reason: t('measure.port_free', { port }) };
    const ending = { programs: programs ?? ['node'], grace: secondsOf(grace, 5) };
    const ended = await endProcesses(holders.value, ending, context);
    if (ended.outcome !== 'ended') return ended;
    const who = ended.killed.map(({ process, program }) => `${program} ${process.pid}`).join(', ');
    return { outcome: 'done', summary: t('measure.ended', { who }) };
  },
};
