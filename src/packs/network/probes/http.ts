import type { ProbeType } from '../../../core/probe.ts';
import { durationPattern, secondsOf } from '../../../core/quantity.ts';
import { t } from '../../../core/text.ts';

/** Spec of `http`. */
export interface HttpSpec {
  readonly url: string;
  readonly host?: string;
  readonly timeout?: string | number;
  readonly verify?: boolean;
  readonly expect?: { readonly status?: number | readonly number[]; readonly body?: string };
}

/** One request, and whether the answer is good. */
export const http: ProbeType<HttpSpec> = {
  type: 'http',
  summary: 'Whether a page answers as it should, and how fast; redirects are not followed.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: {
        type: 'string',
        format: 'uri',
        pattern: '^https?://',
        description: 'What is asked, best by address.',
      },
      host: {
        type: 'string',
        format: 'host',
        minLength: 1,
        description: 'Host header, and the server name under TLS.',
      },
      timeout: {
        type: 'string',
        pattern: durationPattern,
        default: '5s',
        description: 'For the whole answer.',
      },
      verify: {
        type: 'boolean',
        description:
          'Whether the certificate must be good. Yes unless given, but for an address of this machine itself (127.0.0.1, ::1).',
      },
      expect: {
        type: 'object',
        additionalProperties: false,
        description: 'What a good answer is.',
        properties: {
          status: {
            description: 'Its status, or statuses; 200 to 399 unless given.',
            oneOf: [
              { type: 'integer', minimum: 100, maximum: 599 },
              { type: 'array', minItems: 1, items: { type: 'integer', minimum: 100, maximum: 599 } },
            ],
          },
          body: { type: 'string', minLength: 1, description: 'A text within its first 64 KiB.' },
        },
      },
    },
  },
  example: `site: { http: { url: "https://127.0.0.1/api/health", host: shop.example.com, timeout: 5s } }`,
  fields: () => ({
    ok: { type: 'bool', description: 'The answer came in time and is as expected.' },
    failing: { type: 'bool', description: 'The contrary of ok.' },
    status: { type: 'number', names: true, description: 'The status of the answer; 0: none came.' },
    latency: {
      type: 'number',
      unit: 'duration',
      description: 'Until the answer began, or the failure; none where kapa itself was late meanwhile.',
    },
    error: {
      type: 'string',
      description: 'Why it failed: `timeout`, `ECONNREFUSED`, `status`, `body`; empty: it did not.',
    },
  }),
  urls: ({ url }) => [url],
  watches: ({ url }) => ({ ports: isOwn(url) ? [portOf(url)] : [], pids: [] }),
  label: (_, name) => `HTTP ${name}`,
  told: ({ ok, error }, show) => [
    t('network.answer', {
      answer: ok === true || error === 'status' ? show('status') : `${show('status')} ${show('error')}`,
      latency: show('latency'),
    }),
  ],
  isWell: ({ ok }) => ok === true,
  async measure({ url, host, timeout, verify, expect }, { instruments }) {
    const answer = await instruments.request({
      url,
      timeout: secondsOf(timeout, 5),
      verify: verify ?? !isOwn(url),
      most: expect?.body === undefined ? 0 : 64 * 1024,
      ...(host === undefined ? {} : { host }),
    });
    if (answer.outcome === 'unknown') return { unknown: answer.reason };
    if (answer.outcome === 'failed') {
      const { error } = answer;
      return { fields: { ok: false, failing: true, status: 0, ...latencyOf(answer), error } };
    }
    const { status } = answer;
    const body = new TextDecoder().decode(answer.body);
    const error = !isExpected(status, expect?.status)
      ? 'status'
      : expect?.body !== undefined && !body.includes(expect.body)
        ? 'body'
        : '';
    return { fields: { ok: error === '', failing: error !== '', status, ...latencyOf(answer), error } };
  },
};

function latencyOf({ latency }: { readonly latency?: number }): { readonly latency?: number } {
  return latency === undefined ? {} : { latency };
}

function isExpected(status: number, expected: number | readonly number[] | undefined): boolean {
  if (expected === undefined) return status >= 200 && status < 400;
  return typeof expected === 'number' ? status === expected : expected.includes(status);
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function isOwn(url: string): boolean {
  return /^https?:\/\/(?:127\.|\[::1\]|localhost[:/])/u.test(url);
}
