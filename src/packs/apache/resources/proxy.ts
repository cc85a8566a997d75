import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type ResourceType } from '../../../core/resource.ts';
import { readyPatterns } from '../../../core/pattern.ts';
import type { Text } from '../../../core/text.ts';
import { addressOf } from '../config/context.ts';
import { hostAt, hostLabel } from '../config/hosts.ts';
import { bareName } from '../config/text.ts';
import { editTree } from '../config/edits.ts';
import type { SectionNode } from '../config/tree.ts';
import { viewFile, type FileView } from '../config/view.ts';
import { readingSteps } from './effect.ts';
import { addressIn, debian, layoutOf } from '../facts/layout.ts';
import { directiveOf, mountPath } from '../facts/mount.ts';
import { proxySchema } from '../facts/proxy-schema.ts';
import { proxyChanges } from './proxy-edits.ts';
import { lintProxy } from './proxy-lint.ts';
import { reviewProxy } from './proxy-review.ts';
import { backendModules, fileOf, wantedMounts, type ProxySpec } from './proxy-spec.ts';

/** `apache_proxy`: the proxy's directives of one virtual host, in a file that is otherwise left as it is. */
export const apacheProxy: ResourceType<ProxySpec, FileView> = {
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
    const host = spec.virtual_host;
    const name = host?.server_name;
    const place = host && [
      `VirtualHost ${hostLabel(name === undefined ? host : { ...host, server_name: bareName(name) })}`,
    ];
    return [
      ...Object.keys(spec.directives ?? {}).map((directive) =>
        addressOf(fileOf(spec), place ?? [], directive),
      ),
      ...(spec.mounts ?? []).map((mount) =>
        addressOf(fileOf(spec), place ?? [], `${directiveOf(mount)} ${mountPath(mount)}`),
      ),
    ];
  },
  after: (spec) => [`file:${fileOf(spec)}`, ...modulesOf(spec)],
  urls: (spec) => wantedMounts(spec).flatMap(({ url }) => url ?? []),
  observe: viewOf,
  diff,
  review,
  lint: lintProxy,
};

/** Addresses of the modules that a spec needs, of the instance in whose folder its file lies. */
function modulesOf(spec: ProxySpec): readonly string[] {
  const layout = layoutOf(fileOf(spec), {}) ?? debian;
  return backendModules(spec).map((name) => addressIn(layout, 'module', name));
}

function hostOf({ virtual_host: wanted }: ProxySpec, view: FileView): SectionNode | null {
  return wanted === undefined ? null : hostAt(view, wanted);
}

function diff(spec: ProxySpec, view: FileView): Change {
  const { edits, fields } = proxyChanges(spec, view, hostOf(spec, view));
  if (edits.length === 0) return converged;
  return {
    action: 'update',
    fields,
    steps: [
      { do: 'write', path: fileOf(spec), content: editTree(view.tree, edits) },
      ...readingSteps(view, 'reload'),
    ],
  };
}

async function viewOf(spec: ProxySpec, host: Reader): Promise<FileView> {
  await readyPatterns();
  return viewFile(host, fileOf(spec));
}

async function review(spec: ProxySpec, after: Reader): Promise<readonly Text[]> {
  const view = await viewOf(spec, after);
  return reviewProxy(spec, view, hostOf(spec, view));
}
