import type { OptionDeclaration } from '../../app/option.ts';
import { globalOptions } from '../../app/option.ts';
import { render, t, type MessageId } from '../../core/text.ts';
import { ruleList } from '../../policy/lint/catalogue/index.ts';
import { commands, type CommandDeclaration } from '../commands.ts';
import type { CompletedCommand, CompletedOption, ValueKind } from './completed.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completion-scripts.ts';
import { explainedParts, explainedTypes } from './explained.ts';

/** Run by packaging/kapa.mjs: the completion of each shell, and the topics that `kapa explain` knows. */
export function buildCompletion(): Readonly<Record<'bash' | 'zsh' | 'fish' | 'topics', string>> {
  const completed = commands.map(completedCommand);
  const topics = [
    'conditions',
    ...[...explainedParts(), ...explainedTypes()].map(({ type }) => type),
    ...ruleList.flatMap(({ id, name }) => [id, name]),
  ];
  return {
    bash: bashCompletion(completed),
    zsh: zshCompletion(completed),
    fish: fishCompletion(completed),
    topics: `${[...new Set(topics)].join('\n')}\n`,
  };
}

const ofPlaceholder: Readonly<Record<string, ValueKind>> = {
  '[policies...]': 'files',
  '<plan>': 'files',
  '<rule>': 'rules',
  '<what>': 'transactions',
  '<topic>': 'topics',
};

const ofOption: Readonly<Record<string, ValueKind>> = {
  '--group': 'groups',
  '--rule': 'rules',
  '--target': 'resources',
  '--skip': 'resources',
};

function completedCommand(command: CommandDeclaration): CompletedCommand {
  const options = [
    ...(command.options ?? []),
    ...globalOptions.filter(({ about }) => command.takes.includes(about)),
  ];
  return {
    name: command.name,
    about: described(`cli.command.${command.name}`),
    options: [
      ...options.map(completedOption),
      { flags: ['-h', '--help'], about: described('cli.option.help') },
    ],
    places: (command.arguments ?? []).map(([syntax]) => ofPlaceholder[syntax] ?? 'files'),
  };
}

function completedOption({ flags, description, choices }: OptionDeclaration): CompletedOption {
  const names = flags.match(/(?<=^|\s)--?[\w-]+/gu) ?? [];
  const placeholder = /<(\w+)/u.exec(flags)?.[1];
  const option = { flags: names, about: described(description) };
  if (placeholder === undefined) return option;
  const kind =
    ofOption[names.at(-1) ?? ''] ?? { FILE: 'files' as const, DIR: 'folders' as const }[placeholder];
  return { ...option, value: choices ?? kind ?? 'free' };
}

/** Descriptions are for a menu of a line: English, as a script speaks no other. */
function described(id: MessageId): string {
  return render(t(id as 'cli.usage'), 'en');
}
