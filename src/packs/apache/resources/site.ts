import type { ResourceType } from '../../../core/resource.ts';
import {
  enabledFile,
  enabledFileSchema,
  type EnabledFileSpec,
  type EnabledFileState,
} from './enabled-file.ts';

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
};
