import type { SchemaPart } from '../../core/resource.ts';
import { channel } from './channel.ts';
import { duration } from './words.ts';

/** The keys of `settings`, those of packs aside. */
export const settings = {
  type: ['object', 'null'],
  additionalProperties: false,
  description: 'How kapa itself behaves; in one document at most.',
  properties: {
    locale: { enum: ['en', 'es'], description: 'The language of messages.' },
    state_dir: { type: 'string', pattern: '^/', description: 'Where kapa keeps its state.' },
    backups: {
      type: 'object',
      additionalProperties: false,
      properties: {
        placement: { enum: ['beside', 'state'], default: 'beside' },
        keep: { type: 'integer', minimum: 1, default: 20, description: 'How many backups of a file stay.' },
      },
    },
    notify: {
      type: 'object',
      additionalProperties: false,
      properties: {
        channels: { type: 'array', items: channel },
        repeat_every: { ...duration, default: '1h' },
        unknown_after: {
          ...duration,
          default: '30m',
          description: 'How long a probe, or what a rule makes of one, is unknown before that is told.',
        },
      },
    },
    metrics: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description: 'Metrics for Prometheus, in its classic text format; `kapa metrics` prints them.',
      properties: {
        textfile: {
          type: 'string',
          pattern: '^/.*\\.prom$',
          description: "A file for node exporter's textfile collector, written anew after each check.",
          examples: ['/var/lib/prometheus/node-exporter/kapa.prom'],
        },
        listen: {
          type: 'string',
          pattern: '^(?:[0-9.]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$',
          description: 'IP address and port at which `kapa watch` answers GET /metrics.',
          examples: ['127.0.0.1:9464'],
        },
      },
    },
    heartbeat: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      description:
        'A sign of life after checks, as healthchecks.io takes it: a POST to the address, or below it to /fail while something critical fires.',
      properties: {
        url: { type: 'string', pattern: '^https?://', description: 'Its path is a key, which is shown nowhere.' },
        every: { ...duration, default: '1m', description: 'Not more often; a change to or from /fail is told at once.' },
      },
    },
    concurrency: { type: 'integer', minimum: 1, default: 8, description: 'Probes measured side by side.' },
  },
} as const satisfies SchemaPart;
