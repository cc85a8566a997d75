import {
  addressIn,
  enabledAs,
  instanceNamed,
  instanceSchema,
  namesIn,
  type Enabled,
  type Layout,
} from '../facts/layout.ts';
import { linksTo } from '../facts/links.ts';
import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import {
  converged,
  type Change,
  type FieldChange,
  type ResourceType,
  type SchemaPart,
} from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t } from '../../../core/text.ts';
import { diffWholeFile, observeWholeFile, type WholeFileState } from '../../files/whole-file.ts';

/** A file of `sites-available` or `conf-available`, as a whole or as it is there, and whether it is enabled. */
export interface EnabledFileSpec {
  readonly name: string;
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  /** The text; what a template renders to arrives here as well. Undefined: the text that is there is others'. */
  readonly content?: string;
  readonly enabled?: boolean;
  /** Name of Debian's further instance whose it is. */
  readonly instance?: string;
  /** Name of the link, without `.conf`, where it is not the file's: links are read in the order of their names. */
  readonly link?: string;
}

/** The file, and the links that enable it. */
export interface EnabledFileState {
  /** Undefined: its text is not declared. */
  readonly file: WholeFileState | undefined;
  /** Names of the links that lead to it. */
  readonly links: readonly string[];
  /** State of the name that the link would have. */
  readonly place: Enabled;
}

/** A kind of file, as Debian names its folders. */
export type EnabledKind = 'sites' | 'conf';

/** Folders of one kind of file, and whose they are. */
interface Folders {
  readonly layout: Layout;
  readonly available: string;
  readonly enabled: string;
}

function foldersOf(kind: EnabledKind, { instance }: EnabledFileSpec): Folders {
  const layout = instanceNamed(instance);
  return {
    layout,
    available: `${layout.root}/${kind}-available`,
    enabled: `${layout.root}/${kind}-enabled`,
  };
}

type Contract = Pick<
  ResourceType<EnabledFileSpec, EnabledFileState>,
  'owns' | 'after' | 'template' | 'observe' | 'diff'
>;

/**
 * Contract of a type that puts a file into one folder and links it into another, as a2ensite and a2enconf do.
 */
export function enabledFile(kind: EnabledKind): Contract {
  return {
    owns: (spec) => {
      const folders = foldersOf(kind, spec);
      return [
        ...(isDeclared(spec) ? [`file:${pathIn(folders, spec)}`] : []),
        `file:${folders.enabled}/${linkName(spec)}`,
      ];
    },
    after: (spec) => {
      const folders = foldersOf(kind, spec);
      return [
        ...usualModules.map((name) => addressIn(folders.layout, 'module', name)),
        ...(isDeclared(spec) ? [] : [`file:${pathIn(folders, spec)}`]),
      ];
    },
    template: ({ template, with: values }) =>
      template === undefined ? undefined : { name: template, with: values ?? {} },
    observe: (spec, host) => observe(foldersOf(kind, spec), spec, host),
    diff: (spec, state) => diff(foldersOf(kind, spec), spec, state),
  };
}

/** The schema of such a type. */
export function enabledFileSchema(folder: EnabledKind): SchemaPart {
  return {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    not: { required: ['template', 'content'] },
    dependentRequired: { with: ['template'] },
    properties: {
      name: {
        type: 'string',
        pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
        not: { pattern: '\\.conf$' },
        description: `Name of the file in ${folder}-available, without .conf.`,
        examples: ['shop'],
      },
      template: {
        type: 'string',
        minLength: 1,
        description: 'The template to render. Without it, and without content, the text stays as it is.',
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
        description: `Whether ${folder}-enabled has a link to it, by whatever name.`,
        examples: [true],
      },
      instance: instanceSchema,
      link: {
        type: 'string',
        pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
        not: { pattern: '\\.conf$' },
        description:
          'Name of the link, without .conf; links are read in the order of their names. Left out: any that is there, or the name of the file.',
        examples: ['010-shop'],
      },
    },
  };
}

/** Modules whose directives such files use: they are enabled first, if the policy does so. */
const usualModules =
  'proxy proxy_http proxy_wstunnel proxy_balancer ssl headers rewrite alias expires deflate http2'.split(' ');

function isDeclared({ template, content }: EnabledFileSpec): boolean {
  return template !== undefined || content !== undefined;
}

function pathIn({ available }: Folders, { name }: EnabledFileSpec): string {
  return `${available}/${name}.conf`;
}

function linkName({ name, link = name }: EnabledFileSpec): string {
  return `${link}.conf`;
}

async function observe(folders: Folders, spec: EnabledFileSpec, host: Reader): Promise<EnabledFileState> {
  await namesIn(host, folders.available);
  const path = pathIn(folders, spec);
  if (!isDeclared(spec) && (await host.stat(path)).state === 'absent' && spec.enabled !== false)
    throw new Failure(t('apache.no_file', { path, there: '' }), { cure: t('apache.no_file_cure') });
  const file = isDeclared(spec) ? await observeWholeFile({ path, content: spec.content }, host) : undefined;
  const real = await host.resolve(path);
  const links = real.state === 'present' ? await linksTo(host, folders.enabled, real.value) : [];
  return { file, links, place: await enabledAs(host, `${folders.enabled}/${linkName(spec)}`) };
}

function diff(folders: Folders, spec: EnabledFileSpec, { file, links, place }: EnabledFileState): Change {
  const name = linkName(spec);
  const path = `${folders.enabled}/${name}`;
  if (place === 'file')
    throw new Failure(t('apache.not_a_link', { path }), { cure: t('apache.not_a_link_cure', { path }) });
  if (place === 'link' && !links.includes(name))
    throw new Failure(t('apache.link_elsewhere', { path }), {
      cure: t('apache.link_elsewhere_cure', { path }),
    });
  const content = file && diffWholeFile({ path: pathIn(folders, spec), content: spec.content }, file);
  if (content?.action === 'unknown') return content;
  const fields: FieldChange[] = [...(content?.fields ?? [])];
  const steps: Step[] = [...(content?.steps ?? [])];
  const wanted = spec.enabled ?? true;
  const isOn = links.length > 0;
  const isRight = spec.link === undefined ? isOn : links.length === 1 && links[0] === name;
  if (wanted && !isRight) {
    const named = isOn && spec.link !== undefined;
    fields.push(
      named
        ? { field: 'link', from: links.join(', '), to: name }
        : { field: 'enabled', from: false, to: true },
    );
    for (const other of links)
      if (other !== name) steps.push({ do: 'remove', path: `${folders.enabled}/${other}` });
    const target = `../${folders.available.slice(folders.available.lastIndexOf('/') + 1)}/${spec.name}.conf`;
    if (!links.includes(name)) steps.push({ do: 'link', path, to: target });
  }
  if (!wanted && (isOn || place === 'dangling')) {
    fields.push({ field: 'enabled', from: true, to: false });
    for (const other of isOn ? links : [name])
      steps.push({ do: 'remove', path: `${folders.enabled}/${other}` });
  }
  if (steps.length === 0) return converged;
  if (wanted || isOn) steps.push({ do: 'service', service: folders.layout.service, effect: 'reload' });
  return { action: content?.action === 'create' ? 'create' : 'update', fields, steps };
}
