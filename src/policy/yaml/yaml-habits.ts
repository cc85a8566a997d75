import { t, type Text } from '../../core/text.ts';

/** Reason and cure of a fault in YAML in the operator's words, and where it is, if not where the package found it. */
export interface YamlHabit {
  readonly reason: Text;
  readonly cure: Text;
  readonly at?: number;
}

/** Mistake that people make in the line in which the package found a fault; undefined: it is none of that. */
export function yamlHabit(text: string, at: number, message: string): YamlHabit | undefined {
  const [, quote = ''] = /^Missing closing (["'])/u.exec(message) ?? [];
  if (quote !== '')
    return {
      reason: t('policy.yaml_open_quote', { quote }),
      cure: t('policy.yaml_missing_cure'),
      at: text.lastIndexOf(quote, at - 1),
    };
  if (message.startsWith('Missing directives-end'))
    return {
      reason: t('policy.yaml_directive'),
      cure: t('policy.yaml_directive_cure'),
      at: text.lastIndexOf('\n%', at - 1) + 1,
    };
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end < 0 ? undefined : end);
  const braces = /(?:: +|- +)(?=\{\{)/u.exec(line);
  if (braces !== null)
    return {
      reason: t('policy.yaml_braces'),
      cure: t('policy.unquoted_braces_cure'),
      at: start + braces.index + braces[0].length,
    };
  if (/^ *-[A-Za-z]/u.test(line))
    return {
      reason: t('policy.yaml_dash_blank'),
      cure: t('policy.like_cure', { example: line.trim().replace('-', '- ') }),
    };
  const [, key = '', rest = ''] =
    /(?:^ *(?:- +)?|[{,] *)([A-Za-z_]\w*):(?!\/\/)([A-Za-z"'[{][^,}]*)/u.exec(line) ?? [];
  if (key !== '')
    return {
      reason: t('policy.yaml_colon_blank', { key }),
      cure: t('policy.like_cure', { example: `${key}: ${rest.trim()}` }),
    };
  const [, closing = ''] = /: +(["'])(?:(?!\1).)*\1 *[^\s,}\]#]/u.exec(line) ?? [];
  if (closing !== '')
    return { reason: t('policy.yaml_goes_on', { quote: closing }), cure: t('policy.yaml_goes_on_cure') };
  const inFlow = /[{,] *[A-Za-z_]\w*: +(?=[^"'[{\s,}][^,{}]*[[{])/u.exec(line);
  if (inFlow !== null && message.startsWith('Unexpected flow'))
    return {
      reason: t('policy.yaml_bracket'),
      cure: t('policy.rest_of_value_cure'),
      at: start + inFlow.index + inFlow[0].length,
    };
  if (/: +[|>]{2}/u.test(line)) return { reason: t('policy.yaml_block'), cure: t('policy.yaml_block_cure') };
  const comma = /[{,] *[\w.-]+: +(?:"[^"]*"|'[^']*'|[^\s"',{}]+) +([A-Za-z_]\w*):(?= |$)/u.exec(line);
  if (comma !== null) {
    const name = comma[1] ?? '';
    return {
      reason: t('policy.yaml_comma', { key: name }),
      cure: t('policy.yaml_comma_cure', { key: name }),
      at: start + comma.index + comma[0].length - name.length - 1,
    };
  }
  return message.startsWith('Sequence item without -') || message.startsWith('All mapping items must start')
    ? { reason: t('policy.yaml_indent'), cure: t('policy.yaml_indent_cure') }
    : undefined;
}
