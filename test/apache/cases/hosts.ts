/** A request to a host, and the first line of what answers: `A /x` is the first backend asked for /x, a number a status. */
export type Asked = readonly [path: string, answer: string];

/** A host as people have it, from a public report, and what a policy declares of it. */
export interface HostCase {
  readonly name: string;
  /** The public report, or what else it is from. */
  readonly from: string;
  /** Files below /etc/apache2; the site itself is `sites-available/NAME.conf`. */
  readonly files: Readonly<Record<string, string>>;
  /** Where it is asked; port 80 unless given. */
  readonly at?: { readonly host?: string; readonly port?: number };
  readonly declares: readonly (readonly [type: string, spec: Readonly<Record<string, unknown>>])[];
  readonly before?: readonly Asked[];
  readonly after?: readonly Asked[];
  /** Parts of what kapa says of it, one for each note. */
  readonly notes?: readonly string[];
  /** What its file holds afterwards. */
  readonly keeps?: readonly string[];
  /** Whether all is as declared already. */
  readonly converged?: boolean;
}

const a = 'http://127.0.0.1:3001/';
const b = 'http://127.0.0.1:3002/';

const site = (name: string, lines: string, address = '*:80'): string =>
  `<VirtualHost ${address}>\n    ServerName ${name}.test\n${lines
    .trim()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}</VirtualHost>\n`;

const proxy = (name: string, more: Readonly<Record<string, unknown>>): HostCase['declares'] => [
  ['apache_proxy', { site: name, virtual_host: { server_name: `${name}.test` }, ...more }],
];

const lines = (
  name: string,
  more: Readonly<Record<string, unknown>>,
  ...inside: readonly Readonly<Record<string, unknown>>[]
): HostCase['declares'] => [
  [
    'apache_directives',
    {
      file: `/etc/apache2/sites-available/${name}.conf`,
      context: [{ section: 'VirtualHost', where: { ServerName: `${name}.test` } }, ...inside],
      ...more,
    },
  ],
];

const api = { path: '/api/', url: a, reverse: true };

