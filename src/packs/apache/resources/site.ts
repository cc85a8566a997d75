import { apacheName, confdir, enabledAs, type Enabled } from '../facts/layout.ts';
import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t } from '../../../core/text.ts';
import { diffWholeFile, observeWholeFile, type WholeFileState } from '../../files/whole-file.ts';

/** A site of `sites-available` as a whole, from a template or as text, and whether it is enabled. */
export interface SiteSpec {
  readonly name: string;
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  /** The text; what a template renders to arrives here as well. */
  readonly content?: string;
  readonly enabled?: boolean;
}

/** The file, and its name in `sites-enabled`. */
export interface SiteState {
  readonly file: WholeFileState;
  readonly enabled: Enabled;
  /** Whether the link in `sites-enabled` leads to this very file. */
  readonly own: boolean;
}

/** `apache_site`: a whole virtual host file. To edit one that is written by hand, use `apache_proxy` or `apache_directives`. */
export const apacheSite: ResourceType<SiteSpec, SiteState> = {
  type: 'apache_site',
  summary:
    'A whole site of sites-available, rendered from a template, and enabled or not (as a2ensite does).',
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
  schema: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    oneOf: [{ required: ['template'] }, { required: ['content'] }],
    dependentRequired: { with: ['template'] },
    properties: {
      name: {
        type: 'string',
        pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
        not: { pattern: '\\.conf$' },
        description: 'Name of the file in sites-available, without .conf.',
        examples: ['shop'],
      },
      template: {
        type: 'string',
        minLength: 1,
        description: 'The template to render.',
        examples: ['reverse_proxy_site.conf.hbs'],
      },
      with: {
        type: 'object',
        description: 'Values for the template, beside the variables.',
        examples: [{ server_name: 'shop.example.org' }],
      },
      content: {
        type: 'string',
        description: 'The whole text, instead of a template.',
        examples: ['<VirtualHost *:80>\n  ServerName shop.example.org\n</VirtualHost>\n'],
      },
      enabled: {
        type: 'boolean',
        default: true,
        description: 'Whether sites-enabled has a link to it.',
        examples: [true],
      },
    },
  },
  owns: (spec) => [`file:${available(spec)}`, `file:${link(spec)}`],
  after: () => usualModules.map((name) => `apache:module:${name}`),
  template: ({ template, with: values }) =>
    template === undefined ? undefined : { name: template, with: values ?? {} },
  observe,
  diff,
};

/** Modules whose directives sites use: they are enabled first, if the policy does so. */
const usualModules =
  'proxy proxy_http proxy_wstunnel proxy_balancer ssl headers rewrite alias expires deflate http2'.split(' ');

function available({ name }: SiteSpec): string {
  return `${confdir}/sites-available/${name}.conf`;
}

function link({ name }: SiteSpec): string {
  return `${confdir}/sites-enabled/${name}.conf`;
}

function wholeFile(spec: SiteSpec): { readonly path: string; readonly content: string } {
  if (spec.content === undefined) throw new TypeError('apache_site: the template was not rendered');
  return { path: available(spec), content: spec.content };
}

async function observe(spec: SiteSpec, host: Reader): Promise<SiteState> {
  const folder = await host.stat(`${confdir}/sites-available`);
  if (folder.state === 'absent')
    throw new Failure(t('apache.no_folder', { folder: `${confdir}/sites-available` }), {
      cure: t('apache.no_folder_cure'),
    });
  const file = await observeWholeFile(wholeFile(spec), host);
  const enabled = await enabledAs(host, link(spec));
  const [here, there] = await Promise.all([host.resolve(available(spec)), host.resolve(link(spec))]);
  const own = here.state === 'present' && there.state === 'present' && here.value === there.value;
  return { file, enabled, own };
}

function diff(spec: SiteSpec, { file, enabled, own }: SiteState): Change {
  const path = link(spec);
  if (enabled === 'file')
    throw new Failure(t('apache.not_a_link', { path }), { cure: t('apache.not_a_link_cure', { path }) });
  if (enabled === 'link' && !own)
    throw new Failure(t('apache.link_elsewhere', { path }), {
      cure: t('apache.link_elsewhere_cure', { path }),
    });
  const content = diffWholeFile(wholeFile(spec), file);
  if (content.action === 'unknown') return content;
  const fields: FieldChange[] = [...content.fields];
  const steps: Step[] = [...content.steps];
  const wanted = spec.enabled ?? true;
  if (wanted && enabled !== 'link') {
    fields.push({ field: 'enabled', from: false, to: true });
    steps.push({ do: 'link', path, to: `../sites-available/${spec.name}.conf` });
  }
  if (!wanted && enabled !== 'no') {
    fields.push({ field: 'enabled', from: true, to: false });
    steps.push({ do: 'remove', path });
  }
  if (steps.length === 0) return converged;
  if (wanted || enabled === 'link') steps.push({ do: 'service', service: apacheName, effect: 'reload' });
  return { action: content.action === 'create' ? 'create' : 'update', fields, steps };
}
