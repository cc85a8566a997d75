import type { SchemaPart } from '../../core/resource.ts';
import { duration, length, name } from './words.ts';

/** The keys of a rule. */
export const rule: SchemaPart = {
  type: 'object',
  required: ['name', 'when'],
  additionalProperties: false,
  properties: {
    name: {
      ...name,
      description:
        'What it is called in logs and alerts, as what must hold (Backend is online); unique across all policies.',
    },
    names: {
      type: 'object',
      additionalProperties: false,
      properties: {
        en: { ...name, description: 'In English.' },
        es: { ...name, description: 'In Spanish.' },
      },
      description: 'Its name where settings.locale, or the log, speaks another language.',
      examples: [{ es: 'El backend está en línea' }],
    },
    formerly: {
      type: 'array',
      items: name,
      description: 'Names that it had: its state, its orders and its history are found under them, too.',
    },
    severity: { enum: ['warning', 'critical'], default: 'critical', description: 'How loud it is.' },
    every: { ...length, default: '3m', description: 'How often it is judged.' },
    when: { type: 'string', description: 'The condition that is wrong; kapa explain conditions shows what it may say.', examples: ['site.failing'] },
    clear_when: {
      type: 'string',
      description: 'The condition that ends it; unless given, `when` no longer holds.',
    },
    only_if: {
      type: 'string',
      description: 'A symptom without which no remedy is tried; the alert still is.',
    },
    for: {
      description: 'For how many checks, or how long, before it fires.',
      anyOf: [
        { type: 'string', pattern: '^[1-9]\\d* checks?$', examples: ['2 checks'] },
        length,
        { type: 'integer', minimum: 1 },
      ],
      default: '1 check',
    },
    do: { type: 'array', description: 'Remedies, tried in this order until one helps; none: it only tells people.' },
    verify: {
      type: 'object',
      additionalProperties: false,
      required: ['within'],
      properties: {
        within: { ...length, description: 'A length of time.' },
        stable: {
          ...duration,
          default: '1s',
          description: 'How long it must then stay gone. What comes back before begins anew.',
        },
      },
      description: 'How soon after a remedy the condition must be gone; else the next rung is tried.',
      default: { within: '30s' },
    },
    cooldown: {
      ...duration,
      description: 'How long no other remedy is tried after one that did not help.',
      default: '1m',
    },
    limit: {
      type: 'object',
      additionalProperties: false,
      required: ['times', 'within'],
      properties: {
        times: { type: 'integer', minimum: 1, description: 'How many.' },
        within: { ...length, description: 'Within how long.' },
        then: { enum: ['back_off'], default: 'back_off', description: 'What comes then.' },
      },
      description:
        'How many remedies that do not help, upon one target within how long, before the rule backs off and calls a person (kapa clear ends it); of those that help, three times as many: then it is a loop.',
      default: { times: 3, within: '1h' },
    },
  },
};
