import type { Finder, Found, FoundItem } from '../../core/found.ts';
import type { Reader } from '../../core/reader.ts';
import { directivesIn, sameName, sectionsIn } from './config/context.ts';
import { readTree, type SectionNode } from './config/tree.ts';
import { confdir } from './facts/layout.ts';
import type { Mount } from './facts/mount.ts';
import { directivesOf, mpmNames } from './facts/mpm.ts';

/** Apache of a host: its MPM and the proxies of its enabled sites. */
export async function findApache({ host }: Finder): Promise<Found> {
  return {
    policy: 'apache',
    description: 'Apache as it is on this host.',
    resources: [...(await findMpm(host)), ...(await findProxies(host))],
  };
}

async function findMpm(host: Reader): Promise<readonly FoundItem[]> {
  for (const mpm of mpmNames) {
    const load = await host.stat(`${confdir}/mods-enabled/mpm_${mpm}.load`);
    const path = `${confdir}/mods-enabled/mpm_${mpm}.conf`;
    const conf = await host.read(path);
    if (load.state !== 'present' || conf.state !== 'present') continue;
    const known = directivesOf(mpm);
    const settings: Record<string, number> = {};
    for (const { name, args } of directivesIn(readTree(conf.value, path).children, ...known)) {
      const spelt = known.find((one) => sameName(one, name));
      const value = Number(args[0]);
      if (spelt !== undefined && Number.isInteger(value)) settings[spelt] = value;
    }
    if (Object.keys(settings).length > 0)
      return [{ name: `Apache runs mpm_${mpm}`, apache_mpm: { [mpm]: settings } }];
  }
  return [];
}

async function findProxies(host: Reader): Promise<readonly FoundItem[]> {
  const items: FoundItem[] = [];
  const enabled = await host.list(`${confdir}/sites-enabled`);
  for (const name of enabled.state === 'present' ? enabled.value : []) {
    const real = await host.resolve(`${confdir}/sites-enabled/${name}`);
    if (real.state !== 'present') continue;
    const bytes = await host.read(real.value);
    if (bytes.state !== 'present') continue;
    for (const vhost of sectionsIn(readTree(bytes.value, real.value).children, 'VirtualHost')) {
      const item = proxyOf(vhost, real.value);
      if (item !== undefined) items.push(item);
    }
  }
  return items;
}

const proxySettings = ['ProxyTimeout', 'ProxyBadHeader', 'ProxyPreserveHost'];

function proxyOf(vhost: SectionNode, path: string): FoundItem | undefined {
  const serverName = directivesIn(vhost.children, 'ServerName')[0]?.args[0];
  const passes = directivesIn(vhost.children, 'ProxyPass').filter(({ args }) => args.length >= 2);
  if (serverName === undefined || passes.length === 0) return undefined;
  const reverses = directivesIn(vhost.children, 'ProxyPassReverse');
  const port = /:(\d+)$/u.exec(vhost.args[0] ?? '')?.[1];
  const directives = Object.fromEntries(
    directivesIn(vhost.children, ...proxySettings).flatMap(({ name, args }) => {
      const spelt = proxySettings.find((one) => sameName(one, name));
      const [value] = args;
      return spelt === undefined || value === undefined ? [] : [[spelt, valueOf(value)]];
    }),
  );
  const mounts = passes.map(({ args: [mountPath = '', url = '', ...words] }) => ({
    ...mountOf(mountPath, url, words),
    ...(reverses.some(({ args }) => args[0] === mountPath && args[1] === url) ? { reverse: true } : {}),
  }));
  const site = /^\/etc\/apache2\/sites-available\/(.+)\.conf$/u.exec(path)?.[1];
  return {
    name: `Proxy of ${serverName}${port === undefined ? '' : ` on port ${port}`}`,
    apache_proxy: {
      ...(site === undefined ? { file: path } : { site }),
      virtual_host: { server_name: serverName, ...(port === undefined ? {} : { port: Number(port) }) },
      ...(Object.keys(directives).length > 0 ? { directives } : {}),
      mounts,
    },
  };
}

/** The words of a ProxyPass as a policy says them; what has no key of its own goes into `options`. */
function mountOf(path: string, url: string, words: readonly string[]): Mount {
  const named: Record<string, unknown> = {};
  const options: Record<string, string | number | boolean> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = (equals === -1 ? word : word.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? true : valueOf(word.slice(equals + 1));
    if (key === 'nocanon') named[key] = true;
    else if ((key === 'keepalive' || key === 'disablereuse') && typeof value === 'boolean')
      named[key] = value;
    else if (['timeout', 'retry', 'ttl', 'connectiontimeout'].includes(key) && typeof value === 'number')
      named[key] = value;
    else options[key] = value;
  }
  return { path, url, ...named, ...(Object.keys(options).length > 0 ? { options } : {}) };
}

function valueOf(text: string): string | number | boolean {
  if (/^\d+$/u.test(text)) return Number(text);
  if (/^on$/iu.test(text)) return true;
  return /^off$/iu.test(text) ? false : text;
}
