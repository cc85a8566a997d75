import type { Instruments } from '../../../core/instruments.ts';
import type { FieldReading, ProbeType } from '../../../core/probe.ts';
import { lengthPattern, secondsOf } from '../../../core/quantity.ts';
import { whyNot } from '../../../core/reading.ts';
import { t, type Text } from '../../../core/text.ts';
import { toldAs } from '../../../core/told.ts';
import { fastCgiOutput, fastCgiRequest } from '../fast-cgi.ts';

/** Spec of `php_fpm`. */
export interface PhpFpmSpec {
  readonly socket?: string;
  readonly url?: string;
  readonly status?: string;
  readonly timeout?: string | number;
}

/** Bytes of a status page that are read: one of a pool takes some 400. */
const mostBytes = 64 * 1024;

/** Probe of a pool of php-fpm, by its status page. */
export const phpFpmProbe: ProbeType<PhpFpmSpec> = {
  type: 'php_fpm',
  summary:
    'How busy a pool of php-fpm is, by its status page (`pm.status_path`). Where all its workers are busy the page is not answered either, and this is unknown: `pm.status_listen` gives it a socket of its own.',
  schema: {
    type: 'object',
    additionalProperties: false,
    oneOf: [{ required: ['socket'] }, { required: ['url'] }],
    properties: {
      socket: {
        type: 'string',
        pattern: '^/[^\\x00-\\x1f\\x7f]*$',
        description:
          'Socket at which the pool (`listen`), or its status page alone (`pm.status_listen`), speaks FastCGI; it is asked with the rights of its owner.',
        examples: ['/run/php/php8.2-fpm.sock'],
      },
      url: {
        type: 'string',
        format: 'uri',
        pattern: '^https?://[^?#]*$',
        description: 'The status page through the web server.',
        examples: ['http://127.0.0.1/fpm-status'],
      },
      status: {
        type: 'string',
        pattern: '^/[!-~]*$',
        default: '/status',
        description: "The pool's `pm.status_path`, for a socket.",
      },
      timeout: {
        type: 'string',
        pattern: lengthPattern,
        default: '5s',
        description: 'For the whole answer.',
      },
    },
  },
  example: `php: { php_fpm: { socket: /run/php/php8.2-fpm.sock } }`,
  fields: () => ({
    queue: { type: 'number', unit: 'count', description: 'Requests that wait for a worker.' },
    active: {
      type: 'number',
      unit: 'count',
      description: 'Workers that serve a request, the one of the status page among them.',
    },
    idle: { type: 'number', unit: 'count', description: 'Workers that wait for one.' },
    max_children_reached: {
      type: 'number',
      unit: 'count',
      description: 'Times that `pm.max_children` was too few, since the start. Judge its increase.',
    },
    slow_requests: {
      type: 'number',
      unit: 'count',
      description: 'Requests beyond `request_slowlog_timeout`, since the start. Judge its increase.',
    },
    accepted: { type: 'number', unit: 'count', description: 'Requests taken since the start.' },
  }),
  counters: ['max_children_reached', 'slow_requests', 'accepted'],
  label: (_, name) => `php-fpm ${name}`,
  told: (_, show) => [
    toldAs(t('php_fpm.label.queue'), show('queue')),
    toldAs(t('php_fpm.label.active'), show('active')),
  ],
  async measure(spec, { instruments }) {
    const page = spec.url === undefined ? await askPool(spec, instruments) : await askSite(spec, instruments);
    if (typeof page !== 'string') return { unknown: page };
    const fields = fieldsIn(page);
    return fields === undefined ? { unknown: t('php_fpm.no_page', { place: placeOf(spec) }) } : { fields };
  },
};

function placeOf({ socket, url = '', status = '/status' }: PhpFpmSpec): string {
  return socket === undefined ? url : `${socket} (${status})`;
}

/** The page by FastCGI, or why it is not there. */
async function askPool(spec: PhpFpmSpec, instruments: Instruments): Promise<string | Text> {
  const { socket = '', status = '/status', timeout } = spec;
  const answer = await instruments.exchange({
    place: { socket },
    bytes: fastCgiRequest({
      SCRIPT_NAME: status,
      SCRIPT_FILENAME: status,
      REQUEST_URI: `${status}?json`,
      REQUEST_METHOD: 'GET',
      QUERY_STRING: 'json',
      SERVER_PROTOCOL: 'HTTP/1.0',
    }),
    timeout: secondsOf(timeout, 5),
    most: mostBytes,
  });
  if (answer.state !== 'present') return whyNot(answer, socket);
  const output = fastCgiOutput(answer.value.bytes);
  return output === undefined || /^status: [345]/imu.test(output.head)
    ? t('php_fpm.no_page', { place: placeOf(spec) })
    : output.body;
}

async function askSite(spec: PhpFpmSpec, instruments: Instruments): Promise<string | Text> {
  const { url = '', timeout } = spec;
  const seconds = secondsOf(timeout, 5);
  const answer = await instruments.request({
    url: `${url}?json`,
    timeout: seconds,
    verify: false,
    most: mostBytes,
  });
  if (answer.outcome === 'unknown') return answer.reason;
  return answer.outcome === 'failed' || answer.status !== 200
    ? t('php_fpm.no_page', { place: url })
    : new TextDecoder().decode(answer.body);
}

const names = {
  queue: 'listen queue',
  active: 'active processes',
  idle: 'idle processes',
  max_children_reached: 'max children reached',
  slow_requests: 'slow requests',
  accepted: 'accepted conn',
} as const;

function fieldsIn(page: string): Readonly<Record<string, FieldReading>> | undefined {
  let said: unknown;
  try {
    said = JSON.parse(page);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null) return undefined;
  const fields: Record<string, number> = {};
  for (const [field, name] of Object.entries(names)) {
    const value = (said as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return undefined;
    fields[field] = value;
  }
  return fields;
}
