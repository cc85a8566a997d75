import { instantOf, type Instant } from '../../health/index.ts';
import type { CommandContext } from '../context.ts';

/** Moment of now by both clocks, for a command that gives an order or takes one back. */
export async function instantHere({ options }: CommandContext): Promise<Instant> {
  const { beginPass, openHost } = await import('../../host/index.ts');
  const { host } = openHost({ root: options.root });
  return instantOf(() => beginPass(host))();
}
