import { cutTo } from '../../../core/cut.ts';
import { compilePattern, patternProse, type Pattern } from '../../../core/pattern.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { lengthPattern, secondsOf } from '../../../core/quantity.ts';
import { t } from '../../../core/text.ts';

/** Spec of `http`. */
export interface HttpSpec {
  readonly url: string;
  readonly host?: string;
  readonly timeout?: string | number;
  readonly verify?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: string;
  readonly keep_alive?: boolean;
  readonly expect?: Expected;
}

interface Expected {
  readonly status?: number | readonly number[];
  readonly body?: string;
  readonly absent?: string;
  readonly match?: string;
  readonly header?: Readonly<Record<string, string>>;
}

const headerName = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

/** One request, and whether the answer is good. */
export const http: ProbeType<HttpSpec> = {
  type: 'http',
  elsewhere: ['curl', 'url', 'website'],
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
        pattern: lengthPattern,
        default: '5s',
        description: 'For the whole answer.',
      },
      verify: {
        type: 'boolean',
        description:
          'Whether the certificate must be good. Yes unless given, but for an address of this machine itself (127.0.0.1, ::1).',
      },
      headers: {
        type: 'object',
        propertyNames: { pattern: headerName },
        additionalProperties: { type: 'string', pattern: '^[^\\x00-\\x1f\\x7f]*$' },
        description: 'Headers that are sent besides Host.',
        examples: [{ Accept: 'application/json' }],
      },
      json: {
        type: 'string',
        pattern: String.raw`^[^.\s]+(?:\.[^.\s]+)*$`,
        description:
          'A place in an answer that is JSON, names and numbers with dots between: its value is the field `value`.',
        examples: ['checks.database.status'],
      },
      keep_alive: {
        type: 'boolean',
        default: false,
        description:
          'Whether the server is asked how long it keeps a connection that is idle: its answer is the field `keep_alive`.',
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
          absent: {
            type: 'string',
            minLength: 1,
            description: 'A text that must not be within its first 64 KiB.',
            examples: ['Fatal error'],
          },
          match: {
            type: 'string',
            minLength: 1,
            format: 'regex',
            description: `A regular expression that is looked for in each line of its first 64 KiB. ${patternProse}`,
          },
          header: {
            type: 'object',
            propertyNames: { pattern: headerName },
            additionalProperties: { type: 'string' },
            description: 'Headers of the answer, and a text that each must hold; an empty text: it is there.',
            examples: [{ 'Strict-Transport-Security': '' }],
          },
        },
      },
    },
  },
  example: `site: { http: { url: "https://127.0.0.1/api/health", host: shop.example.com, timeout: 5s } }`,
  fields: ({ json, keep_alive: keeps = false }) => ({
    ok: { type: 'bool', description: 'The answer came in time and is as expected.' },
    failing: { type: 'bool', description: 'The contrary of ok.' },
    status: {
      type: 'number',
      names: true,
      codes: true,
      description: 'The status of the answer; 0: none came.',
    },
    latency: {
      type: 'number',
      unit: 'duration',
      description: 'Until the answer began, or the failure; none where kapa itself was late meanwhile.',
    },
    error: {
      type: 'string',
      description:
        'Why it failed: `timeout`, `ECONNREFUSED`, `status`, `body`, `absent` (the text is there), `match`, `header`; empty: it did not.',
    },
    ...(json === undefined
      ? {}
      : {
          value: {
            type: 'string' as const,
            description:
              'What stands at the place that `json` names, as text; none where the answer has nothing there.',
          },
        }),
    ...(keeps
      ? {
          keep_alive: {
            type: 'number' as const,
            unit: 'duration' as const,
            description:
              'How long the server keeps an idle connection, by its `Keep-Alive` header; none where it does not say. Apache uses connections to a backend again, for the `ttl` of the mount or without end: where the backend closes them sooner, a request now and then meets a closed one and is answered by 502.',
          },
        }
      : {}),
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
  async measure(
    { url, host, timeout, verify, headers, json, keep_alive: keeps = false, expect },
    { instruments },
  ) {
    const pattern = expect?.match === undefined ? undefined : await compilePattern(expect.match);
    if (pattern !== undefined && 'fault' in pattern)
      return { unknown: t('policy.pattern', { fault: pattern.fault }) };
    const readsBody = json !== undefined || expect?.body !== undefined || expect?.absent !== undefined;
    const answer = await instruments.request({
      url,
      timeout: secondsOf(timeout, 5),
      verify: verify ?? !isOwn(url),
      most: readsBody || pattern !== undefined ? 64 * 1024 : 0,
      ...(headers === undefined ? {} : { headers }),
      ...(host === undefined ? {} : { host }),
      ...(keeps ? { keep: true } : {}),
    });
    if (answer.outcome === 'unknown') return { unknown: answer.reason };
    if (answer.outcome === 'failed') {
      const { error } = answer;
      return { fields: { ok: false, failing: true, status: 0, ...latencyOf(answer), error } };
    }
    const { status } = answer;
    const body = new TextDecoder().decode(answer.body);
    const error = wrongIn({ ...answer, body }, expect, pattern?.matches);
    const value = json === undefined ? undefined : valueIn(body, json);
    const kept = keeps ? keptFor(answer.headers) : undefined;
    return {
      fields: {
        ok: error === '',
        failing: error !== '',
        status,
        ...latencyOf(answer),
        error,
        ...(value === undefined ? {} : { value }),
        ...(kept === undefined ? {} : { keep_alive: kept }),
      },
    };
  },
};

/** First thing in an answer that is not as expected; empty: nothing. */
function wrongIn(
  answer: {
    readonly status: number;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  },
  expect: Expected | undefined,
  matches: Pattern | undefined,
): '' | 'status' | 'body' | 'absent' | 'match' | 'header' {
  const { body, headers } = answer;
  if (!isExpected(answer.status, expect?.status)) return 'status';
  if (expect?.body !== undefined && !body.includes(expect.body)) return 'body';
  if (expect?.absent !== undefined && body.includes(expect.absent)) return 'absent';
  if (matches !== undefined && !body.split('\n').some((line) => matches(line))) return 'match';
  const wanted = Object.entries(expect?.header ?? {});
  const has = ([name, text]: readonly [string, string]): boolean =>
    headers[name.toLowerCase()]?.includes(text) === true;
  return wanted.every(has) ? '' : 'header';
}

/** Seconds for which an idle connection is kept, as the server says (RFC 2068, 19.7.1.1; Node and Apache say it so). */
function keptFor(headers: Readonly<Record<string, string>>): number | undefined {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/iu.exec(headers['keep-alive'] ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** Text of what stands at a place in JSON; undefined where there is nothing, or a whole object. */
function valueIn(body: string, place: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const key of place.split('.'))
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value === undefined || isObject(value)
    ? undefined
    : cutTo(typeof value === 'string' ? value : JSON.stringify(value), 200);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

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
