import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import type { CommandContext } from '../context.ts';
import { writeFailure } from '../failure.ts';
import type { HealthSetup } from '../health/assemble.ts';
import { forgetWatch, noteRunner } from '../health/runners.ts';
import { keepPolicies } from '../policies/keep-version.ts';
import { openWitness } from '../policies/witness.ts';
import type { Voice } from './voice.ts';

/** The policies that a watch works by, as of its last reading of valid ones. */
export interface InForce {
  current(): { readonly setup: HealthSetup; readonly version: number };
  /** Tells whether files have moved since the last reading, and lie still again. */
  haveMoved(): boolean;
  /** Reads again: new policies, or where they are invalid the old ones, with what is wrong said. */
  reread(): Promise<void>;
  close(): void;
}

/** Reads policies for a watch; the first reading's Failure is the watch's. */
export async function openInForce(
  args: readonly string[],
  prepare: (context: CommandContext) => Promise<HealthSetup>,
  context: CommandContext,
  voice: Voice,
): Promise<InForce> {
  const since = Date.now();
  const witness = openWitness(args, context);
  let setup = await prepare(witness.context);
  let version = 1;
  let read = since;
  let account = witness.account();
  let lately = account.mark;
  /** Something was written while it was being read. */
  let unsettled = account.newest > since;
  const note = (refused?: Failure): void => {
    whateverTheDisk(() => {
      const isNew = noteRunner(setup.records, inForce, {
        kind: 'watch',
        groups: setup.groups.map(({ name }) => name),
        since,
        read,
        ...(refused === undefined ? {} : { refused: { at: Date.now(), reason: refused.text } }),
      });
      if (isNew) keepPolicies(setup.records, inForce.named, context.mask);
    });
  };
  let inForce = account;
  note();
  voice.tell({
    level: 'info',
    text: t('watch.begun', {
      policies: account.named.join(', '),
      files: account.files,
      rules: setup.groups.reduce((sum, { rules }) => sum + rules.length, 0),
    }),
    fields: { event: 'policies' },
  });
  return {
    current: () => ({ setup, version }),
    haveMoved() {
      const { mark } = witness.account();
      const still = mark === lately;
      lately = mark;
      return still && (mark !== account.mark || unsettled);
    },
    async reread() {
      const began = Date.now();
      const { mark } = account;
      try {
        setup = await prepare(witness.context);
        version += 1;
        read = began;
        account = witness.account();
        inForce = account;
        note();
        const { named, files } = account;
        voice.tell({
          level: 'notice',
          text: t('watch.reread', { policies: named.join(', '), files }),
          fields: { event: 'policies' },
        });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        account = witness.account();
        note(error);
        writeFailure(error, context.err, context.say);
        voice.tell({ level: 'error', text: t('health.kept_old'), fields: { event: 'policies' } });
      }
      unsettled = account.newest > began && account.mark !== mark;
      lately = account.mark;
    },
    close() {
      whateverTheDisk(() => {
        forgetWatch(setup.records);
      });
    },
  };
}

/** Does what only others read of: a disk that takes nothing is told by the rounds, and is no reason not to watch. */
function whateverTheDisk(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
