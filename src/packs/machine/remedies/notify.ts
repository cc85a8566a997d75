import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `notify`. */
export interface NotifySpec {
  readonly message: string;
  readonly channels?: readonly string[];
}

/** Tells people. */
export const notify: RemedyType<NotifySpec> = {
  type: 'notify',
  elsewhere: ['alert', 'email', 'mail', 'webhook', 'slack'],
  summary: 'Sends a message to channels of the settings, to all when none is named.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['message'],
    properties: {
      message: { type: 'string', minLength: 1, description: 'What is said.' },
      channels: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        description: 'Names of channels.',
      },
    },
  },
  example: `- notify: { message: The backend needs a person, channels: [oncall] }`,
  kills: false,
  tells: true,
  target: ({ channels }) => `notify:${(channels ?? []).join(',')}`,
  async act({ message, channels }, context) {
    const [problem] = await context.notify(message, channels ?? []);
    return problem === undefined
      ? { outcome: 'done', summary: t('measure.told') }
      : { outcome: 'failed', reason: problem };
  },
};
