import type { MessageId } from '../core/text.ts';
import type { Given, GlobalOptions } from './context.ts';

/** An option as declared: its flags, what it does, and what may be said with it. */
export interface OptionDeclaration {
  readonly flags: string;
  readonly description: MessageId;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  /** May be given several times; read as a list. */
  readonly many?: true;
}

/** Options that every command takes. */
export const globalOptions: readonly OptionDeclaration[] = [
  { flags: '--root <DIR>', description: 'cli.option.root', fallback: '/' },
  { flags: '--state-dir <DIR>', description: 'cli.option.state_dir' },
  { flags: '--set <name=value>', description: 'cli.option.set', many: true },
  { flags: '--vars <FILE>', description: 'cli.option.vars' },
  { flags: '--target <NAME>', description: 'cli.option.target', many: true },
  { flags: '--skip <NAME>', description: 'cli.option.skip', many: true },
  { flags: '--json', description: 'cli.option.json' },
  { flags: '--allow-untrusted', description: 'cli.option.allow_untrusted' },
];

/** Reads the values that a command line gives these options. */
export function readGlobal(given: Given): GlobalOptions {
  return {
    root: given['root'] as string,
    stateDir: given['stateDir'] as string | undefined,
    set: (given['set'] as string[] | undefined) ?? [],
    vars: given['vars'] as string | undefined,
    target: (given['target'] as string[] | undefined) ?? [],
    skip: (given['skip'] as string[] | undefined) ?? [],
    json: given['json'] === true,
    allowUntrusted: given['allowUntrusted'] === true,
  };
}
