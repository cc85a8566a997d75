import { lengthPattern, secondsOf } from '../../core/quantity.ts';
import type { CommandOptions } from '../../core/reader.ts';
import type { SchemaPart } from '../../core/resource.ts';
import type { Argv } from '../../core/step.ts';

/** A command as a probe's or a remedy's spec says it. */
export interface DeclaredCommand {
  readonly argv: Argv;
  readonly timeout?: string | number;
  readonly user?: string;
}

/** The schema properties of DeclaredCommand; seconds after which it is ended unless it says otherwise. */
export function commandProperties(
  seconds: number,
): Readonly<Record<'argv' | 'timeout' | 'user', SchemaPart>> {
  return {
    argv: {
      type: 'array',
      minItems: 1,
      items: { type: 'string' },
      description: 'The program and its words; no shell sees them.',
    },
    timeout: {
      type: 'string',
      pattern: lengthPattern,
      default: `${seconds}s`,
      description: 'After it, it is ended.',
    },
    user: { type: 'string', minLength: 1, description: 'Who runs it; whoever runs kapa unless given.' },
  };
}

/** Settings that a declared command is run with. */
export function commandOptions({ timeout, user }: DeclaredCommand, seconds: number): CommandOptions {
  return { timeout: secondsOf(timeout, seconds), ...(user === undefined ? {} : { user }) };
}
