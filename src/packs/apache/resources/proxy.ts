import { apacheName, confdir } from '../facts/layout.ts';
import { hides, longestFirst, proxyPassFrom, proxyPassOf, type Mount } from '../facts/mount.ts';
import { proxySchema, proxySettings } from '../facts/proxy-schema.ts';
import { Failure } from '../../../core/failure.ts';
import type { Finding, FindingId } from '../../../core/finding.ts';
import type { Path, PolicySet, ResourceItem } from '../../../core/policy.ts';
import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import { t, type Text } from '../../../core/text.ts';
import { addressOf, directivesIn, sameName, sectionsIn, vhostAt } from '../config/context.ts';
import { reviewDirectives } from '../config/loaded.ts';
import {
  editTree,
  readTree,
  writeArgs,
  type DirectiveNode,
  type Edit,
  type SectionNode,
  type Tree,
} from '../config/tree.ts';

type Scalar = string | number | boolean;

/** What one virtual host hands on to a backend. */
export interface ProxySpec {
  /** A site of sites-available, without .conf; or `file`. */
  readonly site?: string;
  readonly file?: string;
  readonly virtual_host: { readonly server_name: string; readonly port?: number };
  readonly directives?: Readonly<Record<string, Scalar>>;
  readonly mounts?: readonly Mount[];
}

/** The virtual host's file as it is. */
export interface ProxyState {
  readonly tree: Tree;
}

/** `apache_proxy`: the proxy's directives of one virtual host, in a file that is otherwise left as it is. */
export const apacheProxy: ResourceType<ProxySpec, ProxyState> = {
  type: 'apache_proxy',
  summary:
    'What a virtual host hands on to a backend: ProxyPass, ProxyPassReverse and the proxy settings, edited in place; every other byte of the file stays.',
  example: `- name: Proxy the API to the backend
  apache_proxy:
    site: shop-le-ssl
    virtual_host: { server_name: shop.example.org }
    directives:
      ProxyTimeout: 600
      ProxyBadHeader: Ignore
    mounts:
      - path: /api/
        url: http://127.0.0.1:3001/
        nocanon: true
        keepalive: true
        timeout: 600
        retry: 0
        reverse: true
`,
  schema: proxySchema,
  owns: (spec) => {
    const { server_name: name, port } = spec.virtual_host;
    const vhost = [`VirtualHost ${name}${port === undefined ? '' : `:${port}`}`];
    return [
      ...Object.keys(spec.directives ?? {}).map((directive) => addressOf(fileOf(spec), vhost, directive)),
      ...(spec.mounts ?? []).map(({ path }) => addressOf(fileOf(spec), vhost, `ProxyPass ${path}`)),
    ];
  },
  after: (spec) => [
    `file:${fileOf(spec)}`,
    ...['proxy', ...backendModules(spec)].map((name) => `apache:module:${name}`),
  ],
  urls: ({ mounts = [] }) => mounts.map(({ url }) => url),
  observe,
  diff,
  review,
  lint,
};

function fileOf({ site, file }: ProxySpec): string {
  return file ?? `${confdir}/sites-available/${site}.conf`;
}

async function observe(spec: ProxySpec, host: Reader): Promise<ProxyState> {
  const path = fileOf(spec);
  const bytes = await host.read(path);
  if (bytes.state === 'present') return { tree: readTree(bytes.value, path) };
  if (bytes.state === 'unreadable') throw new Failure(bytes.reason, { cure: t('resources.unreadable_cure') });
  const names = await host.list(path.slice(0, path.lastIndexOf('/')));
  const there =
    names.state === 'present' ? names.value.filter((name) => name.endsWith('.conf')).join(', ') : '';
  throw new Failure(t('apache.no_file', { path, there }), { cure: t('apache.no_file_cure') });
}

function diff(spec: ProxySpec, { tree }: ProxyState): Change {
  const path = fileOf(spec);
  const vhost = vhostAt(tree, spec.virtual_host, path);
  const edits: Edit[] = [];
  const fields: FieldChange[] = [];
  for (const [name, value] of Object.entries(spec.directives ?? {}))
    setDirective(vhost, name, written(value), { edits, fields });
  setMounts(vhost, spec.mounts ?? [], { edits, fields });
  if (edits.length === 0) return converged;
  return {
    action: 'update',
    fields,
    steps: [
      { do: 'write', path, content: editTree(tree, edits) },
      { do: 'service', service: apacheName, effect: 'reload' },
    ],
  };
}

interface Changes {
  readonly edits: Edit[];
  readonly fields: FieldChange[];
}

