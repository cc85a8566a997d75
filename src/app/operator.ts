import { userInfo } from 'node:os';
import type { Ordered } from '../core/ordered.ts';
import type { CommandContext, Given } from './context.ts';

/** Person at the keyboard: who called sudo, else the user that kapa runs as; with the reason that was given. */
export function orderedBy({ env }: Pick<CommandContext, 'env'>, given: Given = {}): Ordered {
  const reason = given['reason'];
  return {
    by: sudoUser(env) ?? userName(),
    ...(typeof reason === 'string' && reason.trim() !== '' ? { reason } : {}),
  };
}

/** Only root is told so by sudo: anyone may say to be somebody else. */
function sudoUser(env: CommandContext['env']): string | undefined {
  const name = env['SUDO_USER'];
  return process.getuid?.() === 0 && name !== undefined && name !== '' ? name : undefined;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
