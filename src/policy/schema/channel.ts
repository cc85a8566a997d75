import type { SchemaPart } from '../../core/resource.ts';
import { argv, name } from './words.ts';

/** The keys of a channel that alerts are sent to. */
export const channel: SchemaPart = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { ...name, description: 'What messages about the channel call it.' },
    webhook: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: { type: 'string', description: 'Where to; its query and path may hold a key, which is shown nowhere.' },
        format: {
          enum: ['generic', 'slack'],
          default: 'generic',
          description: 'generic: the JSON below; slack: {"text": ...} with the same words, as Slack and Mattermost take it.',
        },
      },
      description:
        'A POST with JSON: {version, host, subject, text, alerts: [{rule, group, severity, state, since, value, unit, repeated}]}. Any answer from 200 to 299 is taken as received.',
    },
    mail: {
      type: 'object',
      required: ['to'],
      additionalProperties: false,
      description: 'A mail in plain text: the subject is the first alert, the body one line for each.',
      properties: {
        to: { type: 'array', items: { type: 'string' }, minItems: 1, description: 'Addresses.' },
        from: { type: 'string', description: 'Sender; kapa at this host unless given.' },
        smtp: { type: 'string', description: 'smtp:// or smtps:// address; sendmail unless given.' },
      },
    },
    command: {
      type: 'object',
      required: ['argv'],
      additionalProperties: false,
      properties: { argv: { ...argv, description: 'Program and arguments; no shell.' } },
      description:
        'A program. Its last argument is the subject, its standard input the text, one line for each alert; it has ten seconds and must end with 0.',
    },
    ntfy: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: {
          type: 'string',
          description: 'Server and topic, https://ntfy.sh/TOPIC. Who knows a topic can read it: it is shown nowhere.',
        },
        token: { type: 'string', minLength: 1, description: 'Access token of a topic that is not open to all.' },
      },
      description: 'A message of ntfy: urgent where something critical fires.',
    },
    telegram: {
      type: 'object',
      required: ['token', 'chat'],
      additionalProperties: false,
      properties: {
        token: { type: 'string', minLength: 1, description: "The bot's token; it is shown nowhere." },
        chat: { type: ['string', 'integer'], description: 'Number of the chat, or @name of a channel.' },
        server: {
          type: 'string',
          default: 'https://api.telegram.org',
          description: 'A Bot API server of your own.',
        },
      },
      description: 'A message of a Telegram bot, as plain text.',
    },
  },
  oneOf: ['webhook', 'mail', 'command', 'ntfy', 'telegram'].map((kind) => ({ required: [kind] })),
};
