import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certbotTrees, debianTrees, fixtureTrees, ownTrees, type CorpusTree } from './corpus-trees.ts';
import { openLab, snapshot, type Lab } from './lab.ts';

/**
 * Configurations of others, each laid over a stock one. What init writes of it has nothing to change; one setting changed
 * in every host is one line, and Apache's own dumps are the judge of it. All of certbot's and Debian's with
 * `KAPA_TEST_LONG`, else a few made for this.
 */
const isLong = process.env['KAPA_TEST_LONG'] !== undefined;
const certificate = '/etc/letsencrypt/live/kapa.healtheworld.com.co/fullchain.pem';
const key = '/etc/letsencrypt/live/kapa.healtheworld.com.co/privkey.pem';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  await lab.sh(`
    a2dissite -q '*'
    a2enmod -q info macro vhost_alias rewrite ssl cgi dav dav_fs include expires userdir actions
    a2enmod -q authz_owner authz_groupfile auth_digest proxy_fcgi proxy_balancer lbmethod_byrequests proxy_wstunnel
    cp -a /etc/apache2 /tmp/stock
    mkdir -p /tmp/sbin/upper /tmp/sbin/work
    mount -t overlay sbin -o lowerdir=/usr/sbin,upperdir=/tmp/sbin/upper,workdir=/tmp/sbin/work /usr/sbin
    useradd -M -d /nonexistent apache`);
});
afterAll(() => lab.close());

const seen = { trees: 0, refused: 0, files: 0, leftOut: 0, hosts: 0, alike: 0, ofMacros: 0 };
afterAll(() => {
  if (isLong) console.log(`corpora: ${JSON.stringify(seen)}`);
});

const all = [...ownTrees, ...(isLong ? [...fixtureTrees(), ...certbotTrees(), ...debianTrees()] : [])];
if (isLong) test('the corpora are there', () => expect(all.length).toBeGreaterThan(150));

describe('init has nothing to change, and one setting in every host is one line', () => {
  test.each(all)('$name', async (tree) => {
    const root = tree.isRedHat === true ? '/etc/httpd' : '/etc/apache2';
    await layOut(tree, root);
    const before = await dumped(root);
    const left = Object.keys(tree.files).filter((path) => existsSync(lab.path(`${root}/${path}`)));
    if (before === undefined || left.length === 0) {
      seen.refused += 1;
      return;
    }
    seen.trees += 1;
    seen.files += left.length;
    seen.leftOut += Object.keys(tree.files).length - left.length;
    await lab.sh('rm -rf /tmp/found /etc/kapa/one.yaml');
    const made = await lab.kapa(['init', '--out', '/tmp/found']);
    expect(made.status, made.stdout + made.stderr).toBe(0);
    const found = await lab.kapa(['plan', '/tmp/found', '--detailed-exitcode']);
    expect(found.status, found.stdout + found.stderr).toBe(0);

    const hosts = before.hosts.filter((host) => host.file !== undefined);
    const named = hosts.flatMap((host, at) => {
      const where = toldApart(host, hosts);
      return where === undefined ? [] : [{ ...host, where, admin: `corpus-${at}@example.test` }];
    });
    seen.ofMacros += before.hosts.length - hosts.length;
    seen.alike += hosts.length - named.length;
    seen.hosts += named.length;
    if (named.length === 0) return;
    const files = bytes(root);
    const resources = named.map(({ file, args, where, admin }) => ({
      name: `Host ${admin}`,
      apache_directives: {
        file,
        context: [{ section: 'VirtualHost', args, where }],
        set: { ServerAdmin: admin },
      },
    }));
    lab.put('/etc/kapa/one.yaml', JSON.stringify({ policy: 'one', resources }));
    const applied = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
    expect(applied.status, applied.stdout + applied.stderr).toBe(0);

    const after = await dumped(root);
    expect(after?.vhosts).toEqual(before.vhosts);
    expect(after?.rest).toEqual(before.rest);
    expect(after?.hosts.map(({ admin }) => admin)).toEqual(
      before.hosts.map((host) => named.find(({ at }) => at === host.at)?.admin ?? host.admin),
    );
    const lines = linesApart(files, bytes(root));
    expect(lines.more.map((line) => /corpus-\S*/u.exec(line)?.[0] ?? '').toSorted(), applied.stdout).toEqual(
      named.map(({ admin }) => admin).toSorted(),
    );
    for (const line of lines.less) expect(line, applied.stdout).toMatch(/ServerAdmin/iu);
    expect(lines.less.length, applied.stdout).toBeLessThanOrEqual(named.length);
    const again = await lab.kapa(['plan', '/etc/kapa/one.yaml', '--detailed-exitcode']);
    expect(again.status, again.stdout + again.stderr).toBe(0);

    const id = /kapa restore (\S+)/u.exec(applied.stdout)?.[1] ?? '';
    const restored = await lab.kapa(['restore', id, '--yes']);
    expect(restored.status, restored.stdout + restored.stderr).toBe(0);
    expect(bytes(root)).toEqual(files);
  });
});