/** Hosts that one server serves together: each policy is about its own host. */
export const hostCases: readonly HostCase[] = [
  {
    name: 'dead-mount-kept',
    from: 'centreon/centreon#11141: a mount in a condition that does not hold, and the one that serves behind it',
    files: {
      site: site(
        'dead-mount-kept',
        `<IfModule mod_nowhere.c>\nProxyPass / h2c://127.0.0.1:3001/\n</IfModule>\nProxyPass / ${a}`,
      ),
    },
    declares: proxy('dead-mount-kept', { mounts: [{ path: '/', url: b }] }),
    before: [['/x', 'A /x']],
    after: [['/x', 'B /x']],
    notes: ['which does not hold'],
  },
  {
    name: 'dead-mount-only',
    from: 'centreon/centreon#11141',
    files: {
      site: site(
        'dead-mount-only',
        `<IfModule mod_nowhere.c>\nProxyPass /ws ws://127.0.0.1:3002/ws\n</IfModule>`,
      ),
    },
    declares: proxy('dead-mount-only', { mounts: [api] }),
    before: [['/api/x', '404']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'in-force-elsewhere',
    from: 'a setting in <IfDefine STAGING> beside the one in force',
    files: {
      site: site(
        'in-force-elsewhere',
        '<IfDefine STAGING>\nProxyErrorOverride Off\n</IfDefine>\nProxyErrorOverride On',
      ),
    },
    declares: proxy('in-force-elsewhere', { directives: { ProxyErrorOverride: true } }),
    notes: ['which does not hold'],
    converged: true,
  },
  {
    name: 'last-of-two',
    from: 'a setting twice: the last is in force',
    files: { site: site('last-of-two', 'ProxyPreserveHost Off\nProxyPreserveHost On') },
    declares: proxy('last-of-two', { directives: { ProxyPreserveHost: true } }),
    converged: true,
  },
  {
    name: 'negated-branch',
    from: 'the branch of a condition that does not name it',
    files: {
      site: site(
        'negated-branch',
        `<IfModule !mod_nowhere.c>\nProxyPass / ${a}\n</IfModule>\n<IfModule mod_nowhere.c>\nProxyPass / ${b}\n</IfModule>`,
      ),
    },
    declares: proxy('negated-branch', { mounts: [{ path: '/', url: `${b}new/` }] }),
    before: [['/x', 'A /x']],
    after: [['/x', 'B /new/x']],
    notes: ['which does not hold'],
  },
  {
    name: 'hidden-by-macro',
    from: 'a mount that a macro makes in the host',
    files: {
      'conf-enabled/backend-macro.conf':
        '<Macro Backend $path $port>\n  ProxyPass $path http://127.0.0.1:$port/\n</Macro>\n',
      site: site('hidden-by-macro', 'Use Backend / 3002'),
    },
    declares: proxy('hidden-by-macro', { mounts: [api] }),
    before: [['/api/x', 'B /api/x']],
    after: [
      ['/api/x', 'A /x'],
      ['/y', 'B /y'],
    ],
  },
  {
    name: 'hidden-by-include',
    from: 'a panel that includes mounts into the host',
    files: {
      'panel/mounts.inc': `ProxyPass / ${b}\n`,
      site: site('hidden-by-include', 'Include panel/mounts.inc'),
    },
    declares: proxy('hidden-by-include', { mounts: [api] }),
    before: [['/api/x', 'B /api/x']],
    after: [
      ['/api/x', 'A /x'],
      ['/y', 'B /y'],
    ],
  },
  {
    name: 'hides-no-include',
    from: 'a mount of / in a host that includes longer ones behind it',
    files: {
      'panel/longer.inc': `ProxyPass /long/ ${b}\n`,
      site: site('hides-no-include', `ProxyPass /own/ ${b}\nInclude panel/longer.inc`),
    },
    declares: proxy('hides-no-include', { mounts: [{ path: '/', url: a }] }),
    before: [['/long/x', 'B /x']],
    after: [
      ['/long/x', 'B /x'],
      ['/own/x', 'B /x'],
      ['/y', 'A /y'],
    ],
  },
  {
    name: 'hidden-by-match',
    from: 'a ProxyPassMatch that stands first',
    files: { site: site('hidden-by-match', `ProxyPassMatch ^/(.*)$ ${b}$1`) },
    declares: proxy('hidden-by-match', { mounts: [api] }),
    before: [['/api/x', 'B /api/x']],
    after: [
      ['/api/x', 'A /x'],
      ['/y', 'B /y'],
    ],
  },
  {
    name: 'hidden-by-server',
    from: "Apache appends a host's mounts to those of the server",
    files: {
      'conf-enabled/server-mount.conf': `ProxyPass /of-server/ ${b}\n`,
      site: site('hidden-by-server', ''),
    },
    declares: proxy('hidden-by-server', { mounts: [{ path: '/of-server/', url: a }] }),
    after: [['/of-server/x', 'B /x']],
    notes: ['overridden by'],
  },
  {
    name: 'not-inherited',
    from: 'ProxyPassInherit Off, which httpd 2.4 does not heed',
    files: { site: site('not-inherited', 'ProxyPassInherit Off') },
    declares: proxy('not-inherited', { mounts: [{ path: '/of-server/', url: a }] }),
    after: [['/of-server/x', 'B /x']],
    notes: ['overridden by'],
  },
  {
    name: 'hidden-by-rewrite',
    from: 'dani-garcia/vaultwarden#491, cockpit-project/cockpit#9543',
    files: { site: site('hidden-by-rewrite', `RewriteEngine On\nRewriteRule ^/(.*)$ ${b}$1 [P,L]`) },
    declares: proxy('hidden-by-rewrite', { mounts: [api] }),
    after: [['/api/x', 'B /api/x']],
    notes: ['overridden by'],
  },
  {
    name: 'hidden-by-location-match',
    from: 'a mount in <LocationMatch>',
    files: {
      site: site('hidden-by-location-match', `<LocationMatch "^/api/">\nProxyPass ${b}\n</LocationMatch>`),
    },
    declares: proxy('hidden-by-location-match', { mounts: [api] }),
    notes: ['overridden by'],
  },
  {
    name: 'location-segment',
    from: '<Location /api> does not cover /apiv2',
    files: { site: site('location-segment', `<Location /api>\nProxyPass ${b}\n</Location>`) },
    declares: proxy('location-segment', { mounts: [{ path: '/apiv2', url: `${a}v2` }] }),
    after: [
      ['/apiv2/x', 'A /v2/x'],
      ['/api/x', 'B //x'],
    ],
  },
  {
    name: 'segments-keep-their-order',
    from: '/api does not hide /apiv2',
    files: { site: site('segments-keep-their-order', `ProxyPass /api ${a}api\nProxyPass /apiv2 ${b}apiv2`) },
    declares: proxy('segments-keep-their-order', {
      mounts: [
        { path: '/api', url: `${a}api` },
        { path: '/apiv2', url: `${b}apiv2` },
      ],
    }),
    converged: true,
  },
  {
    name: 'mount-in-location',
    from: 'gotify/website#33, gotify/server#638: ProxyPass in <Location>',
    files: { site: site('mount-in-location', `<Location /gotify/>\nProxyPass ${b}\n</Location>`) },
    declares: proxy('mount-in-location', { mounts: [{ path: '/gotify/', url: a, reverse: true }] }),
    before: [['/gotify/x', 'B /x']],
    after: [['/gotify/x', 'A /x']],
  },
  {
    name: 'reverse-goes',
    from: 'reverse: false',
    files: { site: site('reverse-goes', `ProxyPass /api/ ${a}\nProxyPassReverse /api/ ${a}`) },
    declares: proxy('reverse-goes', { mounts: [{ path: '/api/', url: a, reverse: false }] }),
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'mount-goes',
    from: 'a mount that the operator took out of his policy',
    files: {
      site: site('mount-goes', `ProxyPass /old/ ${b}\nProxyPassReverse /old/ ${b}\nProxyPass / ${a}`),
    },
    declares: proxy('mount-goes', {
      mounts: [
        { path: '/old/', state: 'absent' },
        { path: '/', url: a },
      ],
    }),
    before: [['/old/x', 'B /x']],
    after: [['/old/x', 'A /old/x']],
  },
  {
    name: 'narrowed',
    from: 'the policy says /api, the file /api/',
    files: { site: site('narrowed', `ProxyPass /api/ ${b}`) },
    declares: proxy('narrowed', { mounts: [{ path: '/api', url: 'http://127.0.0.1:3001' }] }),
    notes: ['which stands first'],
  },
  {
    name: 'order-of-a-list',
    from: 'a list of ProxyPass in another order: /api/ was never reached',
    files: { site: site('order-of-a-list', `ProxyPass / ${a}\nProxyPass /api/ ${b}`) },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/order-of-a-list.conf',
          context: [{ section: 'VirtualHost' }],
          set: { ProxyPass: [`/api/ ${b}`, `/ ${a}`] },
        },
      ],
    ],
    before: [['/api/x', 'A /api/x']],
    after: [
      ['/api/x', 'B /x'],
      ['/y', 'A /y'],
    ],
  },
  {
    name: 'rewrite-in-order',
    from: 'a condition belongs to the rule behind it',
    files: { site: site('rewrite-in-order', `RewriteEngine On\nProxyPass / ${a}`) },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/rewrite-in-order.conf',
          context: [{ section: 'VirtualHost' }],
          sequence: [
            { RewriteCond: '%{REQUEST_URI} ^/old' },
            { RewriteRule: '^ http://elsewhere.test/ [R=302,L]' },
          ],
        },
      ],
    ],
    after: [
      ['/x', 'A /x'],
      ['/old', '302'],
    ],
  },
  {
    name: 'utf8-path',
    from: 'certbot/certbot#5211, #4630',
    files: {
      'conf-enabled/readable.conf': '<Directory /srv>\nRequire all granted\n</Directory>\n',
      site: site('utf8-path', 'DocumentRoot /srv/müller'),
    },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/utf8-path.conf',
          context: [{ section: 'VirtualHost', where: { ServerName: 'utf8-path.test' } }],
          set: { DocumentRoot: '/srv/müller' },
        },
      ],
    ],
    before: [['/', 'grüezi']],
    converged: true,
  },
  {
    name: 'utf8-value',
    from: 'certbot/certbot#5211, #4630',
    files: { site: site('utf8-value', 'DocumentRoot /srv') },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/utf8-value.conf',
          context: [{ section: 'VirtualHost' }],
          set: { DocumentRoot: '/srv/müller' },
        },
      ],
    ],
    after: [['/', 'grüezi']],
  },
  {
    name: 'utf8-name',
    from: 'certbot/certbot#4544, hestiacp/hestiacp#2029',
    files: { site: site('utf8-name', `ServerName straße.test\nProxyPass / ${a}`) },
    at: { host: 'stra\u00DFe.test' },
    declares: [
      [
        'apache_proxy',
        {
          site: 'utf8-name',
          virtual_host: { server_name: 'stra\u00DFe.test' },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
  },
  {
    name: 'utf8-include',
    from: 'certbot/certbot#3681',
    files: { 'müller/p.inc': 'ProxyTimeout 7\n', site: site('utf8-include', 'Include müller/p.inc') },
    declares: [['apache_directives', { file: '/etc/apache2/müller/p.inc', set: { ProxyTimeout: 8 } }]],
  },
  {
    name: 'port-in-variable',
    from: 'certbot/certbot#6047',
    files: {
      'conf-enabled/port.conf': 'Define HTTP_PORT 8081\nListen 8081\n',
      site: site('port-in-variable', `ProxyPass / ${a}`, '*:${HTTP_PORT}'),
    },
    at: { port: 8081 },
    declares: [
      [
        'apache_proxy',
        {
          site: 'port-in-variable',
          virtual_host: { server_name: 'port-in-variable.test', port: 8081 },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'backend-in-variable',
    from: 'certbot/certbot#7447',
    files: {
      'conf-enabled/variable.conf': 'Define BACKEND 127.0.0.1:3001\n',
      site: site('backend-in-variable', 'ProxyPass / http://${BACKEND}/'),
    },
    declares: proxy('backend-in-variable', { mounts: [{ path: '/', url: 'http://${BACKEND}/' }] }),
    converged: true,
  },
  {
    name: 'names-in-include',
    from: 'names shared by the hosts of two ports',
    files: {
      'names.inc': 'ServerName names-in-include.test\n',
      site: `<VirtualHost *:80>\n    Include names.inc\n    ProxyPass / ${a}\n</VirtualHost>\n`,
    },
    declares: proxy('names-in-include', { mounts: [{ path: '/', url: b }] }),
    after: [['/x', 'B /x']],
  },
  {
    name: 'name-with-port',
    from: "Apache's manual: ServerName with scheme and port",
    files: { site: site('name-with-port', `ServerName https://name-with-port.test:443\nProxyPass / ${a}`) },
    declares: [
      ...proxy('name-with-port', { mounts: [{ path: '/', url: b }] }),
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/name-with-port.conf',
          context: [{ section: 'VirtualHost', where: { ServerName: 'https://name-with-port.test:443' } }],
          set: { ServerSignature: 'Off' },
        },
      ],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'any-port',
    from: '<VirtualHost *> with a port in the policy',
    files: { site: `<VirtualHost *>\n    ServerName any-port.test\n    ProxyPass / ${a}\n</VirtualHost>\n` },
    at: { port: 8083 },
    declares: [
      [
        'apache_proxy',
        {
          site: 'any-port',
          virtual_host: { server_name: 'any-port.test', port: 8083 },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'by-address',
    from: 'certbot/certbot#2560: one name on two addresses',
    files: {
      'conf-enabled/by-address.conf': 'Listen 127.0.0.2:8084\nListen 127.0.0.1:8084\n',
      site: `${site('by-address', `ProxyPass / ${a}`, '127.0.0.2:8084')}${site('by-address', `ProxyPass / ${a}`, '127.0.0.1:8084')}`,
    },
    at: { port: 8084 },
    declares: [
      [
        'apache_proxy',
        {
          site: 'by-address',
          virtual_host: { server_name: 'by-address.test', address: '127.0.0.1' },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
    before: [['/x', 'A /x']],
    after: [['/x', 'B /x']],
  },
  {
    name: 'nameless',
    from: "Debian's own default site has no ServerName",
    files: {
      'conf-enabled/nameless.conf': 'Listen 8085\n',
      site: `<VirtualHost *:8085>\n    ProxyPass / ${a}\n</VirtualHost>\n`,
    },
    at: { port: 8085 },
    declares: [
      ['apache_proxy', { site: 'nameless', virtual_host: { port: 8085 }, mounts: [{ path: '/', url: b }] }],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'fragment',
    from: 'cPanel, Plesk, Virtualmin: an administrator edits what the host includes',
    files: {
      'userdata/fragment.conf': '# yours\n',
      site: site('fragment', 'Include userdata/fragment.conf'),
    },
    declares: [['apache_proxy', { file: '/etc/apache2/userdata/fragment.conf', mounts: [api] }]],
    before: [['/api/x', '404']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'folder-read-whole',
    from: 'certbot/certbot#7714: a backup in a folder that is included whole',
    files: {
      'conf-enabled/whole.conf': 'IncludeOptional /etc/apache2/whole/\n',
      'whole/shop': site('folder-read-whole', `ProxyPass / ${a}`),
      site: '# nothing\n',
    },
    declares: [
      [
        'apache_proxy',
        {
          file: '/etc/apache2/whole/shop',
          virtual_host: { server_name: 'folder-read-whole.test' },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
    before: [['/x', 'A /x']],
    after: [['/x', 'B /x']],
  },
  {
    name: 'glob-reads-all',
    from: 'IncludeOptional folder/*',
    files: {
      'conf-enabled/every.conf': 'IncludeOptional every/*\n',
      'every/0-shop': site('glob-reads-all', `ProxyPass / ${a}`),
      site: '# nothing\n',
    },
    declares: [
      [
        'apache_proxy',
        {
          file: '/etc/apache2/every/0-shop',
          virtual_host: { server_name: 'glob-reads-all.test' },
          mounts: [{ path: '/', url: b }],
        },
      ],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'unix-socket',
    from: 'unbit/uwsgi#890, #1054',
    files: { site: site('unix-socket', `ProxyPass / ${a}`) },
    declares: proxy('unix-socket', {
      mounts: [{ path: '/', url: 'unix:/run/b.sock|http://localhost/', reverse: true }],
    }),
    after: [['/x', 'B /x']],
  },
  {
    name: 'by-expression',
    from: 'ProxyPassMatch as a mount',
    files: { site: site('by-expression', `ProxyPass / ${a}`) },
    declares: [
      [
        'apache_proxy',
        {
          site: 'by-expression',
          virtual_host: { server_name: 'by-expression.test' },
          mounts: [
            { match: '^/img/(.*[.]png)$', url: `${b}$1` },
            { path: '/', url: a },
          ],
        },
      ],
    ],
    after: [
      ['/img/x.png', 'B /x.png'],
      ['/img/x.txt', 'A /img/x.txt'],
    ],
  },
  {
    name: 'tls-backend',
    from: 'puppetlabs/puppetlabs-apache#1989, thingsboard/thingsboard#1144',
    files: { site: site('tls-backend', '') },
    declares: proxy('tls-backend', { mounts: [{ path: '/api/', url: 'https://127.0.0.1:3443/' }] }),
    notes: ['SSLProxyEngine is not on'],
  },
  {
    name: 'hash-in-quotes',
    from: 'a word in quotes that begins with #',
    files: { site: site('hash-in-quotes', `ProxyPass / ${a}`) },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/hash-in-quotes.conf',
          context: [{ section: 'VirtualHost' }],
          set: { Header: 'set X-Color "#ffffff"' },
        },
      ],
    ],
    after: [['/x', 'A /x']],
  },
  {
    name: 'header-among-others',
    from: 'mozilla/server-side-tls#58, puppetlabs/puppetlabs-apache#999',
    files: {
      site: site('header-among-others', `Header set X-One 1\nHeader always set X-Two 2\nProxyPass / ${a}`),
    },
    declares: lines('header-among-others', {
      present: { Header: ['set X-Three "3"', 'always set X-Two "two"'] },
    }),
    after: [['/x', 'A /x']],
    keeps: ['Header set X-One 1', 'Header always set X-Two "two"', 'Header set X-Three "3"'],
  },
  {
    name: 'alias-among-others',
    from: 'one alias more, and one less',
    files: {
      site: site(
        'alias-among-others',
        `ServerAlias a.alias-among-others.test b.alias-among-others.test\nProxyPass / ${a}`,
      ),
    },
    at: { host: 'new.alias-among-others.test' },
    declares: lines('alias-among-others', {
      present: { ServerAlias: 'a.alias-among-others.test new.alias-among-others.test' },
      absent: [{ ServerAlias: 'b.alias-among-others.test' }],
    }),
    after: [['/x', 'A /x']],
    keeps: ['ServerAlias a.alias-among-others.test\n', 'ServerAlias new.alias-among-others.test\n'],
  },
  {
    name: 'new-location',
    from: 'a section that is not there yet',
    files: { site: site('new-location', `ProxyPass / ${a}`) },
    declares: lines(
      'new-location',
      { section: 'present', set: { Require: 'all denied' } },
      { section: 'Location', args: '/admin' },
    ),
    before: [['/admin/x', 'A /admin/x']],
    after: [
      ['/admin/x', '403'],
      ['/x', 'A /x'],
    ],
  },
  {
    name: 'section-goes',
    from: 'a section that is not to be there',
    files: {
      site: site('section-goes', `ProxyPass / ${a}\n<Location /admin>\nRequire all denied\n</Location>`),
    },
    declares: lines('section-goes', { section: 'absent' }, { section: 'Location', args: '/admin' }),
    before: [['/admin/x', '403']],
    after: [['/admin/x', 'A /admin/x']],
  },
  {
    name: 'another-port',
    from: "augeas' test_httpd.aug: a section's arguments",
    files: {
      site: site('another-port', `ProxyPass / ${a}`, '*:8086'),
      'conf-enabled/another.conf': 'Listen 8087\n',
    },
    at: { port: 8087 },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/another-port.conf',
          context: [{ section: 'VirtualHost', args: '*:8086' }],
          args: '*:8087',
          set: { ServerSignature: 'Off' },
        },
      ],
    ],
    after: [['/x', 'A /x']],
  },
  {
    name: 'new-host',
    from: 'a virtual host that is not there yet',
    files: { site: '# made by kapa\n' },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/new-host.conf',
          context: [{ section: 'VirtualHost', args: '*:80', where: { ServerName: 'new-host.test' } }],
          section: 'present',
          set: { ProxyPass: `/ ${b}` },
        },
      ],
    ],
    after: [['/x', 'B /x']],
  },
  {
    name: 'copied-by-certbot',
    from: 'certbot copies a host to -le-ssl and redirects the old one',
    files: {
      site: site(
        'copied-by-certbot',
        `ProxyPass / ${a}\nRewriteEngine on\nRewriteCond %{SERVER_NAME} =copied-by-certbot.test\nRewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [END,NE,R=permanent]`,
      ),
      'sites-enabled/copied-by-certbot-le-ssl.conf': site(
        'copied-by-certbot',
        `ProxyPass / ${a}\nSSLEngine on\nSSLCertificateFile /etc/letsencrypt/live/kapa.healtheworld.com.co/fullchain.pem\nSSLCertificateKeyFile /etc/letsencrypt/live/kapa.healtheworld.com.co/privkey.pem`,
        '*:443',
      ),
    },
    declares: proxy('copied-by-certbot', { mounts: [{ path: '/', url: b }] }),
    after: [['/x', '301']],
    notes: [
      'the host of copied-by-certbot.test that serves them is in sites-enabled/copied-by-certbot-le-ssl.conf:1',
    ],
  },
  {
    name: 'behind-another-file',
    from: 'certbot/certbot#3791, puppetlabs-apache: one name in two files, of which Apache asks the first',
    files: {
      site: site('behind-another-file', `ServerSignature Off`),
      'sites-enabled/behind-0.conf': site('behind-another-file', `ProxyPass / ${b}`),
    },
    declares: proxy('behind-another-file', { mounts: [api] }),
    before: [['/api/x', 'B /api/x']],
    after: [['/api/x', 'B /api/x']],
    notes: ['answered by the virtual host in sites-enabled/behind-0.conf:1, which Apache asks first'],
  },
  {
    name: 'behind-wildcard',
    from: 'a site for all names of a zone before that of one of them (Virtualmin, Plesk)',
    files: {
      site: site('behind-wildcard', 'ServerSignature Off'),
      'sites-enabled/behind-1.conf': site('all-wild', `ServerAlias *d-wildcard.test\nProxyPass / ${b}`),
    },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/sites-available/behind-wildcard.conf',
          context: [{ section: 'VirtualHost' }],
          set: { ServerSignature: true },
        },
      ],
    ],
    before: [['/x', 'B /x']],
    after: [['/x', 'B /x']],
    notes: ['answered by the virtual host in sites-enabled/behind-1.conf:1'],
    at: { host: 'behind-wildcard.test' },
  },
  {
    name: 'site-behind',
    from: 'puppetlabs-apache: 25-NAME.conf beside a site of the same name',
    files: {
      site: 'Define site-behind\n',
      'sites-enabled/25-site.conf': site('site-behind', `ProxyPass / ${b}`),
    },
    declares: [['apache_site', { name: 'site-behind', content: site('site-behind', `ProxyPass / ${a}`) }]],
    before: [['/x', 'B /x']],
    after: [['/x', 'B /x']],
    notes: ['answered by the virtual host in sites-enabled/25-site.conf:1'],
  },
  {
    name: 'nameless-behind',
    from: 'certbot/certbot#6736: a host without a name that is not the first of its port',
    files: {
      site: `Listen 8096\n${site('named', `ProxyPass / ${b}`, '*:8096')}<VirtualHost *:8096>\n    ServerSignature Off\n</VirtualHost>\n`,
    },
    declares: [
      [
        'apache_proxy',
        { site: 'nameless-behind', virtual_host: { port: 8096 }, directives: { ProxyTimeout: 7 } },
      ],
    ],
    at: { port: 8096 },
    before: [['/x', 'B /x']],
    after: [['/x', 'B /x']],
    notes: ['a host without a ServerName answers only as the first at its address'],
  },
  {
    name: 'hidden-by-redirect',
    from: 'certbot and HTTP to HTTPS by hand: the rule goes before every mount',
    files: {
      site: site(
        'hidden-by-redirect',
        'RewriteEngine On\nRewriteCond %{REQUEST_URI} !^/[.]well-known/acme-challenge/\nRewriteCond %{HTTPS} !=on\nRewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [R=301,L]',
      ),
    },
    declares: proxy('hidden-by-redirect', { mounts: [api] }),
    before: [['/api/x', '301']],
    after: [['/api/x', '301']],
    notes: ['overridden by sites-enabled/hidden-by-redirect.conf:6'],
  },
  {
    name: 'rule-of-websockets',
    from: 'theforeman/puppet-foreman#1185: a rule for websockets alone hides no mount',
    files: {
      site: site(
        'rule-of-websockets',
        `RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket [NC]\nRewriteRule ^/?(.*) ws://127.0.0.1:3002/$1 [P,L]\nProxyPass / ${b}`,
      ),
    },
    declares: proxy('rule-of-websockets', { mounts: [api] }),
    before: [['/api/x', 'B /api/x']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'hidden-by-refusal',
    from: 'a rule that forbids, of one of two conditions',
    files: {
      site: site(
        'hidden-by-refusal',
        'RewriteEngine On\nRewriteCond %{HTTP_HOST} ^other$ [OR]\nRewriteCond %{REQUEST_URI} ^/API/ [NC]\nRewriteRule ^ - [F]',
      ),
    },
    declares: proxy('hidden-by-refusal', { mounts: [api] }),
    before: [['/api/x', '403']],
    after: [['/api/x', '403']],
    notes: ['overridden by sites-enabled/hidden-by-refusal.conf:6'],
  },
  {
    name: 'hidden-by-file',
    from: 'a rule that names a file (a frontend’s fallback) before the mount of its API',
    files: {
      site: site('hidden-by-file', 'RewriteEngine On\nRewriteRule ^/api/ /srv/index.html [L]'),
    },
    declares: proxy('hidden-by-file', { mounts: [api] }),
    before: [['/api/x', 'plain']],
    after: [['/api/x', 'plain']],
    notes: ['overridden by sites-enabled/hidden-by-file.conf:4'],
  },
  {
    name: 'passed-elsewhere',
    from: 'a rule that passes requests through to the mount of another path',
    files: {
      site: site(
        'passed-elsewhere',
        `RewriteEngine On\nRewriteRule ^/api/(.*) /other/$1 [PT]\nProxyPass /other/ ${b}`,
      ),
    },
    declares: proxy('passed-elsewhere', { mounts: [api] }),
    before: [['/api/x', 'B /x']],
    after: [['/api/x', 'B /x']],
    notes: ['overridden by sites-enabled/passed-elsewhere.conf:4'],
  },
  {
    name: 'spared-by-rule',
    from: 'a rule that leaves a path alone before one that redirects all',
    files: {
      site: site(
        'spared-by-rule',
        'RewriteEngine On\nRewriteRule ^/api/ - [L]\nRewriteRule ^ https://elsewhere.test/ [R,L]',
      ),
    },
    declares: proxy('spared-by-rule', { mounts: [api] }),
    before: [['/api/x', '404']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'redirect-hides-nothing',
    from: 'mod_alias comes behind mod_proxy in a host',
    files: { site: site('redirect-hides-nothing', 'Redirect /api/ http://elsewhere.test/') },
    declares: proxy('redirect-hides-nothing', { mounts: [api] }),
    before: [['/api/x', '302']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'location-redirects',
    from: 'a Redirect in a Location goes before the mount',
    files: {
      site: site('location-redirects', '<Location /api/>\nRedirect / http://elsewhere.test/\n</Location>'),
    },
    declares: proxy('location-redirects', { mounts: [api] }),
    before: [['/api/x', '302']],
    after: [['/api/x', '302']],
    notes: ['overridden by sites-enabled/location-redirects.conf:4'],
  },
  {
    name: 'location-refuses',
    from: 'Debian’s proxy.conf of old and panels: access is denied, and the mount answers 403',
    files: {
      site: site(
        'location-refuses',
        '<Location />\nRequire all granted\n</Location>\n<Location /api>\nRequire all denied\n</Location>',
      ),
    },
    declares: proxy('location-refuses', { mounts: [api] }),
    before: [['/api/x', '403']],
    after: [['/api/x', '403']],
    notes: ['overridden by sites-enabled/location-refuses.conf:7'],
  },
  {
    name: 'location-grants',
    from: 'what comes last of two Locations counts',
    files: {
      site: site(
        'location-grants',
        '<Location />\nRequire all denied\n</Location>\n<Location /api>\nRequire all granted\n</Location>',
      ),
    },
    declares: proxy('location-grants', { mounts: [api] }),
    before: [['/api/x', '404']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'two-locations',
    from: 'a random tree: of two Locations with mounts that which comes later wins, longer or not',
    files: {
      site: site(
        'two-locations',
        `<Location /api/v2>\nProxyPass ${b}v2\n</Location>\n<Location /api/>\nProxyPass ${b}\n</Location>`,
      ),
    },
    declares: proxy('two-locations', { mounts: [{ path: '/api/v2', url: `${a}new` }] }),
    before: [['/api/v2/x', 'B /v2/x']],
    after: [['/api/v2/x', 'B /v2/x']],
    notes: ['overridden by sites-enabled/two-locations.conf:7'],
  },
  {
    name: 'location-twice',
    from: 'a Location of one path twice: the later is in force',
    files: {
      site: site(
        'location-twice',
        `<Location /api/>\nProxyPass ${b}one/\n</Location>\n<Location /api/>\nProxyPass ${b}two/\n</Location>`,
      ),
    },
    declares: proxy('location-twice', { mounts: [{ path: '/api/', url: a }] }),
    before: [['/api/x', 'B /two/x']],
    after: [['/api/x', 'A /x']],
  },
  {
    name: 'excluded-in-location',
    from: 'virtualmin/virtualmin-gpl#422: an exclusion in a Location becomes a mount',
    files: {
      site: site('excluded-in-location', `<Location "/api/">\nProxyPass !\n</Location>\nProxyPass / ${b}`),
    },
    declares: proxy('excluded-in-location', { mounts: [{ path: '/api/', url: a }] }),
    before: [
      ['/api/x', '404'],
      ['/y', 'B /y'],
    ],
    after: [
      ['/api/x', 'A /x'],
      ['/y', 'B /y'],
    ],
  },
  {
    name: 'set-before',
    from: 'ProxySet of the same backend: Apache drops what the mount says',
    files: {
      site: site(
        'set-before',
        '<Proxy "http://127.0.0.1:3011/">\nProxySet timeout=2\n</Proxy>\nProxyPass /api/ http://127.0.0.1:3011/',
      ),
    },
    declares: proxy('set-before', {
      mounts: [{ path: '/api/', url: 'http://127.0.0.1:3011/', timeout: 600 }],
    }),
    notes: ['Apache drops its timeout=600'],
  },
  {
    name: 'set-behind',
    from: 'ProxySet of the same backend behind the mount: it wins',
    files: {
      site: site(
        'set-behind',
        'ProxyPass /api/ http://127.0.0.1:3012/\nProxySet http://127.0.0.1:3012/ timeout=2',
      ),
    },
    declares: proxy('set-behind', {
      mounts: [{ path: '/api/', url: 'http://127.0.0.1:3012/', timeout: 600 }],
    }),
    notes: ['ProxyPass /api/ timeout=600: set in line 3, overridden by sites-enabled/set-behind.conf:4'],
  },
  {
    name: 'set-by-server',
    from: 'the server’s own mount of the same backend: its options count for the host’s',
    files: {
      site: site('set-by-server', 'ProxyPass /api/ http://127.0.0.1:3013/'),
      'conf-enabled/set-by-server.conf': 'ProxyPass /set-by-server/ http://127.0.0.1:3013/ timeout=2\n',
    },
    declares: proxy('set-by-server', {
      mounts: [{ path: '/api/', url: 'http://127.0.0.1:3013/', timeout: 600 }],
    }),
    notes: ['in conf-enabled/set-by-server.conf:1, and Apache drops its timeout=600'],
  },
  {
    name: 'rewriting-off',
    from: 'rules where RewriteEngine is not on: Apache does not look at them',
    files: { site: site('rewriting-off', 'RewriteEngine Off') },
    declares: lines('rewriting-off', {
      sequence: [{ RewriteRule: '^/old http://elsewhere.test/ [R=301,L]' }],
    }),
    before: [['/old', '404']],
    after: [['/old', '404']],
    notes: ['RewriteRule: RewriteEngine is not on here'],
  },
  {
    name: 'rewriting-by-the-server',
    from: 'mod_rewrite: a host inherits the engine of the server, which is on, and not its rules',
    files: { site: site('rewriting-by-the-server', 'ServerSignature Off') },
    declares: lines('rewriting-by-the-server', {
      sequence: [{ RewriteRule: '^/old http://elsewhere.test/ [R=301,L]' }],
    }),
    before: [['/old', '404']],
    after: [['/old', '301']],
  },
  {
    name: 'rewriting-in-location',
    from: "Apache's manual of mod_rewrite: unsupported in Location, where what is compared is no path of a file",
    files: {
      site: site('rewriting-in-location', '<Location "/in">\nRewriteEngine On\n</Location>'),
    },
    declares: lines(
      'rewriting-in-location',
      { sequence: [{ RewriteRule: '^old$ http://elsewhere.test/ [R=301,L]' }] },
      { section: 'Location', args: ['/in'] },
    ),
    before: [['/in/old', '404']],
    after: [['/in/old', '404']],
    notes: ['RewriteRule in <Location>'],
  },
  {
    name: 'rewriting-of-the-server',
    from: "serverfault 'RewriteRule in apache2.conf is ignored': hosts do not inherit it",
    files: {
      site: site('rewriting-of-the-server', 'ServerSignature Off'),
      'conf-enabled/rewriting-of-the-server.conf': 'RewriteEngine On\n',
    },
    declares: [
      [
        'apache_directives',
        {
          file: '/etc/apache2/conf-enabled/rewriting-of-the-server.conf',
          sequence: [{ RewriteRule: '^/of-the-server http://elsewhere.test/ [R=301,L]' }],
        },
      ],
    ],
    before: [['/of-the-server', '404']],
    after: [['/of-the-server', '404']],
    notes: ['RewriteRule of the whole server does not count in '],
  },
  {
    name: 'http2-under-prefork',
    from: 'letsencrypt community: Protocols h2 under mpm_prefork (AH10034), and browsers get HTTP/1.1',
    files: { site: site('http2-under-prefork', 'ServerSignature Off') },
    declares: lines('http2-under-prefork', { set: { Protocols: 'h2 http/1.1' } }),
    notes: ['Apache speaks no HTTP/2 under mpm_prefork'],
  },
  {
    name: 'headers-of-two-kinds',
    from: 'mozilla/server-side-tls#58: Header set beside Header always set',
    files: { site: site('headers-of-two-kinds', 'Header set X-Frame-Options DENY') },
    declares: lines('headers-of-two-kinds', {
      present: { Header: 'always set X-Frame-Options SAMEORIGIN' },
    }),
    notes: ['so visitors get both'],
  },
  {
    name: 'module-in-use',
    from: 'a2dismod: mounts that a module serves answer 500 without it',
    files: { site: site('module-in-use', 'ProxyPass /f/ fcgi://127.0.0.1:3999/') },
    declares: [['apache_module', { proxy_fcgi: 'disabled' }]],
    before: [['/f/x', '500']],
    after: [['/f/x', '500']],
    notes: ['proxy_fcgi: a mount needs it, in sites-enabled/module-in-use.conf:3'],
    converged: true,
  },
  {
    name: 'one-alias-of-a-line',
    from: 'certbot/certbot#2560: one name of several in a line goes, and one that is there stays',
    files: {
      site: site(
        'one-alias-of-a-line',
        `ServerAlias www.one-alias.test old.one-alias.test\nProxyPass / ${a}`,
      ),
    },
    declares: lines('one-alias-of-a-line', {
      present: { ServerAlias: 'www.one-alias.test' },
      absent: [{ ServerAlias: 'old.one-alias.test' }],
    }),
    before: [['/x', 'A /x']],
    after: [['/x', 'A /x']],
    keeps: ['    ServerAlias www.one-alias.test\n'],
  },
  {
    name: 'folder-as-file',
    from: 'a folder whose name a pattern of Include fits is read whole',
    files: {
      site: '# nothing\n',
      'sites-enabled/all.conf/one.txt': site('folder-as-file', `ProxyPass / ${b}`),
    },
    declares: [
      [
        'apache_proxy',
        {
          file: '/etc/apache2/sites-enabled/all.conf/one.txt',
          virtual_host: { server_name: 'folder-as-file.test' },
          mounts: [{ path: '/', url: a }],
        },
      ],
    ],
    before: [['/x', 'B /x']],
    after: [['/x', 'A /x']],
  },
  {
    name: 'undefined-again',
    from: 'certbot’s complex_parsing: Define, UnDefine and what depends on them',
    files: {
      site: `Define again\nUnDefine again\n<IfDefine again>\n${site('undefined-again', `ProxyPass / ${b}dead/`)}</IfDefine>\n${site('undefined-again', `ProxyPass / ${b}`)}`,
    },
    declares: proxy('undefined-again', { mounts: [{ path: '/', url: a }] }),
    before: [['/x', 'B /x']],
    after: [['/x', 'A /x']],
    keeps: [`ProxyPass / ${b}dead/`],
  },
  {
    name: 'names-from-macro',
    from: 'certbot/certbot#1385: a macro says the name of a host that is written out',
    files: {
      site: `<VirtualHost *:80>\n    Use Names names-from-macro\n    ProxyPass / ${b}\n</VirtualHost>\n`,
      'conf-enabled/names.conf': '<Macro Names $n>\n    ServerName $n.test\n</Macro>\n',
    },
    declares: proxy('names-from-macro', { mounts: [{ path: '/', url: a }] }),
    before: [['/x', 'B /x']],
    after: [['/x', 'A /x']],
  },
  {
    name: 'crlf-to-the-end',
    from: 'a file from Windows without a last line end',
    files: { site: site('crlf-to-the-end', 'ServerSignature Off').replaceAll('\n', '\r\n').trimEnd() },
    declares: proxy('crlf-to-the-end', { mounts: [api] }),
    before: [['/api/x', '404']],
    after: [['/api/x', 'A /x']],
    keeps: [`    ProxyPass /api/ ${a}\r\n`],
  },
  {
    name: 'options-in-variable',
    from: 'options of a mount in a variable',
    files: {
      site: `Define patience timeout=5\n${site('options-in-variable', `ProxyPass /api/ ${b}v/ \${patience}`)}`,
    },
    declares: proxy('options-in-variable', { mounts: [{ path: '/api/', url: `${b}v/`, timeout: 5 }] }),
    before: [['/api/x', 'B /v/x']],
    after: [['/api/x', 'B /v/x']],
    converged: true,
  },
  {
    name: 'by-host-name',
    from: 'Plesk and old Debian: a section at the name of the machine',
    files: {
      site: site('by-host-name', `ProxyPass / ${b}`, 'localhost:8095'),
      'conf-enabled/by-host-name.conf': 'Listen 8095\n',
    },
    declares: [
      [
        'apache_proxy',
        {
          site: 'by-host-name',
          virtual_host: { server_name: 'by-host-name.test', port: 8095 },
          mounts: [{ path: '/', url: a }],
        },
      ],
    ],
    at: { port: 8095 },
    before: [['/x', 'B /x']],
    after: [['/x', 'A /x']],
  },
  {
    name: 'alias-taken',
    from: 'virtualmin/virtualmin-gpl#422: the mount of / takes the challenges that an Alias serves',
    files: { site: site('alias-taken', 'Alias /static/ /srv/') },
    declares: proxy('alias-taken', { mounts: [{ path: '/', url: a }] }),
    before: [['/static/index.html', 'plain']],
    after: [['/static/index.html', 'A /static/index.html']],
    notes: ['Alias /static/ in sites-enabled/alias-taken.conf:3 serves nothing: the mount of / takes'],
  },
  {
    name: 'alias-spared',
    from: 'the same, with the exclusion',
    files: { site: site('alias-spared', 'Alias /static/ /srv/') },
    declares: proxy('alias-spared', {
      mounts: [
        { path: '/static/', url: '!' },
        { path: '/', url: a },
      ],
    }),
    before: [['/static/index.html', 'plain']],
    after: [
      ['/static/index.html', 'plain'],
      ['/x', 'A /x'],
    ],
  },
  {
    name: 'no-folder',
    from: 'a DocumentRoot that is not there: Apache only warns',
    files: { site: site('no-folder', 'DocumentRoot /srv') },
    declares: lines('no-folder', { set: { DocumentRoot: '/srv/none' } }),
    before: [['/index.html', 'plain']],
    after: [['/index.html', '404']],
    notes: ['there is no folder /srv/none'],
  },
  {
    name: 'address-of-ipv6',
    from: 'certbot/certbot#1349: an address of IPv6 as people write it elsewhere',
    files: {
      site: `${site('address-of-ipv6', `ProxyPass / ${b}`, '127.0.0.3:80')}${site('address-of-ipv6', `ProxyPass / ${b}`, '[::1]:80')}`,
    },
    declares: [
      [
        'apache_proxy',
        {
          site: 'address-of-ipv6',
          virtual_host: { server_name: 'address-of-ipv6.test', address: '::1' },
          mounts: [{ path: '/', url: a }],
        },
      ],
    ],
    keeps: [`<VirtualHost [::1]:80>\n    ServerName address-of-ipv6.test\n    ProxyPass / ${a}\n`],
  },
];
