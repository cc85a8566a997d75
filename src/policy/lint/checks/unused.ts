import type { Finding } from '../../../core/finding.ts';
import { t } from '../../../core/text.ts';
import { foreignNames } from './foreign.ts';
import type { Check, Subject } from './subject.ts';

/** KAPA030 to KAPA033: what is defined and nothing uses, most often because a name was misspelt or a rule left. */
export const unused: Check<'warning'> = function* unused(subject) {
  const { names, set, templates, registry, meant } = subject;
  const confirms = new Set(
    registry.probes.filter(({ isWell }) => isWell !== undefined).map(({ type }) => type),
  );
  const misread = new Set(
    subject.conditions.flatMap((one) => (one.compiled === undefined ? wordsOf(one) : [])),
  );
  const foreign = foreignNames(subject);
  for (const [name, place] of names.vars)
    if (!names.usedVars.has(name) && !misread.has(name) && !meant.has(name) && !foreign.has(name))
      yield finding('KAPA030', place, t('lint.unused_variable', { name }));
  const spoken = wordsOfConditions(subject);
  const compared = new Set(
    subject.conditions.flatMap((condition) =>
      condition.compiled === undefined ? wordsOf(condition) : (condition.thresholds ?? []),
    ),
  );
  for (const [name, place] of names.thresholds)
    if (!compared.has(name) && !meant.has(name))
      yield finding('KAPA031', place, t('lint.unused_threshold', { name }));
  for (const { name, type, locate } of set.probes)
    if (!spoken.has(name) && !meant.has(name) && !confirms.has(type))
      yield finding('KAPA032', locate([], 'key'), t('lint.unused_probe', { name }));
  for (const { name, file } of templates)
    if (!names.usedTemplates.has(name))
      yield finding(
        'KAPA033',
        { file, line: 1, column: 1, endLine: 1, endColumn: 2 },
        t('lint.unused_template', { name }),
      );
};

function finding(
  id: Finding['id'],
  place: Finding['place'],
  message: Finding['message'],
): Finding<'warning'> {
  return { id, severity: 'warning', place, message, cure: t('lint.unused_cure') };
}

function wordsOfConditions({ conditions }: Subject): ReadonlySet<string> {
  return new Set(conditions.flatMap(wordsOf));
}

/** Words of a condition, as names that mean the same outside of its rule's scope. */
function wordsOf({ text, rule }: Subject['conditions'][number]): readonly string[] {
  const words = text.match(/[A-Za-z_][\w-]*/gu) ?? [];
  return words
    .flatMap((word) => [word.replaceAll('-', '_'), ...word.split('-')])
    .map((word) => `${rule.scope ?? ''}${word}`);
}
