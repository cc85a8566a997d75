import type { Argv } from './step.ts';

/** A command as a person knows it: without the `env` that only sets its environment. */
export function bareCommand(argv: Argv): Argv {
  if (argv[0] !== 'env') return argv;
  const at = argv.findIndex((word, index) => index > 0 && word !== '-i' && !word.includes('='));
  const [program, ...rest] = argv.slice(at);
  return at === -1 || program === undefined ? argv : [program, ...rest];
}
