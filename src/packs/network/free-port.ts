import { portPlaceOf, type DeclaredPort } from '../../core/address.ts';
import { whyNot } from '../../core/reading.ts';
import type { RemedyContext } from '../../core/remedy.ts';
import type { Text } from '../../core/text.ts';
import { endProcesses } from './end-processes.ts';
import { holdersOf } from './port-holders.ts';

/**
 * Ends the Node that still holds the port of a backend which was stopped, if it has one; answers with why it could not.
 * `spared`: processes that hold it rightly.
 */
export async function freePort(
  { port, address }: Partial<DeclaredPort>,
  context: RemedyContext,
  spared: readonly number[] = [],
): Promise<Text | undefined> {
  if (port === undefined) return undefined;
  const place = portPlaceOf({ port, ...(address === undefined ? {} : { address }) });
  const holders = await holdersOf(place, context.instruments());
  if (holders.state !== 'present') return whyNot(holders, String(port));
  const others = holders.value.filter(({ process }) => !spared.includes(process.pid));
  if (others.length === 0) return undefined;
  const ended = await endProcesses(others, { programs: ['node'], grace: 3 }, context);
  return ended.outcome === 'ended' ? undefined : ended.reason;
}
