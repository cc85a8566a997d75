/** A host of a random tree, and how it is asked. */
export interface RandomHost {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
}

/** A mount that a random policy declares; absent: it is not to be there. */
export interface RandomMount {
  readonly path: string;
  readonly url?: string;
  readonly state?: 'absent';
}

/** Virtual hosts as people write them, in conditions, includes and macros, and a policy for some of them. */
export interface RandomTree {
  readonly name: string;
  /** Texts by their path below /etc/apache2. */
  readonly files: Readonly<Record<string, string>>;
  readonly hosts: readonly RandomHost[];
  /** What is declared, by the host's name. */
  readonly declared: ReadonlyMap<string, readonly RandomMount[]>;
  readonly resources: readonly Readonly<Record<string, unknown>>[];
}

/** Paths that each host is asked for. */
export const asked = [
  ...['/', '/x', '/api', '/api/', '/api/x', '/apiv2', '/apiv2/x', '/api/v2', '/api/v2/x'],
  ...['/api/v2/deep/x', '/ws', '/ws/x', '/static/x', '/other/x'],
] as const;

const paths = [
  '/',
  '/api',
  '/api/',
  '/api/v2',
  '/api/v2/deep/',
  '/apiv2',
  '/ws',
  '/ws/',
  '/static/',
] as const;

/** Configuration that all trees of a run share. */
export const shared = `Listen 8083
Define held yes
Define backend http://127.0.0.1:3001
<Macro Mount $path $to>
  ProxyPass $path $to
</Macro>
<Macro Host $name $to>
<VirtualHost *:80>
  ServerName $name
  ProxyPass / $to
</VirtualHost>
</Macro>
`;

/** A source of numbers that a seed decides (mulberry32). */
export interface Dice {
  /** From 0 up to a number, that one left out. */
  below(most: number): number;
  chance(share: number): boolean;
  of<T>(all: readonly T[]): T;
}

/** Dice of a seed. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number): number => Math.floor(next() * most);
  return {
    below,
    chance: (share) => next() < share,
    of: (all) => all[below(all.length)] as (typeof all)[number],
  };
}

/** A tree of a seed; its number tells its files and hosts from those of others beside it. */
export function randomTree(number: number, dice: Dice): RandomTree {
  const name = `t${number}`;
  const files: Record<string, string> = {};
  let tokens = 0;
  const url = (path: string): string => {
    tokens += 1;
    return `http://127.0.0.1:3001/${name}m${tokens}${path.endsWith('/') ? '/' : ''}`;
  };
  const ip = `127.0.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`;
  const hosts: (RandomHost & {
    readonly spec: Readonly<Record<string, unknown>>;
    readonly isMacro: boolean;
  })[] = [];
  const parts: string[] = [];
  const count = 1 + dice.below(3);
  for (let index = 0; index < count; index += 1) {
    const host = `${name}-h${index}.test`;
    if (dice.chance(0.08)) {
      parts.push(`Use Host ${host} ${url('/')}`);
      hosts.push({ name: host, ip: '127.0.0.1', port: 80, spec: {}, isMacro: true });
      continue;
    }
    const own = dice.chance(0.3);
    const port = dice.chance(0.25) ? 8083 : 80;
    const address = `${own ? ip : '*'}:${port}`;
    const addresses = !own && dice.chance(0.15) ? '*:80 *:8083' : address;
    const lines = dice.chance(0.1)
      ? [included(`${name}-name${index}`, `ServerName ${host}\n`, files, dice)]
      : [nameLine(host, port, name, dice)];
    lines.push(...body(dice, { name, files, url, depth: 0 }));
    const section = [
      `<VirtualHost ${addresses}>`,
      ...lines.map((line) => `    ${line}`),
      '</VirtualHost>',
    ].join('\n');
    parts.push(dice.chance(0.2) ? wrapped(section, true, dice) : section);
    hosts.push({
      name: host,
      ip: own ? ip : '127.0.0.1',
      port,
      isMacro: false,
      spec: dice.of([
        { server_name: host },
        { server_name: host, port },
        { server_name: host.toUpperCase(), address },
      ]),
    });
  }
  files[`sites-available/${name}.conf`] = `${parts.join('\n')}\n`;
  const declared = new Map<string, readonly RandomMount[]>();
  const resources: Record<string, unknown>[] = [];
  for (const { name: host, spec, isMacro } of hosts) {
    if (isMacro || dice.chance(0.3)) continue;
    const mounts = new Map<string, RandomMount>();
    for (let more = 1 + dice.below(3); more > 0; more -= 1) {
      const path = dice.of(paths);
      mounts.set(path, dice.chance(0.15) ? { path, state: 'absent' } : { path, url: url(path) });
    }
    const all = [...mounts.values()];
    declared.set(host, all);
    resources.push({ name: host, apache_proxy: { site: name, virtual_host: spec, mounts: all } });
  }
  return { name, files, hosts, declared, resources };
}