/** Sets a directive that stands once: the first is changed, what repeats it goes. */
function setDirective(vhost: SectionNode, name: string, value: string, { edits, fields }: Changes): void {
  const [first, ...more] = directivesIn(vhost.children, name);
  const right = first !== undefined && first.args.length === 1 && sameName(first.args[0] ?? '', value);
  if (right && more.length === 0) return;
  fields.push({
    field: name,
    from: first === undefined ? null : [first, ...more].map(({ args }) => args.join(' ')).join(' | '),
    to: value,
  });
  if (first === undefined) edits.push({ edit: 'insert', name, args: value, where: placeFor(vhost) });
  else if (!right) edits.push({ edit: 'replace', node: first, args: value });
  for (const node of more) edits.push({ edit: 'remove', node });
}

/** New proxy settings go before the first mount, else after the last of their like, else to the section's end. */
function placeFor(vhost: SectionNode): Extract<Edit, { edit: 'insert' }>['where'] {
  const [mount] = directivesIn(vhost.children, 'ProxyPass', 'ProxyPassMatch');
  if (mount !== undefined) return { before: mount };
  const last = directivesIn(vhost.children, ...settings).at(-1);
  return last === undefined ? { in: vhost } : { after: last };
}

const settings = Object.keys(proxySettings);

function setMounts(vhost: SectionNode, mounts: readonly Mount[], changes: Changes): void {
  const there = directivesIn(vhost.children, 'ProxyPass');
  const reverses = directivesIn(vhost.children, 'ProxyPassReverse');
  for (const mount of longestFirst(mounts)) {
    const [first, ...more] = there.filter(({ args }) => args[0] === mount.path);
    setMount(vhost, mount, { first, more, there }, changes);
    if (mount.reverse === true) setReverse(vhost, mount, first, reverses, changes);
  }
}

interface Existing {
  readonly first: DirectiveNode | undefined;
  /** Those of the same path that Apache never comes to. */
  readonly more: readonly DirectiveNode[];
  readonly there: readonly DirectiveNode[];
}

function setMount(
  vhost: SectionNode,
  mount: Mount,
  { first, more, there }: Existing,
  { edits, fields }: Changes,
): void {
  const args = first === undefined ? proxyPassOf(mount) : proxyPassFrom(first.args, mount);
  const hiding = there.find(
    (other) => hides(other.args[0] ?? '', mount.path) && (first === undefined || other.start < first.start),
  );
  if (args === undefined && more.length === 0 && hiding === undefined) return;
  const text = writeArgs(args ?? first?.args ?? []);
  fields.push({
    field: `ProxyPass ${mount.path}`,
    from:
      first === undefined ? null : [first, ...more].map((node) => node.args.slice(1).join(' ')).join(' | '),
    to: (args ?? first?.args ?? []).slice(1).join(' '),
  });
  if (hiding !== undefined) {
    edits.push({ edit: 'insert', name: 'ProxyPass', args: text, where: { before: hiding } });
    if (first !== undefined) edits.push({ edit: 'remove', node: first });
  } else if (first === undefined) {
    edits.push({ edit: 'insert', name: 'ProxyPass', args: text, where: mountPlace(vhost, there) });
  } else if (args !== undefined) {
    edits.push({ edit: 'replace', node: first, args: text });
  }
  for (const node of more) edits.push({ edit: 'remove', node });
}

function mountPlace(
  vhost: SectionNode,
  there: readonly DirectiveNode[],
): Extract<Edit, { edit: 'insert' }>['where'] {
  const last = there.at(-1) ?? directivesIn(vhost.children, ...settings).at(-1);
  return last === undefined ? { in: vhost } : { after: last };
}

/** The reverse of a mount follows its backend: the one that was of the old backend, or the only one of the path. */
function setReverse(
  vhost: SectionNode,
  mount: Mount,
  pass: DirectiveNode | undefined,
  reverses: readonly DirectiveNode[],
  { edits, fields }: Changes,
): void {
  const own = reverses.filter(({ args }) => args[0] === mount.path);
  if (own.some(({ args }) => args[1] === mount.url)) return;
  const old = own.find(({ args }) => args[1] === pass?.args[1]) ?? (own.length === 1 ? own[0] : undefined);
  const args = writeArgs([mount.path, mount.url]);
  fields.push({ field: `ProxyPassReverse ${mount.path}`, from: old?.args[1] ?? null, to: mount.url });
  if (old !== undefined) {
    edits.push({ edit: 'replace', node: old, args });
    return;
  }
  const last = own.at(-1) ?? pass ?? reverses.at(-1);
  edits.push({
    edit: 'insert',
    name: 'ProxyPassReverse',
    args,
    where:
      last === undefined ? mountPlace(vhost, directivesIn(vhost.children, 'ProxyPass')) : { after: last },
  });
}

