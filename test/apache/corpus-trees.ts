import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A configuration to lay over a stock one: texts by their path below /etc/apache2. */
export interface CorpusTree {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** It is for /etc/httpd. */
  readonly isRedHat?: true;
}

const host = (names: string, lines: readonly string[], address = '*:80'): string =>
  [
    `<VirtualHost ${address}>`,
    ...[names, ...lines].filter((line) => line !== '').map((line) => `\t${line}`),
    '</VirtualHost>',
    '',
  ].join('\n');

/** Trees of the kinds that certbot was reported to stumble over, made for every run. */
export const ownTrees: readonly CorpusTree[] = [
  {
    name: 'nameless hosts beside named ones',
    files: {
      'sites-enabled/000-default.conf': host('', [
        'ServerAdmin webmaster@localhost',
        'DocumentRoot /var/www/html',
      ]),
      'sites-enabled/a.conf': host('ServerName a.test', ['DocumentRoot /var/www/html'], '*:80 [::]:80'),
      'sites-enabled/b.conf': host('servername "b.test"', ['serveradmin b@b.test'], '_default_:80'),
    },
  },
  {
    name: 'several hosts in one file, some in conditions',
    files: {
      'sites-enabled/multi.conf':
        host('ServerName 1.test', ['ServerAlias first.test', 'ServerAdmin one@1.test']) +
        `<IfModule mod_ssl.c>\n${host('ServerName 2.test', ['RewriteEngine on', 'RewriteRule ^(.*)$ b://u%{REQUEST_URI} [P,NE,L]'])}</IfModule>\n` +
        `<IfModule no_such_module>\n${host('ServerName 2.test', ['ServerAdmin dead@2.test'])}</IfModule>\n` +
        host('ServerName 3.test', ['RewriteRule "^/docs/(.+)"  "http://new.test/docs/$1"  [R,L]']),
    },
  },
  {
    name: 'one name on two addresses, and wildcards',
    files: {
      'sites-enabled/http.conf': host(
        'ServerName two.test',
        ['ServerAdmin webmaster@two.test'],
        '10.2.3.4:80',
      ),
      'sites-enabled/https.conf': `<IfModule mod_ssl.c>\n${host('ServerName two.test', ['SSLEngine on', 'SSLCertificateFile /etc/letsencrypt/live/kapa.healtheworld.com.co/fullchain.pem', 'SSLCertificateKeyFile /etc/letsencrypt/live/kapa.healtheworld.com.co/privkey.pem'], '10.2.3.4:443')}</IfModule>\n`,
      'sites-enabled/wild.conf': host('ServerName wild.test', [
        'ServerAlias ??.wild.test *.other.wild.test *another.test',
      ]),
    },
  },
  {
    name: 'hosts of a macro beside a written one',
    files: {
      'sites-enabled/macro.conf': `<Macro VHost $name $domain>\n${host('ServerName $domain', ['ServerAlias www.$domain', 'ServerAdmin m@$domain'])}</Macro>\nUse VHost one one.test\nUse VHost two two.test\n`,
      'sites-enabled/written.conf': host('ServerName three.test', ['ServerAdmin w@three.test']),
    },
  },
  {
    name: 'names and settings from includes and variables',
    files: {
      'sites-enabled/v.conf': `Define domain var.test\nDefine admin me@var.test\n${host('ServerName ${domain}', ['ServerAdmin ${admin}'])}${host('Include parts/names.inc', ['IncludeOptional parts/none/*.inc'], '*:81')}`,
      'parts/names.inc': 'ServerName inc.test\nServerAdmin inc@inc.test\n',
    },
  },
  {
    name: 'line ends, continuations and odd words',
    files: {
      'sites-enabled/crlf.conf': host('ServerName crlf.test', [
        'ServerAdmin a@crlf.test',
        'BrowserMatch "MSIE [2-6]" \\',
        '\tnokeepalive ssl-unclean-shutdown',
      ]).replaceAll('\n', '\r\n'),
      'sites-enabled/wrap.conf':
        '<VirtualHost \\\n  *:80>\n ServerName \\\n wrap.test\n ServerAdmin   me@wrap.test\n</VirtualHost>\n',
      'sites-enabled/quote.conf': host('ServerName quote.test', [
        '# comment with "',
        'LogFormat "%h \\"%r\\"" odd',
        '<Location ~ "/(.*)/adm>',
        '\tRequire all denied',
        '</Location>',
      ]),
      'sites-enabled/last.conf': host('ServerName last.test', ['ServerAdmin x@last.test']).trimEnd(),
    },
  },
];

/** Every file of the fixtures that trap parsers, each a tree of its own. */
export function fixtureTrees(): readonly CorpusTree[] {
  return readdirSync('test/fixtures/apache').map((name) => ({
    name: `fixture ${name}`,
    files: { [`conf-enabled/zz-${name}`]: readFileSync(join('test/fixtures/apache', name)) },
  }));
}

/** The trees of certbot's own tests, where a long run has fetched them; of Gentoo's what a Debian can read. */
export function certbotTrees(): readonly CorpusTree[] {
  const folder = resolve('.cache/certbot-trees');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const [sub = '', isRedHat] = name.startsWith('centos')
      ? ['apache/httpd', true]
      : [name.startsWith('gentoo') ? 'apache/apache2' : 'apache2', false];
    const files = Object.entries(filesBelow(join(folder, name, sub)))
      .filter(([path]) => !name.startsWith('gentoo') || path.startsWith('vhosts.d/'))
      .map(([path, text]) => [path.replace(/^vhosts\.d\/(.*\.conf)$/u, 'sites-enabled/$1'), text] as const);
    return { name: `certbot ${name}`, files: Object.fromEntries(files), ...(isRedHat && { isRedHat }) };
  });
}

/** The files of each package of Debian's corpus, where a long run has fetched it. */
export function debianTrees(): readonly CorpusTree[] {
  const folder = resolve('.cache/apache-corpus/conf');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({
    name: `debian ${name}`,
    files: Object.fromEntries(
      Object.entries(filesBelow(join(folder, name))).map(([path, bytes], at) => [
        `${/<VirtualHost/iu.test(Buffer.from(bytes).toString('latin1')) ? 'sites' : 'conf'}-enabled/zz-${String(at).padStart(3, '0')}-${basename(path).replaceAll(/[^\w.-]/gu, '_')}.conf`,
        bytes,
      ]),
    ),
  }));
}

function filesBelow(folder: string): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path))]),
  );
}
