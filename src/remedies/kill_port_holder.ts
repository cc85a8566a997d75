import { endAsDeclared, endingProperties, type DeclaredEnding } from '../core/declared-ending.ts';
import { holdersOf } from '../core/port-holders.ts';
import { whyNot } from '../core/reading.ts';
import type { RemedyType } from '../core/remedy.ts';
import { t } from '../core/text.ts';

/** Spec of `kill_port_holder`. */
export interface KillPortHolderSpec extends DeclaredEnding {
  readonly port: number;
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
      ...endingProperties,
    },
  },
  example: `- kill_port_holder: { port: 3001, grace: 5s }`,
  kills: true,
  target: ({ port }) => `port:${port}`,
  async act({ port, ...ending }, context) {
    const holders = await holdersOf(port, context.instruments());
    if (holders.state !== 'present') return { outcome: 'failed', reason: whyNot(holders, String(port)) };
    if (holders.value.length === 0) return { outcome: 'refused', reason: t('measure.port_free', { port }) };
    return endAsDeclared(holders.value, ending, context);
  },
};
