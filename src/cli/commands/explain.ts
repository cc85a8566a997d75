import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { nearest } from '../../core/nearest.ts';
import { t } from '../../core/text.ts';
import { ruleList } from '../../policy/lint/catalogue/index.ts';
import { explainDocument, writeRule, writeType } from '../../report/lint/explain.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { conditionsPage } from '../generate/conditions-page.ts';
import { conditionsPageEs } from '../generate/conditions-page-es.ts';
import { explainedParts, explainedTypes } from '../generate/explained.ts';
import { inLanguage } from '../generate/in-language.ts';
import { word } from '../../report/document.ts';

/** `kapa explain`: what a lint rule, resource type, probe or remedy means, with an example; or what conditions may say. */
export async function explainCommand(
  [topic = '']: readonly string[],
  _given: Given,
  { out, say, options, locale }: CommandContext,
): Promise<ExitStatus> {
  if (topic === 'conditions') {
    const text = { en: conditionsPage, es: conditionsPageEs }[locale];
    if (options.json) out.document({ v: 1, topic, text });
    else out.write(text);
    return exitStatus.ok;
  }
  const types = await inLanguage([...explainedParts(), ...explainedTypes()], locale);
  const rule = ruleList.find(({ id, name }) => id === topic.toUpperCase() || name === topic);
  const found = rule === undefined ? types.filter(({ type }) => type === topic) : [];
  if (options.json && (rule !== undefined || found.length > 0)) {
    out.document(word(explainDocument(rule, found, say)));
    return exitStatus.ok;
  }
  if (rule !== undefined) {
    writeRule(rule, out, say);
    return exitStatus.ok;
  }
  for (const [index, explained] of found.entries()) {
    if (index > 0) out.write('\n');
    writeType(explained, out, say);
  }
  if (found.length > 0) return exitStatus.ok;
  const known = [
    'conditions',
    ...types.map(({ type }) => type),
    ...ruleList.flatMap(({ id, name }) => [id, name]),
  ];
  const meant = nearest(topic, known);
  throw new Failure(t('explain.unknown', { topic }), {
    cure:
      meant === undefined
        ? t('explain.unknown_cure', { known: types.map(({ type }) => type).join(', ') })
        : t('policy.did_you_mean', { meant }),
    exit: exitStatus.usage,
  });
}
