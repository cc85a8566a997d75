import { version } from '../../../package.json' with { type: 'json' };
import { globalOptions, type OptionDeclaration } from '../../app/option.ts';
import { render, t, type Locale, type MessageId, type Text } from '../../core/text.ts';
import { commands, type CommandDeclaration } from '../commands.ts';
import { localised } from '../program.ts';
import { policyPage } from './policy-page.ts';
import { entry, filled, literalLines, section, title } from './roff.ts';

/** Run by packaging/kapa.mjs: the manual pages of a language, of a date (2026-11-30), by their file names. */
export async function buildManual(locale: Locale, date: string): Promise<Readonly<Record<string, string>>> {
  const say = (text: Text): string => render(text, locale);
  const pages = commands.map(
    (command) => [`man1/kapa-${command.name}.1`, commandPage(command, date, say)] as const,
  );
  return Object.fromEntries([
    ['man1/kapa.1', mainPage(date, say)],
    ...pages,
    ['man5/kapa-policy.5', await policyPage(locale, date, say)],
  ]);
}

function mainPage(date: string, say: (text: Text) => string): string {
  const listed = commands.map(({ name }) => entry(`kapa ${name}`, described(`cli.command.${name}`, say)));
  const files: readonly (readonly [string, MessageId])[] = [
    ['/etc/kapa/policies', 'manual.file_policies'],
    ['/etc/kapa/policies/host.vars.yaml', 'manual.file_values'],
    ['/usr/share/kapa/policies', 'manual.file_shipped'],
    ['/var/lib/kapa', 'manual.file_state'],
  ];
  return [
    title('kapa', 1, date, version),
    section(say(t('manual.name')), filled(`kapa - ${say(t('cli.about'))}`)),
    section(
      say(t('manual.synopsis')),
      `.B kapa\n${filled(`<${say(t('cli.usage_command'))}> [${say(t('cli.usage_options'))}]`)}`,
    ),
    section(say(t('manual.description')), filled(say(t('cli.about')))),
    section(say(t('manual.commands')), listed.join('')),
    section(say(t('manual.options')), globalOptions.map((option) => optionEntry(option, say)).join('')),
    section(say(t('manual.exit_status')), statuses(say)),
    section(say(t('manual.files')), files.map(([path, id]) => entry(path, described(id, say))).join('')),
    section(
      say(t('manual.see_also')),
      `${[...commands.map(({ name }) => `.BR kapa\\-${name} (1)`), '.BR kapa\\-policy (5)'].join(' ,\n')}\n`,
    ),
  ].join('');
}

function commandPage(command: CommandDeclaration, date: string, say: (text: Text) => string): string {
  const places = command.arguments ?? [];
  const options = [
    ...(command.options ?? []),
    ...globalOptions.filter(({ about }) => command.takes.includes(about)),
  ];
  const usage = [
    `[${say(t('cli.usage_options'))}]`,
    ...places.map(([syntax]) => localised(syntax, say)),
  ].join(' ');
  return [
    title(`kapa-${command.name}`, 1, date, version),
    section(
      say(t('manual.name')),
      filled(`kapa-${command.name} - ${described(`cli.command.${command.name}`, say)}`),
    ),
    section(say(t('manual.synopsis')), `.B kapa ${command.name}\n${filled(usage)}`),
    section(
      say(t('manual.arguments')),
      places.map(([syntax, id]) => entry(localised(syntax, say), described(id, say))).join(''),
    ),
    section(say(t('manual.options')), options.map((option) => optionEntry(option, say)).join('')),
    section(say(t('manual.exit_status')), statuses(say)),
    section(say(t('manual.example')), literalLines(command.example)),
    section(say(t('manual.see_also')), '.BR kapa (1),\n.BR kapa\\-policy (5)\n'),
  ].join('');
}

function optionEntry(
  { flags, description, choices, fallback }: OptionDeclaration,
  say: (text: Text) => string,
): string {
  const more = [
    ...(choices === undefined ? [] : [say(t('cli.choices', { choices: choices.join(', ') }))]),
    ...(fallback === undefined ? [] : [say(t('cli.default', { value: fallback }))]),
  ];
  const meaning = described(description, say);
  return entry(localised(flags, say), more.length === 0 ? meaning : `${meaning} (${more.join('; ')})`);
}

function statuses(say: (text: Text) => string): string {
  const known: readonly (readonly [string, MessageId])[] = [
    ['0', 'manual.status_done'],
    ['1', 'manual.status_failed'],
    ['2', 'manual.status_changes'],
    ['3', 'manual.status_incomplete'],
    ['64', 'manual.status_usage'],
    ['78', 'manual.status_invalid'],
  ];
  return known.map(([status, id]) => entry(status, described(id, say))).join('');
}

function described(id: MessageId, say: (text: Text) => string): string {
  return say(t(id as 'cli.usage'));
}
