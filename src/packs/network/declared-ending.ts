import { endProcesses } from './end-processes.ts';
import type { PortHolder } from './port-holders.ts';
import { durationPattern, secondsOf } from '../../core/quantity.ts';
import type { RemedyContext, RemedyOutcome } from '../../core/remedy.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t } from '../../core/text.ts';

/** Programs that may be ended, and the grace for them, as a remedy's spec says it. */
export interface DeclaredEnding {
  readonly grace?: string | number;
  readonly programs?: readonly string[];
}

const usualPrograms = ['node'];

/** The schema properties of DeclaredEnding. */
export const endingProperties: Readonly<Record<'grace' | 'programs', SchemaPart>> = {
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
    default: usualPrograms,
    description: 'Programs that may be ended.',
  },
};

/** Ends processes as declared, and says who they were; as `endProcesses` in all else. */
export async function endAsDeclared(
  victims: readonly PortHolder[],
  { grace, programs = usualPrograms }: DeclaredEnding,
  context: Pick<RemedyContext, 'host' | 'instruments'>,
): Promise<RemedyOutcome> {
  const ended = await endProcesses(victims, { programs, grace: secondsOf(grace, 5) }, context);
  if (ended.outcome !== 'ended') return ended;
  const who = ended.killed.map(({ process, program }) => `${program} ${process.pid}`).join(', ');
  return { outcome: 'done', summary: t('measure.ended', { who }) };
}
