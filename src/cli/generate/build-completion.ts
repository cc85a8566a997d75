import type { OptionDeclaration } from '../../app/option.ts';
import { globalOptions } from '../../app/option.ts';
import { render, t, type MessageId } from '../../core/text.ts';
import { ruleList } from '../../policy/lint/catalogue/index.ts';
import { commands, type CommandDeclaration } from '../commands.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completion-scripts.ts';
import { explainedParts, explainedTypes } from './explained.ts';

/** Kinds of values that a shell can offer: files, or what packaging/kapa/complete-values lists. */
export type ValueKind = 'files' | 'folders' | 'rules' | 'resources' | 'groups' | 'transactions' | 'topics';

/** An option as a shell sees it. */
export interface CompletedOption {
  readonly flags: readonly string[];
  readonly about: string;
  /** It takes a value: of these, of a kind, or of the operator's own. */
  readonly value?: readonly string[] | ValueKind | 'free';
}

/** A command as a shell sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** Kinds of its arguments; the last holds for all further ones. */
  readonly places: readonly ValueKind[];
}

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