/** Lays a tree over the stock one, and takes away what this machine's Apache refuses of it. */
async function layOut({ files, isRedHat }: CorpusTree, root: string): Promise<void> {
  await lab.sh('rm -rf /etc/apache2 /etc/httpd /usr/sbin/httpd');
  await lab.sh(
    isRedHat === true
      ? `mkdir -p /etc/httpd /var/log/httpd /run/httpd
         cp /usr/sbin/apache2 /usr/sbin/httpd
         ln -s /usr/lib/apache2/modules /etc/httpd/modules
         ln -s /var/log/httpd /etc/httpd/logs
         ln -s /run/httpd /etc/httpd/run`
      : 'cp -a /tmp/stock /etc/apache2',
  );
  for (const [path, text] of Object.entries(files)) {
    // What is a link in the stock one is a file of its own here.
    await lab.sh(`rm -f '${root}/${path}'`);
    lab.put(`${root}/${path}`, text);
  }
  for (let tries = 0; tries < 60; tries += 1) {
    const { status, stdout, stderr } = await asked(root, []);
    if (status === 0) return;
    await mend(stdout + stderr, root);
  }
}

const commands: Readonly<Record<string, readonly string[]>> = {
  '/etc/apache2': ['apache2ctl', '-t'],
  '/etc/httpd': ['httpd', '-f', '/etc/httpd/conf/httpd.conf', '-t'],
};

function asked(root: string, more: readonly string[]): ReturnType<Lab['run']> {
  return lab.run([...(commands[root] ?? []), ...more]);
}

/** Makes what a configuration misses, else takes away the line that loads a missing module, or the file that is refused. */
async function mend(said: string, root: string): Promise<void> {
  const missing = /(SSLCertificate(?:Key)?File): file '([^']*)' does not exist/u.exec(said);
  if (missing !== null) {
    const [, name = '', path = ''] = missing;
    await lab.sh(`mkdir -p "$(dirname '${path}')"; cp ${name.includes('Key') ? key : certificate} '${path}'`);
    return;
  }
  const folder = /Cannot access directory '([^']*)'/u.exec(said)?.[1];
  if (folder !== undefined) {
    await lab.sh(`mkdir -p '${folder}'`);
    return;
  }
  const place = [...said.matchAll(/on line (\d+) of "?(\/etc\/[^":]+\.\w+)"?:/gu)].at(-1);
  const [, line = '', file = ''] = place ?? [];
  if (!file.startsWith(root)) return;
  await lab.sh(/Cannot load/u.test(said) ? `sed -i '${line}s/^/#/' '${file}'` : `rm -f '${file}'`);
}

