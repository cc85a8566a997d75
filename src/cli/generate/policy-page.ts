import { version } from '../../../package.json' with { type: 'json' };
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Locale, type Text } from '../../core/text.ts';
import { registry } from '../../packs/index.ts';
import { assembleSchema, documentSchema } from '../../policy/schema/schema.ts';
import type { Explained } from '../../report/lint/explain.ts';
import { schemaRows } from '../../report/lint/reference.ts';
import { explainedTypes } from './explained.ts';
import { inLanguage } from './in-language.ts';
import { entry, filled, literalLines, section, subsection, title } from './roff.ts';

type Say = (text: Text) => string;

/** kapa-policy(5): the policy language, from the schema and the types themselves. */
export async function policyPage(locale: Locale, date: string, say: Say): Promise<string> {
  const { description = '' } = await inLanguage(
    { description: assembleSchema(registry)['description'] },
    locale,
  );
  const types = await inLanguage(explainedTypes(), locale);
  const ofKind = (kind: Explained['kind']): string =>
    types
      .filter((type) => type.kind === kind)
      .map((type) => typePart(type, say))
      .join('');
  return [
    title('kapa-policy', 5, date, version),
    section(say(t('manual.name')), filled(`kapa-policy - ${say(t('manual.policy'))}`)),
    section(say(t('manual.description')), filled(String(description))),
    section(say(t('manual.document')), keys(await inLanguage(documentSchema(registry), locale), say)),
    section(say(t('manual.resources')), ofKind('resource')),
    section(say(t('manual.probes')), ofKind('probe')),
    section(say(t('manual.remedies')), ofKind('remedy')),
    section(say(t('manual.see_also')), '.BR kapa (1),\n.BR kapa\\-explain (1)\n'),
  ].join('');
}

function typePart({ type, summary, example, schema, fields }: Explained, say: Say): string {
  const read = Object.entries(fields ?? {}).map(([name, field]) => entry(name, field.description));
  const fieldPart = read.length === 0 ? '' : `.PP\n${filled(say(t('manual.fields')))}${read.join('')}`;
  return subsection(type, `${filled(summary)}${literalLines(example)}${keys(schema, say)}${fieldPart}`);
}

function keys(schema: SchemaPart, say: Say): string {
  return schemaRows(schema)
    .map(({ key, type, required, fallback, description }) => {
      const notes = [
        description,
        required ? say(t('manual.required')) : '',
        fallback === undefined ? '' : say(t('manual.default', { value: fallback })),
      ];
      const term = type === '' ? key : `${key} (${type})`;
      return entry(term, notes.filter((note) => note !== '').join(' '));
    })
    .join('');
}
