import type { MessageId } from '../core/text.ts';

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
