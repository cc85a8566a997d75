/** A policy that cannot be planned, and parts of what is said of it. */
interface Refusal {
  readonly name: string;
  readonly from: string;
  readonly files: Readonly<Record<string, string>>;
  readonly declares: readonly (readonly [type: string, spec: Readonly<Record<string, unknown>>])[];
  readonly says: readonly string[];
}

const file = '/etc/apache2/conf-enabled/refused.conf';
const host =
  '<VirtualHost *:80>\n  ServerName refused.test\n  ServerAlias www.refused.test\n</VirtualHost>\n';
const proxy = (server_name: string, more: Readonly<Record<string, unknown>>): Refusal['declares'][number] => [
  'apache_proxy',
  { file, virtual_host: { server_name }, ...more },
];

/** Policies that name what is not there, or contradict themselves. */
export const refusals: readonly Refusal[] = [
  {
    name: 'a host that a macro makes',
    from: 'certbot/certbot#1224, #1385, #3783',
    files: {
      'conf-enabled/refused.conf':
        '<Macro Site $name>\n<VirtualHost *:80>\n  ServerName $name\n</VirtualHost>\n</Macro>\nUse Site refused.test\n',
    },
    declares: [proxy('refused.test', { directives: { ProxyTimeout: 7 } })],
    says: ['is made by the macro Site, used in conf-enabled/refused.conf:6'],
  },
  {
    name: 'a macro that opens a section',
    from: "mod_macro's own tests 15, 17 and 18",
    files: {
      'conf-enabled/refused.conf':
        '<Macro Begin $name>\n<VirtualHost *:80>\n  ServerName $name\n</Macro>\nUse Begin refused.test\n</VirtualHost>\n',
    },
    declares: [['apache_directives', { file, set: { LimitRequestFields: 91 } }]],
    says: ['refused.conf:5: a macro opens or closes a section here'],
  },
  {
    name: 'a host without a name',
    from: "Debian's own default site",
    files: { 'conf-enabled/refused.conf': '<VirtualHost *:8088>\n</VirtualHost>\n' },
    declares: [proxy('refused.test', { directives: { ProxyTimeout: 7 } })],
    says: ['goes by its port alone'],
  },
  {
    name: 'no host in a fragment',
    from: 'cPanel, Plesk, Virtualmin',
    files: { 'conf-enabled/refused.conf': 'ServerSignature Off\n' },
    declares: [proxy('refused.test', { directives: { ProxyTimeout: 7 } })],
    says: ['leave virtual_host out'],
  },
  {
    name: 'one name on two addresses',
    from: 'certbot/certbot#2560',
    files: {
      'conf-enabled/refused.conf': `${host.replace('*:80', '127.0.0.1:80')}${host.replace('*:80', '127.0.0.2:80')}`,
    },
    declares: [proxy('refused.test', { directives: { ProxyTimeout: 7 } })],
    says: ['1 (127.0.0.1:80), 5 (127.0.0.2:80)', 'address: 192.0.2.1'],
  },
  {
    name: 'two names of one host',
    from: 'two resources that set one directive',
    files: { 'conf-enabled/refused.conf': host },
    declares: [
      proxy('refused.test', { directives: { ProxyTimeout: 7 } }),
      proxy('www.refused.test', { directives: { ProxyTimeout: 9 } }),
    ],
    says: ['"Resource 1" undoes what "Resource 0" declares for ProxyTimeout'],
  },
  {
    name: 'a mount twice',
    from: 'a policy that declares one path twice',
    files: { 'conf-enabled/refused.conf': host },
    declares: [
      proxy('refused.test', {
        mounts: [
          { path: '/api', url: 'http://127.0.0.1:3001/api' },
          { path: '/api', url: 'http://127.0.0.1:3002/api' },
        ],
      }),
    ],
    says: ['KAPA112'],
  },
  {
    name: 'a section found by what is changed in it',
    from: 'Debian’s apache2-doc, httpd-vhosts.conf: a host told apart by its ServerAdmin',
    files: { 'conf-enabled/refused.conf': host },
    declares: [
      [
        'apache_directives',
        {
          file,
          context: [{ section: 'VirtualHost', where: { ServerAdmin: 'a@refused.test' } }],
          set: { ServerAdmin: 'b@refused.test' },
        },
      ],
    ],
    says: ['KAPA112', 'finds the section by its ServerAdmin'],
  },
  {
    name: 'a macro that uses itself',
    from: 'a walk of 2^128 steps',
    files: {
      'conf-enabled/refused.conf': 'LimitRequestFields 90\n<Macro A>\nUse A\nUse A\n</Macro>\nUse A\n',
    },
    declares: [['apache_directives', { file, set: { LimitRequestFields: 91 } }]],
    says: ['refused.conf:6: the macro A uses itself'],
  },
  {
    name: 'two files that include each other',
    from: 'a walk of 2^128 steps',
    files: {
      'conf-enabled/refused.conf': 'LimitRequestFields 90\nInclude loop.inc\nInclude loop.inc\n',
      'loop.inc': 'Include conf-enabled/refused.conf\nInclude conf-enabled/refused.conf\n',
    },
    declares: [['apache_directives', { file, set: { LimitRequestFields: 91 } }]],
    says: ['included in each other without an end'],
  },
];
