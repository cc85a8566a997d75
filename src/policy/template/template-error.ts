import { t, type Text } from '../../core/text.ts';
import { templateHabit } from './habits.ts';
import { TooMuch } from './rendering.ts';

/**
 * Reason why a text cannot be rendered, in the operator's words where Handlebars' own are known, and the
 * cure.
 */
export function templateFault(
  error: unknown,
  text: string,
): { readonly reason: string | Text; readonly cure: Text } {
  if (error instanceof TooMuch) return { reason: error.text, cure: t('policy.too_much_cure') };
  const habit = templateHabit(text);
  if (habit !== undefined) return habit;
  const said = error instanceof Error ? error.message : String(error);
  const [, name = '', at = ''] = /^"([^"]+)" not defined in .* - (\d+):\d+$/su.exec(said) ?? [];
  if (name !== '')
    return {
      reason: t('policy.template_undefined', { name, line: Number(at) }),
      cure: t('policy.template_cure'),
    };
  const [, line = ''] = /^(?:Parse|Lexical) error on line (\d+)/u.exec(said) ?? [];
  if (line !== '' && /^.*got 'INVALID'|\|/mu.test(said) && said.includes('|'))
    return {
      reason: t('policy.template_filter', { line: Number(line) }),
      cure: t('policy.template_filter_cure'),
    };
  if (line !== '')
    return {
      reason: t('policy.template_malformed', { line: Number(line) }),
      cure: t('policy.template_malformed_cure'),
    };
  return { reason: said, cure: t('policy.template_cure') };
}
