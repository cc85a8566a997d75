import { Command, CommanderError, Option } from 'commander';
import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { t, type MessageId, type Text } from '../core/text.ts';
import type { Sink } from '../report/sink.ts';
import { version } from '../../package.json' with { type: 'json' };
import { commands, type CommandDeclaration } from './commands.ts';
import type { CommandContext, GlobalOptions } from '../app/context.ts';
import { globalOptions, readGlobal, type OptionDeclaration } from '../app/option.ts';

/** Surroundings that a command line is read in. */
export interface ProgramSurroundings {
  readonly out: Sink;
  say(text: Text): string;
  contextFor(options: GlobalOptions): CommandContext;
}

/** Reads a command line and runs the command that it names. A wrong one is a Failure. */
export async function runProgram(
  words: readonly string[],
  { out, say, contextFor }: ProgramSurroundings,
): Promise<ExitStatus> {
  const argv = asFlags(words);
  const named = commands.filter(({ name }) => name === argv[0]);
  const wrong = (text: Text): Failure => usageFailure(text, named[0]);
  let status: ExitStatus = exitStatus.ok;
  const program = configure(new Command('kapa'), say, out)
    .description(say(t('cli.about')))
    .version(version, '-V, --version', say(t('cli.option.version')))
    .usage(`[${say(t('cli.usage_options'))}] [${say(t('cli.usage_command'))}]`)
    .helpCommand(false);

  // The others are wanted only for the list of commands, and to find what a misspelt one is meant to be.
  for (const declaration of named.length > 0 ? named : commands) {
    const command = configure(program.command(declaration.name), say, out).description(
      say(t(`cli.command.${declaration.name}`)),
    );
    if (named.length === 0) continue;
    const places = (declaration.arguments ?? []).map(
      ([syntax, description]) => [localised(syntax, say), description] as const,
    );
    command.usage([`[${say(t('cli.usage_options'))}]`, ...places.map(([syntax]) => syntax)].join(' '));
    for (const [syntax, description] of places) command.argument(syntax, say(t(description as 'cli.usage')));
    for (const option of declaration.options ?? []) command.addOption(toOption(option, say, wrong));
    for (const option of globalOptions)
      command.addOption(toOption(option, say, wrong).hideHelp(!declaration.takes.includes(option.about)));
    command.addHelpText('after', `\n${say(t('cli.example'))}\n  ${declaration.example}`);
    command.action(async (...received: unknown[]) => {
      const given = command.opts<Record<string, unknown>>();
      const args = received.slice(0, declaration.arguments?.length ?? 0);
      status = await declaration.run(args.flat() as string[], given, contextFor(readGlobal(given)));
    });
  }

  if (named.length === 0)
    for (const word of ['help', 'version'] as const)
      configure(program.command(word), say, out).description(say(t(`cli.command.${word}`)));
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.ok;
    const text = faultOf(error.code, program.commands[named.length - 1] ?? program, argv);
    throw text === undefined ? error : wrong(text);
  }
}

/** `kapa help`, `kapa help plan` and `kapa version`, as people type them, and `-v`: the flags that they stand for. */
function asFlags(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  if (first === 'help') return [...rest.slice(0, 1), '--help'];
  return first === 'version' || first === '-v' ? ['--version', ...rest] : words;
}

/** Placeholders of a syntax or of flags in the reader's language: `<FILE>`, `[policies...]`. */
export function localised(syntax: string, say: (text: Text) => string): string {
  return syntax.replaceAll(/(?<=[<[])[\w=]+/gu, (name) => say(t('cli.placeholder', { name })));
}

function configure(command: Command, say: (text: Text) => string, out: Sink): Command {
  const titles: Readonly<Record<string, MessageId>> = {
    'Usage:': 'cli.usage',
    'Options:': 'cli.options',
    'Arguments:': 'cli.arguments',
    'Commands:': 'cli.commands',
  };
  return command
    .exitOverride()
    .helpOption('-h, --help', say(t('cli.option.help')))
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: () => undefined,
      // Commander would look at process.stdout, and Node makes a stream when it is looked at.
      getOutHelpWidth: () => out.columns,
      getOutHasColors: () => true,
    })
    .configureHelp({
      styleTitle: (title) => {
        const id = titles[title];
        return id === undefined ? title : say(t(id as 'cli.usage'));
      },
      optionDescription: (option) => describe(option, say),
      helpWidth: out.columns,
    });
}

/** Description of an option: what it does, and in brackets what may be given and what holds if nothing is. */
function describe({ description, argChoices, defaultValue }: Option, say: (text: Text) => string): string {
  const more: string[] = [];
  if (argChoices !== undefined) more.push(say(t('cli.choices', { choices: argChoices.join(', ') })));
  if (defaultValue !== undefined) more.push(say(t('cli.default', { value: String(defaultValue) })));
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}

function toOption(
  declared: OptionDeclaration,
  say: (text: Text) => string,
  wrong: (text: Text) => Failure,
): Option {
  const { choices } = declared;
  const flags = localised(declared.flags, say);
  const option = new Option(flags, say(t(declared.description as 'cli.usage')));
  if (choices !== undefined)
    option.choices([...choices]).argParser((value: string) => {
      if (choices.includes(value)) return value;
      throw wrong(t('cli.option_value_invalid', { option: flags, value, allowed: choices.join(', ') }));
    });
  if (declared.many === true)
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  if (declared.fallback !== undefined) option.default(declared.fallback);
  return option;
}

/**
 * Fault of a command line, by commander's code for it; undefined: a code that kapa's declarations cannot
 * bring.
 */
function faultOf(code: string, command: Command, argv: readonly string[]): Text | undefined {
  const last = argv.at(-1) ?? '';
  switch (code) {
    case 'commander.unknownOption': {
      const option = command.args.find((word) => word.startsWith('-')) ?? '';
      return t('cli.unknown_option', {
        option,
        near: option.startsWith('--') ? nearestFlag(option, command) : '',
      });
    }
    case 'commander.unknownCommand': {
      const [name = ''] = command.args;
      const names = [...commands.map((declared) => declared.name), 'help', 'version'];
      return t('cli.unknown_command', { command: name, near: nearest(name, names) ?? '' });
    }
    case 'commander.missingArgument': {
      const missing = command.registeredArguments[command.args.length];
      return t('cli.missing_argument', { name: missing?.name() ?? '' });
    }
    case 'commander.optionMissingArgument': {
      // Only behind the last word is there nothing that could be taken for a value.
      const option = command.options.find(({ short, long }) => short === last || long === last);
      return t('cli.option_value_missing', { option: option?.flags ?? last });
    }
    case 'commander.excessArguments':
      return t('cli.too_many_arguments', { argument: last });
    default:
      return undefined;
  }
}

/** The option that a misspelt long flag is meant to be; empty: it is like none. */
function nearestFlag(flag: string, command: Command): string {
  const known = [...command.options, ...(command.parent?.options ?? [])].map((option) => option.name());
  const meant = nearest(flag.slice(2), [...known, 'help']);
  return meant === undefined ? '' : `--${meant}`;
}

/** Monitoring systems read `check` and `status`: there a wrong command line is "unknown". */
function usageFailure(text: Text, command: CommandDeclaration | undefined): Failure {
  return new Failure(text, {
    cure: t('cli.see_help', { command: command === undefined ? 'kapa' : `kapa ${command.name}` }),
    exit: command?.monitoring === true ? exitStatus.incomplete : exitStatus.usage,
  });
}
