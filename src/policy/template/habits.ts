import { t, type Text } from '../../core/text.ts';

/** Reason and cure of what somebody wrote in a template out of habit. */
export interface TemplateHabit {
  readonly reason: Text;
  readonly cure: Text;
}

/** Habit in a text between double braces, as other template languages have it; undefined: nothing that is known. */
export function templateHabit(text: string): TemplateHabit | undefined {
  for (const { 0: mustache, index } of text.matchAll(/\{\{[^{}]{0,500}\}\}/gu)) {
    const line = text.slice(0, index).split('\n').length;
    for (const [pattern, tell] of habits) {
      const found = pattern.exec(mustache);
      if (found !== null) return tell({ line, written: mustache }, found);
    }
  }
  return unbalanced(text);
}

type Tell = (
  at: { readonly line: number; readonly written: string },
  found: RegExpExecArray,
) => TemplateHabit;

const write = (at: Parameters<Tell>[0], meant: string): TemplateHabit => ({
  reason: t('policy.template_foreign', at),
  cure: t('policy.like_cure', { example: meant }),
});

const habits: readonly (readonly [pattern: RegExp, tell: Tell])[] = [
  [
    /^\{\{>/u,
    (at) => ({ reason: t('policy.template_foreign', at), cure: t('policy.template_partial_cure') }),
  ],
  [/^\{\{-?\s*\.([A-Za-z_][\w.]*)\s*-?\}\}$/u, (at, [, name = '']) => write(at, `{{ ${name} }}`)],
  [
    /^\{\{-?\s*(?:range|for)\s+(?:\w+\s+in\s+)?\.?([\w.]+)/u,
    (at, [, name = '']) => write(at, `{{#each ${name}}}{{this}}{{/each}}`),
  ],
  [
    /^\{\{-?\s*(?:if|unless)\s+\.?([A-Za-z_][\w.]*)\s*-?\}\}$/u,
    (at, [, name = '']) => write(at, `{{#if ${name}}}...{{/if}}`),
  ],
  [
    /([A-Za-z_][\w.]*)\[(\d+|"\w+"|'\w+')\]/u,
    (at, [, name = '', key = '']) => write(at, `{{ ${name}.${key.replaceAll(/["']/gu, '')} }}`),
  ],
  [
    /(?:==|!=|<|>|&&|\|\||\((?:eq|ne|lt|gt|and|or|not)\s)/u,
    (at) => ({ reason: t('policy.template_foreign', at), cure: t('policy.template_comparison_cure') }),
  ],
  [
    /^\{\{-?\s*(?!else\b|lookup\b)([A-Za-z_]\w*)\s+["'\w][^}]*\}\}$/u,
    (at, [, name = '']) => ({
      reason: t('policy.template_function', { line: at.line, name }),
      cure: t('policy.template_filter_cure'),
    }),
  ],
];

/** The first block of a text that is not closed, or closed as another. */
function unbalanced(text: string): TemplateHabit | undefined {
  const open: { readonly name: string; readonly written: string; readonly line: number }[] = [];
  for (const { 0: written, 1: sign, 2: name = '', index } of text.matchAll(
    /\{\{~?([#/])\s*([\w.]+)[^{}]{0,500}\}\}/gu,
  )) {
    const line = text.slice(0, index).split('\n').length;
    if (sign === '#') {
      open.push({ name, written, line });
      continue;
    }
    const last = open.pop();
    if (last === undefined || last.name !== name)
      return last === undefined
        ? {
            reason: t('policy.template_closed_early', { written, line }),
            cure: t('policy.template_malformed_cure'),
          }
        : {
            reason: t('policy.template_closed_otherwise', { written, line, opened: last.written }),
            cure: t('policy.like_cure', { example: `{{/${last.name}}}` }),
          };
  }
  const last = open.at(-1);
  return last === undefined
    ? undefined
    : {
        reason: t('policy.template_open', { written: last.written, line: last.line }),
        cure: t('policy.template_open_cure', { closing: `{{/${last.name}}}` }),
      };
}
