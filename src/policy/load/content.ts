import type { Locate } from '../../core/policy.ts';
import type { Registry } from '../../core/registry.ts';
import { t } from '../../core/text.ts';
import { precompiled } from '#templates';
import type { RawItem } from './judged-document.ts';
import type { OpenDocument } from './loading.ts';
import { namesInTemplate } from '../template/names.ts';
import { templateFault } from '../template/template-error.ts';

/**
 * A spec with the text of its template, or the bytes of its source, as `content`; undefined: there is none, and that is
 * told.
 */
export async function withContent(
  type: Registry['resources'][number],
  spec: RawItem,
  { document, loading: { request, values, find, used, rendering } }: OpenDocument,
  locate: Locate,
): Promise<RawItem | undefined> {
  const wanted = type.template?.(spec);
  if (wanted !== undefined) {
    used.templates.add(wanted.name);
    const text = request.template(wanted.name, document.file.path);
    const place = locate([type.type, 'template']);
    if (text === undefined) {
      find(
        'KAPA008',
        place,
        t('policy.no_template', { name: wanted.name }),
        t('policy.no_template_cure', { name: wanted.name }),
      );
      return undefined;
    }
    for (const name of namesInTemplate(text)) used.vars.add(name);
    try {
      const render = precompiled.has(text)
        ? (await import('../template/shipped-template.ts')).renderShipped
        : (await import('../template/template.ts')).renderText;
      return { ...spec, content: render(text, { ...values, ...wanted.with }, rendering) };
    } catch (error) {
      const { reason, cure } = templateFault(error, text);
      find('KAPA009', place, t('policy.template_named', { name: wanted.name, reason }), cure);
      return undefined;
    }
  }
  const source = type.source?.(spec);
  if (source === undefined) return spec;
  const bytes = request.source(source, document.file.path);
  if (bytes === undefined) {
    find(
      'KAPA008',
      locate([type.type, 'source']),
      t('policy.no_source', { name: source }),
      t('policy.no_source_cure'),
    );
    return undefined;
  }
  return { ...spec, content: bytes };
}
