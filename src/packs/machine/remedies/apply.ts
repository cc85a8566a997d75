import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `apply`. */
export interface ApplySpec {
  readonly resources: readonly string[];
}

/** Converges resources again. */
export const apply: RemedyType<ApplySpec> = {
  type: 'apply',
  summary: 'Brings resources of the policies back to what they declare, as `kapa apply` would.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['resources'],
    properties: {
      resources: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        description: 'Their names.',
      },
    },
  },
  example: `- apply: { resources: [Recycle prefork workers] }`,
  kills: false,
  rename: ({ resources }, name) => ({ resources: resources.map(name) }),
  target: ({ resources }) => `apply:${resources.join(',')}`,
  async act({ resources }, context) {
    const done = await context.apply(resources);
    return done.ok
      ? { outcome: 'done', summary: t('measure.applied', { changed: done.changed }) }
      : { outcome: 'failed', reason: done.reason };
  },
};
