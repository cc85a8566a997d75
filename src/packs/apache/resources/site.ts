import type { Reader } from '../../../core/reader.ts';
import { Failure } from '../../../core/failure.ts';
import type { Change, Known, ResourceType } from '../../../core/resource.ts';
import type { Text } from '../../../core/text.ts';
import { sameName } from '../config/text.ts';
import { readTree, writeArgs, type Node } from '../config/tree.ts';
import { viewFile } from '../config/view.ts';
import { instanceNamed } from '../facts/layout.ts';
import {
  enabledFile,
  enabledFileSchema,
  type EnabledFileSpec,
  type EnabledFileState,
} from './enabled-file.ts';
import { reviewHosts } from './host-review.ts';

const sites = enabledFile('sites');

/**
 * `apache_site`: a site of `sites-available`, its whole text or only whether it is enabled. To edit one that is written
 * by hand, use `apache_proxy` or `apache_directives`.
 */
export const apacheSite: ResourceType<EnabledFileSpec, EnabledFileState> = {
  type: 'apache_site',
  elsewhere: ['apache_vhost', 'vhost', 'virtualhost', 'apache2_site', 'a2ensite'],
  summary:
    'A site of sites-available, rendered from a template or left as it is written, and enabled or not (as a2ensite does).',
  example: `- name: The shop
  apache_site:
    name: shop
    template: reverse_proxy_site.conf.hbs
    enabled: true
    with:
      server_name: shop.example.org
      port: 80
      timeout: 60
      mounts:
        - { path: /api/, url: "http://127.0.0.1:3001/" }
`,
  schema: enabledFileSchema('sites'),
  ...sites,
  diff,
  review,
};

/** The change of the text, and beside it the redirects that certbot wrote into it, where they go with it. */
function diff(spec: EnabledFileSpec, state: EnabledFileState, known: Known): Change {
  const change = sites.diff(spec, state, known);
  if (change.steps.length === 0 || spec.content === undefined || state.file?.bytes === undefined)
    return change;
  const kept = new Set(certbotRedirects(Buffer.from(spec.content)));
  const gone = certbotRedirects(state.file.bytes).filter((rule) => !kept.has(rule));
  const fields = [...new Set(gone)].map((from) => ({ field: "certbot's redirect", from, to: null }));
  return { ...change, fields: [...change.fields, ...fields] };
}

/** The lines by which certbot sends visitors to https. */
function certbotRedirects(bytes: Uint8Array): readonly string[] {
  const rules = (nodes: readonly Node[]): readonly string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'section') return rules(node.children);
      const [, to = '', flags = ''] = node.args;
      const isIts = to.startsWith('https://%{SERVER_NAME}') && /\bEND\b.*\bR=permanent\b/u.test(flags);
      return sameName(node.name, 'RewriteRule') && isIts ? [writeArgs(['RewriteRule', ...node.args])] : [];
    });
  try {
    return rules(readTree(bytes, '').children);
  } catch (error) {
    // What Apache refuses holds no line that is in force.
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** Notes on hosts of a site that Apache asks too late. */
async function review(
  { name, instance, enabled = true }: EnabledFileSpec,
  after: Reader,
): Promise<readonly Text[]> {
  if (!enabled) return [];
  const { root } = instanceNamed(instance);
  const path = `${root}/sites-available/${name}.conf`;
  if ((await after.stat(path)).state !== 'present') return [];
  return reviewHosts(await viewFile(after, path));
}
