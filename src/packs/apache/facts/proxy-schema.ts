import type { SchemaPart } from '../../../core/resource.ts';

const onOff: SchemaPart = { type: 'boolean' };
const seconds: SchemaPart = { type: 'integer', minimum: 1, maximum: 86_400 };
const word: SchemaPart = { type: 'string', minLength: 1 };

function setting(schema: SchemaPart, description: string, example: string | number | boolean): SchemaPart {
  return { ...schema, description, examples: [example] };
}

/** The proxy's settings that a virtual host may have, beside its mounts. */
export const proxySettings: Readonly<Record<string, SchemaPart>> = {
  ProxyTimeout: setting(
    seconds,
    'Seconds that Apache waits for the backend, where a mount does not say.',
    600,
  ),
  ProxyBadHeader: setting(
    { enum: ['IsError', 'Ignore', 'StartBody'] },
    'What becomes of an answer with a malformed header.',
    'Ignore',
  ),
  ProxyPreserveHost: setting(onOff, 'Whether the backend sees the Host that the client asked for.', true),
  ProxyErrorOverride: setting(onOff, "Whether Apache's own error pages replace those of the backend.", false),
  ProxyRequests: setting(onOff, 'A forward proxy: leave it off.', false),
  ProxyAddHeaders: setting(onOff, 'Whether the backend is told who asked (X-Forwarded-For and so on).', true),
  ProxyVia: setting({ enum: ['On', 'Off', 'Full', 'Block'] }, 'The Via header.', 'Off'),
  ProxyStatus: setting({ enum: ['On', 'Off', 'Full'] }, 'Whether server-status shows the backends.', 'On'),
  ProxyIOBufferSize: setting({ type: 'integer', minimum: 0 }, 'Bytes of the internal buffer.', 8192),
  ProxyReceiveBufferSize: setting(
    { type: 'integer', minimum: 0 },
    'Bytes of the network buffer; 0: as the system has it.',
    0,
  ),
  ProxyMaxForwards: setting({ type: 'integer', minimum: -1 }, 'How many proxies a request may pass.', -1),
  ProxySourceAddress: setting(word, 'The local address of connections to the backend.', '127.0.0.1'),
};

/** The schema of `apache_proxy`. */
export const proxySchema: SchemaPart = {
  type: 'object',
  required: ['virtual_host'],
  additionalProperties: false,
  oneOf: [{ required: ['site'] }, { required: ['file'] }],
  anyOf: [{ required: ['directives'] }, { required: ['mounts'] }],
  properties: {
    site: {
      type: 'string',
      pattern: '^[^/]+$',
      not: { pattern: '\\.conf$' },
      description: 'Name of the file in sites-available, without .conf.',
      examples: ['shop-le-ssl'],
    },
    file: {
      type: 'string',
      pattern: '^/.*[^/]$',
      description: 'Absolute path of the file, where it is not in sites-available.',
      examples: ['/etc/apache2/conf-available/shop.conf'],
    },
    virtual_host: {
      type: 'object',
      required: ['server_name'],
      additionalProperties: false,
      description: 'Which virtual host of the file.',
      properties: {
        server_name: {
          type: 'string',
          minLength: 1,
          description: 'Its ServerName, or a ServerAlias of it.',
          examples: ['shop.example.org'],
        },
        port: {
          type: 'integer',
          minimum: 1,
          maximum: 65_535,
          description: 'Its port, where the file has the name on more than one.',
          examples: [443],
        },
      },
    },
    directives: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      description: 'Settings of the proxy in this virtual host.',
      properties: proxySettings,
      examples: [{ ProxyTimeout: 600, ProxyBadHeader: 'Ignore' }],
    },
    mounts: {
      type: 'array',
      minItems: 1,
      description: 'Paths that a backend answers. Longer paths are put before shorter ones.',
      items: {
        type: 'object',
        required: ['path', 'url'],
        additionalProperties: false,
        properties: {
          path: {
            type: 'string',
            pattern: '^/\\S*$',
            description: 'The path on the site.',
            examples: ['/api/'],
          },
          url: {
            type: 'string',
            pattern: '^(?:!|[a-z][a-z0-9+.-]*://\\S+)$',
            description: 'The backend; `!` leaves the path to Apache.',
            examples: ['http://127.0.0.1:3001/'],
          },
          nocanon: setting(onOff, 'Hands the path on as it came.', true),
          keepalive: setting(onOff, 'TCP keepalive on connections to the backend.', true),
          timeout: setting(seconds, 'Seconds that Apache waits for this backend.', 600),
          retry: setting(
            { type: 'integer', minimum: 0, maximum: 86_400 },
            'Seconds that a backend that failed is left alone; 0: it is asked again at once.',
            0,
          ),
          ttl: setting(seconds, 'Seconds an idle connection is kept. Without effect under prefork.', 60),
          disablereuse: setting(onOff, 'A new connection for each request.', false),
          connectiontimeout: setting(seconds, 'Seconds that connecting may take.', 5),
          options: {
            type: 'object',
            minProperties: 1,
            propertyNames: { pattern: '^[A-Za-z]+$' },
            additionalProperties: { type: ['string', 'number', 'boolean'], pattern: '^\\S*$' },
            description: "Further parameters, as Apache's manual of ProxyPass names them.",
            examples: [{ flushpackets: 'on' }],
          },
          reverse: setting(onOff, 'Whether there is a ProxyPassReverse as well.', true),
        },
      },
      examples: [[{ path: '/api/', url: 'http://127.0.0.1:3001/', reverse: true }]],
    },
  },
};
