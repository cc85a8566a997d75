import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { confdir } from '../../packs/apache/facts/layout.ts';
import type { Mount } from '../../packs/apache/facts/mount.ts';
import { directivesOf, mpmNames } from '../../packs/apache/facts/mpm.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { askAll, runningIn, usualPm2Home } from '../../packs/pm2/apps.ts';
import type { Reader } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import { directivesIn, sameName, sectionsIn } from '../../packs/apache/config/context.ts';
import { readTree, type SectionNode } from '../../packs/apache/config/tree.ts';
import { parseCrontab } from '../../packs/cron/crontab/index.ts';
import { beginPass, writeAskedBelow } from '../../host/index.ts';
import { writeYaml } from '../../policy/yaml/yaml-text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { openSession } from '../../app/session.ts';

/** A resource as it is written into a policy. */
type Item = Readonly<Record<string, unknown>> & { readonly name: string };

/** What was found of one kind: the policy file it goes to. */
interface Found {
  readonly policy: string;
  readonly description: string;
  readonly resources: readonly Item[];
}

/** `kapa init`: writes policies that say what this host has now, so that their first plan shows no change. */
export async function initCommand(
  _args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { out, err, options, cwd, say } = context;
  const { host } = openSession(context);
  const leaveOut = (reason: Text): void => {
    err.write(`${say(t('init.left_out', { reason }))}\n`);
  };
  const found: readonly Found[] = [
    {
      policy: 'apache',
      description: 'Apache as it is on this host.',
      resources: [...(await findMpm(host)), ...(await findProxies(host))],
    },
    { policy: 'schedule', description: 'Jobs as they are on this host.', resources: await findJobs(host) },
    { policy: 'backend', description: 'Applications under PM2.', resources: await findApps(host, leaveOut) },
  ];
  const kept = found.filter(({ resources }) => resources.length > 0);
  if (kept.length === 0)
    throw new Failure(t('init.nothing', { root: options.root }), { cure: t('init.nothing_cure') });

  const folder = resolve(cwd, typeof given['out'] === 'string' ? given['out'] : 'policies');
  const files = kept.map((part) => ({ part, file: join(folder, `${part.policy}.yaml`) }));
  const taken = files.find(({ file }) => existsSync(file));
  if (taken !== undefined && given['force'] !== true)
    throw new Failure(t('init.exists', { file: taken.file }), { cure: t('init.exists_cure') });
  for (const { part, file } of files) {
    writeAskedBelow(file, writeYaml(part), 0o644);
    if (!options.json) out.write(`${say(t('init.wrote', { file, resources: part.resources.length }))}\n`);
  }
  if (options.json) out.document(initDocument(files));
  err.write(`${say(t('init.next', { folder }))}\n`);
  return exitStatus.ok;
}

function initDocument(files: readonly { readonly part: Found; readonly file: string }[]): unknown {
  return {
    version: 1,
    files: files.map(({ part, file }) => ({ file, resources: part.resources.map(({ name }) => name) })),
  };
}

async function findMpm(host: Reader): Promise<readonly Item[]> {
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

async function findProxies(host: Reader): Promise<readonly Item[]> {
  const items: Item[] = [];
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

function proxyOf(vhost: SectionNode, path: string): Item | undefined {
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

async function findJobs(host: Reader): Promise<readonly Item[]> {
  const user = 'root';
  const crontab = await host.crontab(user);
  if (crontab.state !== 'present') return [];
  const jobs = parseCrontab(crontab.value, 'user').lines.flatMap((line) => {
    if (line.kind !== 'job') return [];
    const quiet = / *> ?\/dev\/null 2>&1$/u;
    const command = line.command.replaceAll('\\%', '%').trim();
    const discarded = quiet.test(command);
    return [
      {
        schedule: line.schedule,
        run: discarded ? command.replace(quiet, '') : command,
        ...(discarded ? { output: 'discard' } : {}),
      },
    ];
  });
  return jobs.length === 0 ? [] : [{ name: `Jobs of ${user}`, cron: { user, path: 'inherit', jobs } }];
}

/** The applications of every daemon that runs, wherever its folder is. What cannot be asked is told, and left out. */
async function findApps(host: Reader, leaveOut: (reason: Text) => void): Promise<readonly Item[]> {
  if (!host.live) return [];
  const instruments = beginPass(host);
  const homes = await instruments.pm2Homes();
  if (homes.state === 'unreadable') leaveOut(homes.reason);
  const running = homes.state === 'present' ? runningIn(homes.value) : [];
  const items = new Map<string, Item>();
  for (const { home: place, processes: apps } of await askAll(running, instruments)) {
    const { user, home } = place;
    const account = await host.account(user);
    if (apps.state === 'unreadable') leaveOut(apps.reason);
    if (apps.state !== 'present' || account.state !== 'present') continue;
    const names = new Map(apps.value.map((app) => [app.name, app]));
    for (const [name, { cwd, status }] of names) {
      const ecosystem = isPlain(name) && isPlain(cwd) ? await ecosystemIn(host, cwd) : undefined;
      if (ecosystem === undefined) continue;
      const plain = `${name} runs under PM2`;
      const item = {
        name: items.has(plain) ? `${plain} of ${user} in ${home}` : plain,
        pm2_app: {
          name,
          user,
          ...(home === usualPm2Home(account.value) ? {} : { home }),
          ecosystem,
          status: status === 'stopped' ? 'stopped' : 'online',
        },
      };
      items.set(item.name, item);
    }
  }
  return [...items.values()];
}

/** Whether a word of PM2's could be one of a policy: what its schema refuses is not worth writing. */
function isPlain(word: string): boolean {
  return !/[\0-\x1f\x7f]/u.test(word);
}

async function ecosystemIn(host: Reader, folder: string): Promise<string | undefined> {
  for (const name of ['ecosystem.config.js', 'ecosystem.config.cjs', 'ecosystem.json'])
    if ((await host.stat(`${folder}/${name}`)).state === 'present') return `${folder}/${name}`;
  return undefined;
}