interface Making {
  readonly name: string;
  readonly files: Record<string, string>;
  url(path: string): string;
  readonly depth: number;
}

function nameLine(host: string, port: number, tree: string, dice: Dice): string {
  return dice.of([
    `ServerName ${host}`,
    `servername "${host}"`,
    `ServerName ${host}:${port}`,
    `ServerName http://${host}`,
    `ServerName other.${tree}.test\n    ServerAlias www.${host} ${host}`,
  ]);
}

function body(dice: Dice, making: Making): readonly string[] {
  const lines: string[] = [];
  for (let more = dice.below(making.depth === 0 ? 6 : 3); more > 0; more -= 1) lines.push(line(dice, making));
  return lines;
}

function line(dice: Dice, making: Making): string {
  const path = dice.of(paths);
  const { url, depth, files, name } = making;
  const to = url(path);
  const inner = (): string => body(dice, { ...making, depth: depth + 1 }).join('\n');
  return dice.of<() => string>([
    () => `ProxyPass ${path} ${to}`,
    () => `ProxyPass ${path} ${to}`,
    () => `ProxyPass ${path} ${to}\nProxyPassReverse ${path} ${to}`,
    () => `proxypass "${path}"   ${to} retry=0 timeout=60`,
    () => `ProxyPass ${path} \\\n        ${to}`,
    () => `ProxyPass ${path} \${backend}/${to.slice('http://127.0.0.1:3001/'.length)}`,
    () => `ProxyPass ${path} !`,
    () => `ProxyPassMatch ^${path.replace(/\/$/u, '')}/(.*)$ ${to.replace(/\/$/u, '')}/$1`,
    () => `ProxyPass ~ ^${path.replace(/\/$/u, '')}/v(.*)$ ${to.replace(/\/$/u, '')}/$1`,
    () => `<Location ${path}>\n  ProxyPass ${to}\n</Location>`,
    () =>
      `RewriteEngine On\nRewriteRule ^${path.replace(/\/$/u, '')}/v(.*)$ ${to.replace(/\/$/u, '')}/$1 [P]`,
    () => `Use Mount ${path} ${to}`,
    () => '# ProxyPass /api/ http://127.0.0.1:3001/comment/',
    () => `ServerAlias more${dice.below(1000)}.${name}.test`,
    () => 'ProxyTimeout 60',
    () => 'SetEnv a b',
    () => (depth > 1 ? '' : wrapped(inner(), dice.chance(0.5), dice)),
    () =>
      depth > 1
        ? ''
        : included(`${name}-m${to.split('m').at(-1)?.replace('/', '')}`, `${inner()}\n`, files, dice),
  ])();
}

const holding: readonly (readonly string[])[] = [
  ['IfModule', 'mod_proxy.c'],
  ['IfModule', 'proxy_module'],
  ['IfModule', '!no_such_module'],
  ['IfDefine', 'held'],
  ['IfVersion', '>= 2.4'],
  ['IfFile', '/etc/passwd'],
];

const failing: readonly (readonly string[])[] = [
  ['IfModule', 'no_such_module'],
  ['IfModule', '!mod_proxy.c'],
  ['IfDefine', '!held'],
  ['ifdefine', 'STAGING'],
  ['IfVersion', '< 2.4'],
  ['IfFile', '/no/such/file'],
];

/** A text in a condition that holds, or does not. */
function wrapped(text: string, holds: boolean, dice: Dice): string {
  const [section = '', args = ''] = dice.of(holds ? holding : failing);
  return `<${section} ${args}>\n${text}\n</${section}>`;
}

/** The line that includes a text from a file of its own. */
function included(name: string, text: string, files: Record<string, string>, dice: Dice): string {
  files[`random/${name}.conf`] = text;
  return dice.of([
    `Include random/${name}.conf`,
    `IncludeOptional /etc/apache2/random/${name}.con[f]`,
    `Include "/etc/apache2/random/${name}.c*"`,
  ]);
}
