import type { Reader } from '../../../core/reader.ts';
import type { ResourceType } from '../../../core/resource.ts';
import type { Text } from '../../../core/text.ts';
import { viewFile } from '../config/view.ts';
import { instanceNamed } from '../facts/layout.ts';
import {
  enabledFile,
  enabledFileSchema,
  type EnabledFileSpec,
  type EnabledFileState,
} from './enabled-file.ts';
import { reviewHosts } from './host-review.ts';

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
  ...enabledFile('sites'),
  review,
};

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
