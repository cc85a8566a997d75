import type { ResourceType } from '../../../core/resource.ts';
import {
  enabledFile,
  enabledFileSchema,
  type EnabledFileSpec,
  type EnabledFileState,
} from './enabled-file.ts';

/** `apache_conf`: a piece of `conf-available`, its whole text or only whether it is enabled. */
export const apacheConf: ResourceType<EnabledFileSpec, EnabledFileState> = {
  type: 'apache_conf',
  elsewhere: ['apache2_conf', 'a2enconf'],
  summary:
    'A piece of conf-available, rendered from a template, written out, or left as it is, and enabled or not (as a2enconf does).',
  example: `- name: Security headers of all sites
  apache_conf:
    name: security-headers
    content: |
      Header always set X-Content-Type-Options nosniff
`,
  schema: enabledFileSchema('conf'),
  ...enabledFile('conf'),
};