async function review(spec: ProxySpec, after: Reader): Promise<readonly Text[]> {
  const notes: Text[] = [];
  for (const name of ['proxy', ...backendModules(spec)]) {
    const load = await after.stat(`${confdir}/mods-enabled/${name}.load`);
    if (load.state === 'absent') notes.push(t('apache.module_off', { name }));
  }
  const path = fileOf(spec);
  const { tree } = await observe(spec, after);
  const vhost = vhostAt(tree, spec.virtual_host, path);
  notes.push(...shadowed(vhost, spec.mounts ?? [], path));
  const more = await reviewDirectives(after, {
    file: path,
    section: vhost,
    names: Object.keys(spec.directives ?? {}),
  });
  return [...notes, ...more];
}

/** Mounts that a ProxyPass in a `<Location>` of the same path, or a shorter one, keeps from being asked: it goes first. */
function shadowed(vhost: SectionNode, mounts: readonly Mount[], path: string): readonly Text[] {
  return sectionsIn(vhost.children, 'Location').flatMap((location) => {
    const [inside] = directivesIn(location.children, 'ProxyPass');
    if (inside === undefined) return [];
    const by = `${path.slice(path.lastIndexOf('/') + 1)}:${inside.line}`;
    return mounts
      .filter((mount) => mount.path.startsWith(location.args[0] ?? '\0'))
      .map((mount) => {
        const own = directivesIn(vhost.children, 'ProxyPass').find(({ args }) => args[0] === mount.path);
        return t('apache.overridden', { name: `ProxyPass ${mount.path}`, line: own?.line ?? 0, by });
      });
  });
}

/** The modules that talk to the backends of the mounts, by the scheme of their addresses. */
function backendModules({ mounts = [] }: ProxySpec): readonly string[] {
  const names = mounts.map(({ url }) => modulesOfSchemes[/^(\w+):/u.exec(url)?.[1]?.toLowerCase() ?? '']);
  return [...new Set(['proxy_http', ...names.filter((name) => name !== undefined)])];
}

const modulesOfSchemes: Readonly<Record<string, string>> = {
  http: 'proxy_http',
  https: 'proxy_http',
  ws: 'proxy_wstunnel',
  wss: 'proxy_wstunnel',
  fcgi: 'proxy_fcgi',
  ajp: 'proxy_ajp',
  balancer: 'proxy_balancer',
};

function written(value: Scalar): string {
  return typeof value === 'boolean' ? (value ? 'On' : 'Off') : String(value);
}

function lint({ spec, locate }: ResourceItem<ProxySpec>, all: PolicySet): readonly Finding[] {
  const findings: Finding[] = [];
  const find = (id: FindingId, path: Path, message: Text, cure: Text): void => {
    const severity = id === 'KAPA108' ? 'error' : 'warning';
    findings.push({ id, severity, place: locate(path, 'value'), message, cure });
  };
  for (const [name, value] of Object.entries(spec.directives ?? {})) {
    if (/[\r\n]/u.test(String(value)))
      find('KAPA108', ['directives', name], t('apache.lint_newline'), t('apache.lint_newline_cure'));
    else if (/\s#/u.test(String(value)))
      find('KAPA108', ['directives', name], t('apache.lint_comment'), t('apache.lint_comment_cure'));
  }
  const prefork = all.resources.some(
    ({ type, spec: other }) =>
      type === 'apache_mpm' && typeof other === 'object' && other !== null && 'prefork' in other,
  );
  const proxyTimeout = Number(spec.directives?.['ProxyTimeout'] ?? Number.NaN);
  const mounts = spec.mounts ?? [];
  for (const [index, mount] of mounts.entries()) {
    const at = (key: keyof Mount): Path => ['mounts', index, key];
    if (mount.ttl !== undefined && prefork)
      find('KAPA104', at('ttl'), t('apache.lint_ttl'), t('apache.lint_ttl_cure'));
    if (/^\w+:\/\/localhost(?=[:/]|$)/iu.test(mount.url))
      find(
        'KAPA105',
        at('url'),
        t('apache.lint_localhost', { url: mount.url }),
        t('apache.lint_localhost_cure', { url: mount.url.replace(/localhost/iu, '127.0.0.1') }),
      );
    const hidden = mounts.slice(index + 1).find((later) => hides(mount.path, later.path));
    if (hidden !== undefined)
      find(
        'KAPA106',
        at('path'),
        t('apache.lint_order', { shorter: mount.path, longer: hidden.path }),
        t('apache.lint_order_cure', { longer: hidden.path }),
      );
    if (mount.timeout !== undefined && proxyTimeout < mount.timeout)
      find(
        'KAPA107',
        ['directives', 'ProxyTimeout'],
        t('apache.lint_timeout', { proxy: proxyTimeout, mount: mount.timeout, path: mount.path }),
        t('apache.lint_timeout_cure', { mount: mount.timeout }),
      );
    if (mount.url !== '!' && mount.path.endsWith('/') !== mount.url.endsWith('/'))
      find(
        'KAPA111',
        at('url'),
        t('apache.lint_slash', { path: mount.path, url: mount.url }),
        t('apache.lint_slash_cure', { path: mount.path }),
      );
  }
  return findings;
}