interface Host {
  readonly at: number;
  /** Undefined: a macro makes it. */
  readonly file: string | undefined;
  readonly args: string;
  /** Items that stand in it, not deeper. */
  readonly lines: readonly (readonly [name: string, args: string])[];
  readonly admin: string | undefined;
}

interface Dumped {
  readonly hosts: readonly Host[];
  /** All lines but those that set ServerAdmin in a host. */
  readonly rest: readonly string[];
  readonly vhosts: string;
}

/** Configuration as Apache says that it has read it; undefined where it refuses it. */
async function dumped(root: string): Promise<Dumped | undefined> {
  const info = root === '/etc/httpd' ? ['-C', 'LoadModule info_module modules/mod_info.so'] : [];
  const config = await asked(root, [...info, '-D', 'DUMP_CONFIG']);
  const vhosts = await asked(root, ['-D', 'DUMP_VHOSTS']);
  if (config.status !== 0 || vhosts.status !== 0) return undefined;
  const hosts: { at: number; file: string | undefined; args: string; lines: [string, string][] }[] = [];
  const rest: string[] = [];
  let file = '';
  const open: string[] = [];
  for (const raw of config.stdout.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('#')) {
      file = /^# In file: (.*)$/u.exec(line)?.[1] ?? file;
      continue;
    }
    const [, name = '', args = ''] = /^(\S+)\s*(.*)$/u.exec(line) ?? [];
    const isOfHost = open.length === 1 && open[0] === '<virtualhost';
    if (isOfHost && !name.startsWith('<')) hosts.at(-1)?.lines.push([name, args]);
    if (!isOfHost || name.toLowerCase() !== 'serveradmin') rest.push(line);
    if (name.startsWith('</')) open.pop();
    else if (name.startsWith('<')) {
      open.push(name.toLowerCase());
      if (open.length === 1 && open[0] === '<virtualhost')
        hosts.push({
          at: hosts.length,
          file: file.startsWith('macro ') ? undefined : file,
          args: args.replace(/>$/u, ''),
          lines: [],
        });
    }
  }
  return {
    rest,
    vhosts: vhosts.stdout.replaceAll(/:\d+\)/gu, ')'),
    hosts: hosts.map((host) => ({
      ...host,
      admin: host.lines.findLast(([name]) => name.toLowerCase() === 'serveradmin')?.[1],
    })),
  };
}

/** Mark of a host among the others of its file: nothing, or a line that stands in it alone; undefined: it cannot be told. */
function toldApart(host: Host, hosts: readonly Host[]): Readonly<Record<string, string>> | undefined {
  const others = hosts.filter((one) => one !== host && one.file === host.file && one.args === host.args);
  if (others.length === 0) return {};
  const has = ({ lines }: Host, wanted: readonly string[]): boolean =>
    lines.some(([name, args]) => name.toLowerCase() === wanted[0]?.toLowerCase() && args === wanted[1]);
  const [name, args] =
    host.lines.find(
      (line) =>
        /^[\w.:/@*-]+$/u.test(line[1]) &&
        line[0].toLowerCase() !== 'serveradmin' &&
        !others.some((other) => has(other, line)),
    ) ?? [];
  return name === undefined || args === undefined ? undefined : { [name]: args };
}

function bytes(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(snapshot(lab, root)).filter(([path]) => !path.includes('.backup_')),
  );
}

/** Lines that one set of files has and another has not. */
function linesApart(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): { readonly more: readonly string[]; readonly less: readonly string[] } {
  const linesOf = (files: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(files).flatMap(([path, text]) => text.split('\n').map((line) => `${path}: ${line}`));
  return { more: lacking(linesOf(after), linesOf(before)), less: lacking(linesOf(before), linesOf(after)) };
}

function lacking(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counted = new Map<string, number>();
  for (const line of others) counted.set(line, (counted.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counted.get(line) ?? 0;
    counted.set(line, left - 1);
    return left <= 0;
  });
}
