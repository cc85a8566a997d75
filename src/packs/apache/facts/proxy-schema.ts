import type { SchemaPart } from '../../../core/resource.ts';

const onOff: SchemaPart = { type: 'boolean' };
const seconds: SchemaPart = { type: 'integer', minimum: 1, maximum: 86_400 };
const word: SchemaPart = { type: 'string', minLength: 1 };
const words: SchemaPart = { type: 'array', minItems: 1, items: word };

function setting(
  schema: SchemaPart,
  description: string,
  example: string | number | boolean | readonly string[],
): SchemaPart {
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
  ProxyWebsocketFallbackToProxyHttp: setting(onOff, 'Whether mod_proxy_http serves ws:// as well.', true),
  ProxyPassReverseCookiePath: setting(words, 'Paths of cookies, of the backend and of the site; in order.', [
    '/app/ /',
  ]),
  ProxyPassReverseCookieDomain: setting(
    words,
    'Domains of cookies, of the backend and of the site; in order.',
    ['backend.example.org shop.example.org'],
  ),
  RequestHeader: setting(words, 'Changes to the headers that the backend gets; in order, all of them.', [
    'set X-Forwarded-Proto "https"',
  ]),
  SSLProxyEngine: setting(onOff, 'Whether backends are asked over TLS.', true),
  SSLProxyVerify: setting(
    { enum: ['none', 'optional', 'require', 'optional_no_ca'] },
    "How the backend's certificate is verified.",
    'require',
  ),
  SSLProxyCheckPeerName: setting(onOff, "Whether the backend's certificate has to bear its name.", true),
  SSLProxyCheckPeerCN: setting(onOff, "Whether the certificate's CN has to be the backend's name.", true),
  SSLProxyCheckPeerExpire: setting(onOff, 'Whether the certificate may not have expired.', true),
  SSLProxyCACertificateFile: setting(
    word,
    'Certificates of those who may vouch for the backend.',
    '/etc/ssl/ca.pem',
  ),
  SSLProxyMachineCertificateFile: setting(
    word,
    'Certificate and key that the backend is shown.',
    '/etc/ssl/me.pem',
  ),
  SSLProxyProtocol: setting(word, 'Versions of TLS that the backend is offered.', 'all -SSLv3'),
};

/** The schema of `apache_proxy`. */
export const proxySchema: SchemaPart = {
  type: 'object',
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
      minProperties: 1,
      additionalProperties: false,
      description:
        'Which virtual host of the file: by name, by port where it has no name, by address where a name is on several. Without it, the top level of the file: a fragment that a host includes, or the server itself.',
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
        address: {
          type: 'string',
          minLength: 1,
          description: 'An address of the section, as it stands there, with its port or without.',
          examples: ['192.0.2.1', '[2001:db8::1]:443'],
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
        oneOf: [{ required: ['path'] }, { required: ['match'] }],
        anyOf: [{ required: ['url'] }, { required: ['state'], properties: { state: { const: 'absent' } } }],
        additionalProperties: false,
        properties: {
          path: {
            type: 'string',
            pattern: '^/\\S*$',
            description: 'The path on the site.',
            examples: ['/api/'],
          },
          match: {
            type: 'string',
            minLength: 1,
            description: 'An expression that paths match, instead of `path`: ProxyPassMatch.',
            examples: ['^/img/(.*[.]png)$'],
          },
          url: {
            type: 'string',
            pattern: '^(?:!|(?:unix:/[^|\\s]+[|])?[A-Za-z][A-Za-z0-9+.-]*://\\S+|\\S*[$][{]\\w+[}]\\S*)$',
            description:
              'The backend; `!` leaves the path to Apache; `unix:/run/app.sock|http://localhost/` is one at a socket.',
            examples: ['http://127.0.0.1:3001/'],
          },
          state: {
            enum: ['present', 'absent'],
            default: 'present',
            description: 'Absent: the mount of this path and its ProxyPassReverse are not to be there.',
            examples: ['absent'],
          },
          upgrade: setting(onOff, 'Whether connections that ask for it are handed on as websockets.', true),
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
          reverse: setting(onOff, 'Whether there is a ProxyPassReverse as well; left out: as it is.', true),
        },
      },
      examples: [[{ path: '/api/', url: 'http://127.0.0.1:3001/', reverse: true }]],
    },
  },
};
