import { Command, CommanderError, Option } from 'commander';
import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import { t, type MessageId, type Text } from '../core/text.ts';
import type { Sink } from '../report/sink.ts';
import { version } from '../../package.json' with { type: 'json' };
import { commands } from './commands.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { globalOptions, readGlobal, type OptionDeclaration } from './option.ts';

/** What the command line is read with. */
export interface ProgramSurroundings {
  readonly out: Sink;
  say(text: Text): string;
  contextFor(options: GlobalOptions): CommandContext;
}

/** Reads a command line and runs the command that it names. A wrong one is a Failure. */
export async function runProgram(
  argv: readonly string[],
  { out, say, contextFor }: ProgramSurroundings,
): Promise<ExitStatus> {
  const named = commands.filter(({ name }) => name === argv[0]);
  let status: ExitStatus = exitStatus.ok;
  const program = configure(new Command('kapa'), say, out)
    .description(say(t('cli.about')))
    .version(version, '-V, --version', say(t('cli.option.version')))
    .helpCommand(false);

  // The others are wanted only for the list of commands, and to find what a misspelt one is meant to be.
  for (const declaration of named.length > 0 ? named : commands) {
    const command = configure(program.command(declaration.name), say, out).description(
      say(t(`cli.command.${declaration.name}`)),
    );
    if (named.length === 0) continue;
    for (const [syntax, description] of declaration.arguments ?? [])
      command.argument(syntax, say(t(description as 'cli.usage')));
    for (const option of [...(declaration.options ?? []), ...globalOptions])
      command.addOption(toOption(option, say));
    command.addHelpText('after', `\n${say(t('cli.example'))}\n  ${declaration.example}`);
    command.action(async (...received: unknown[]) => {
      const given = command.opts<Record<string, unknown>>();
      const args = received.slice(0, declaration.arguments?.length ?? 0);
      status = await declaration.run(args.flat() as string[], given, contextFor(readGlobal(given)));
    });
  }

  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.ok;
    throw usageFailure(error, argv);
  }
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
      styleUsage: (usage) =>
        usage
          .replace('[options]', `[${say(t('cli.usage_options'))}]`)
          .replace('[command]', `[${say(t('cli.usage_command'))}]`),
      optionDescription: (option) => describe(option, say),
      helpWidth: out.columns,
    });
}

/** What an option does, and in brackets what may be given and what holds if nothing is. */
function describe({ description, argChoices, defaultValue }: Option, say: (text: Text) => string): string {
  const more: string[] = [];
  if (argChoices !== undefined) more.push(say(t('cli.choices', { choices: argChoices.join(', ') })));
  if (defaultValue !== undefined) more.push(say(t('cli.default', { value: String(defaultValue) })));
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}

function toOption(declared: OptionDeclaration, say: (text: Text) => string): Option {
  const option = new Option(declared.flags, say(t(declared.description as 'cli.usage')));
  if (declared.choices) option.choices([...declared.choices]);
  if (declared.many === true)
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  if (declared.fallback !== undefined) option.default(declared.fallback);
  return option;
}

/** Monitoring systems read `check` and `status`: there a wrong command line is "unknown". */
function usageFailure(error: CommanderError, argv: readonly string[]): Failure {
  const named = commands.find(({ name }) => name === argv[0]);
  const quoted = [...error.message.matchAll(/'([^']*)'/gu)].map(([, text]) => text ?? '');
  const first = quoted[0] ?? '';
  const near = /Did you mean (?:one of )?([^)?]+)\?/u.exec(error.message)?.[1] ?? '';
  const texts: Readonly<Record<string, () => Text>> = {
    'commander.unknownOption': () => t('cli.unknown_option', { option: first, near }),
    'commander.unknownCommand': () => t('cli.unknown_command', { command: first, near }),
    'commander.missingArgument': () => t('cli.missing_argument', { name: first }),
    'commander.optionMissingArgument': () => t('cli.option_value_missing', { option: first }),
    'commander.missingMandatoryOptionValue': () => t('cli.missing_argument', { name: first }),
    'commander.excessArguments': () => t('cli.too_many_arguments', { argument: argv.at(-1) ?? '' }),
    'commander.invalidArgument': () =>
      t('cli.option_value_invalid', {
        option: first,
        value: quoted[1] ?? '',
        allowed: /choices are ([^.]+)/u.exec(error.message)?.[1] ?? '',
      }),
  };
  return new Failure(texts[error.code]?.() ?? t('cli.missing_argument', { name: error.message }), {
    cure: t('cli.see_help', { command: named ? `kapa ${named.name}` : 'kapa' }),
    exit: named?.monitoring === true ? exitStatus.incomplete : exitStatus.usage,
  });
}
