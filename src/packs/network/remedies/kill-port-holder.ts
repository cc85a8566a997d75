import { endAsDeclared, endingProperties, type DeclaredEnding } from '../declared-ending.ts';
import { portPlaceOf, placeText, portProperties, type DeclaredPort } from '../../../core/address.ts';
import { holdersOf } from '../port-holders.ts';
import { whyNot } from '../../../core/reading.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `kill_port_holder`. */
export interface KillPortHolderSpec extends DeclaredEnding, DeclaredPort {}

/** Ends who listens at a port. */
export const killPortHolder: RemedyType<KillPortHolderSpec> = {
  type: 'kill_port_holder',
  atPort: true,
  summary:
    'Ends the process that listens at a port, never one that merely talks to it: TERM, a grace, KILL. Refuses pid 1, kapa, sshd, an Apache parent, what PM2 rightly runs, and programs not on its list.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: {
      ...portProperties,
      ...endingProperties,
    },
  },
  example: `- kill_port_holder: { port: 3001, grace: 5s }`,
  kills: true,
  told: 'killed',
  target: ({ port }) => `port:${port}`,
  async act({ port, address, ...ending }, context) {
    const place = portPlaceOf({ port, ...(address === undefined ? {} : { address }) });
    const holders = await holdersOf(place, context.instruments());
    if (holders.state !== 'present') return { outcome: 'refused', reason: whyNot(holders, String(port)) };
    return holders.value.length === 0
      ? { outcome: 'not_needed', reason: t('measure.port_free', { place: placeText(place) }) }
      : endAsDeclared(holders.value, ending, context);
  },
};
