import type { CommandResult } from './reader.ts';
import type { Argv } from './step.ts';
import { t, type Text } from './text.ts';

/** Why a command has no exit status, in words. */
export function whyNoStatus(failed: NonNullable<CommandResult['failed']>): Text {
  switch (failed) {
    case 'timeout':
      return t('host.command_timeout');
    case 'signal':
      return t('host.command_signal');
    case 'not_found':
      return t('host.command_not_found');
    case 'denied':
      return t('host.command_denied');
  }
}

/** A command as a person knows it: without the `env` that only sets its environment. */
export function bareCommand(argv: Argv): Argv {
  if (argv[0] !== 'env') return argv;
  const at = argv.findIndex((word, index) => index > 0 && word !== '-i' && !word.includes('='));
  const [program, ...rest] = argv.slice(at);
  return at === -1 || program === undefined ? argv : [program, ...rest];
}
