import { commands, type CommandDeclaration } from './commands.ts';
import type { Given } from './context.ts';
import { globalOptions, type OptionDeclaration } from './option.ts';

/** A command line as read: which command, with what. */
export interface CommandLine {
  readonly command: CommandDeclaration;
  readonly args: readonly string[];
  readonly given: Given;
}

/**
 * Reads a command line of whole words that all fit: a command, its options as declared, each with its value behind it,
 * its arguments. Of anything else, a request for help or a fault among it, it knows nothing: undefined.
 */
export function readPlainCommandLine([name, ...words]: readonly string[]): CommandLine | undefined {
  const command = commands.find((declared) => declared.name === name);
  if (command === undefined) return undefined;
  const options = [...(command.options ?? []), ...globalOptions];
  const given: Record<string, unknown> = {};
  for (const option of options) if (option.fallback !== undefined) given[keyOf(option)] = option.fallback;
  const args: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) {
      args.push(word);
      continue;
    }
    const option = options.find(({ flags }) => flags.includes(word) && flags.split(/[ ,]+/u).includes(word));
    if (option === undefined) return undefined;
    if (!option.flags.endsWith('>')) {
      given[keyOf(option)] = true;
      continue;
    }
    at += 1;
    const value = words[at];
    if (value === undefined || value.startsWith('-') || option.choices?.includes(value) === false)
      return undefined;
    const earlier = given[keyOf(option)] as readonly string[] | undefined;
    given[keyOf(option)] = option.many === true ? [...(earlier ?? []), value] : value;
  }
  return takes(command, args.length) ? { command, args, given } : undefined;
}

/** The long flag's name, in camel case. */
function keyOf({ flags }: OptionDeclaration): string {
  const [, long = ''] = flags.split('--');
  const [name = ''] = long.split(' ');
  return name.replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}

function takes({ arguments: [declared] = [] }: CommandDeclaration, count: number): boolean {
  if (declared === undefined) return count === 0;
  const [syntax] = declared;
  return (count > 0 || syntax.startsWith('[')) && (count < 2 || syntax.includes('...'));
}
