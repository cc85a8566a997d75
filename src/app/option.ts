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

/** Matters that an option which every command takes is about; the help of a command shows those that matter to it. */
export type Matter = 'root' | 'state' | 'values' | 'choice' | 'json' | 'trust';

/** Options that every command takes. */
export const globalOptions: readonly (OptionDeclaration & { readonly about: Matter })[] = [
  { about: 'root', flags: '--root <DIR>', description: 'cli.option.root', fallback: '/' },
  { about: 'state', flags: '--state-dir <DIR>', description: 'cli.option.state_dir' },
  { about: 'values', flags: '--set <name=value>', description: 'cli.option.set', many: true },
  { about: 'values', flags: '--vars <FILE>', description: 'cli.option.vars' },
  { about: 'values', flags: '--secret-vars <FILE>', description: 'cli.option.secret_vars' },
  { about: 'choice', flags: '--target <NAME>', description: 'cli.option.target', many: true },
  { about: 'choice', flags: '--skip <NAME>', description: 'cli.option.skip', many: true },
  { about: 'json', flags: '--json', description: 'cli.option.json' },
  { about: 'trust', flags: '--allow-untrusted', description: 'cli.option.allow_untrusted' },
];

/** Reads the values that a command line gives these options. */
export function readGlobal(given: Given): GlobalOptions {
  return {
    root: given['root'] as string,
    stateDir: given['stateDir'] as string | undefined,
    set: (given['set'] as string[] | undefined) ?? [],
    vars: given['vars'] as string | undefined,
    secretVars: given['secretVars'] as string | undefined,
    target: (given['target'] as string[] | undefined) ?? [],
    skip: (given['skip'] as string[] | undefined) ?? [],
    json: given['json'] === true,
    allowUntrusted: given['allowUntrusted'] === true,
  };
}
