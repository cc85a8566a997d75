import { escapeCommand } from './percent.ts';
import { withoutEnds } from '../../../core/ends.ts';

/** Destination of a job's output: cron mails it, it is dropped, or it is appended to a file. */
export type CronOutput = 'mail' | 'discard' | { readonly append: string };

/** A command, and what it is to find when it runs. Without a path it has cron's own. */
export interface CommandParts {
  readonly run: string;
  /** Text for its standard input. */
  readonly input?: string;
  readonly output: CronOutput;
  readonly env: Readonly<Record<string, string>>;
  readonly path?: readonly string[];
}

/**
 * A command for one line of cron, `%` escaped: `whole` with environment and PATH set, `plain` without, as a person
 * would have written it.
 */
export function cronCommand({ run, input, output, env, path }: CommandParts): {
  readonly whole: string;
  readonly plain: string;
} {
  const prefix = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
  if (path !== undefined) prefix.push(`PATH=${quoted(path.join(':'))}`);
  const redirection =
    output === 'mail' ? '' : output === 'discard' ? '>/dev/null 2>&1' : `>>${quoted(output.append)} 2>&1`;
  const command = withoutEnds(run, ' \t\n');
  const simple = /^[^;&|<>()$`{}!#\n]*$/u.test(command);
  const inLine = [command, redirection].filter((part) => part !== '').join(' ');
  // An assignment or a redirection in front of a list, or of words that use a variable, would not reach all of it.
  const compound = [
    ...(redirection === '' ? [] : [`exec ${redirection}`]),
    ...(prefix.length === 0 ? [] : [`export ${prefix.join(' ')}`]),
    command,
  ].join('; ');
  return {
    whole: escapeCommand(simple ? [...prefix, inLine].join(' ') : compound, input),
    plain: escapeCommand(inLine, input),
  };
}

/** A word for sh: as it is where nothing in it is special. */
function quoted(word: string): string {
  return /^[\w./:@,+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
