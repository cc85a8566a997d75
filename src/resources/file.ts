import {
  attributeChanges,
  attributeProperties,
  ownerNumbers,
  stepAttributes,
  type DeclaredAttributes,
  type OwnerNumbers,
} from '../core/attributes.ts';
import { Failure } from '../core/failure.ts';
import { formatSize } from '../core/quantity.ts';
import { foldersAbove } from '../core/folders.ts';
import type { FileStat, Reader } from '../core/reader.ts';
import type { Reading } from '../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../core/resource.ts';
import { reveal, Secret } from '../core/secret.ts';
import type { Argv } from '../core/step.ts';
import { t, type Text } from '../core/text.ts';

/** A file and what is in it. Without content only its mode and owner are looked after. */
export interface FileSpec extends DeclaredAttributes {
  readonly path: string;
  /** Text as declared or rendered, or the bytes of `source`. */
  readonly content?: string | Uint8Array | Secret;
  readonly template?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly source?: string;
  readonly state?: 'present' | 'absent';
  readonly validate?: Argv;
  readonly secret?: boolean;
}

/** What is there: the bytes only where they are needed to compare. */
export interface FileState {
  readonly stat: FileStat | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly owners: OwnerNumbers;
  readonly unreadable?: Text;
}

/** `file`: a file with its content, mode and owner. */
export const file: ResourceType<FileSpec, FileState> = {
  type: 'file',
  summary: 'A file: its content, mode and owner.',
  example: `- name: Robots stay out
  file:
    path: /var/www/html/robots.txt
    content: |
      User-agent: *
      Disallow: /
    mode: "0644"
    owner: root
`,
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        pattern: '^/.*[^/]$',
        description: 'Absolute path. A link is followed.',
        examples: ['/etc/motd'],
      },
      content: { type: 'string', description: 'The whole text.', examples: ['Authorised use only.\n'] },
      template: {
        type: 'string',
        minLength: 1,
        description: 'A template to render the text from.',
        examples: ['motd.hbs'],
      },
      with: {
        type: 'object',
        description: 'Values for the template, beside the variables.',
        examples: [{ site: 'shop' }],
      },
      source: {
        type: 'string',
        minLength: 1,
        description: "A file to copy, relative to the policy's folder.",
        examples: ['files/logo.png'],
      },
      ...attributeProperties,
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the file is removed.' },
      validate: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        contains: { type: 'string', pattern: '\\{\\}' },
        description: 'A command that judges the file before it is put in place; {} stands for its path.',
        examples: [['visudo', '-cf', '{}']],
      },
      secret: {
        type: 'boolean',
        default: false,
        description: 'The content is shown in no plan, log or error.',
      },
    },
    dependentRequired: { with: ['template'] },
    oneOf: [
      { required: ['content'] },
      { required: ['template'] },
      { required: ['source'] },
      { not: { anyOf: [{ required: ['content'] }, { required: ['template'] }, { required: ['source'] }] } },
    ],
  },
  owns: ({ path }) => [`file:${path}`],
  after: ({ path }) => foldersAbove(path).map((folder) => `file:${folder}`),
  template: ({ template, with: values }) =>
    template === undefined ? undefined : { name: template, with: values ?? {} },
  source: ({ source }) => source,
  observe,
  diff,
};

async function observe(spec: FileSpec, host: Reader): Promise<FileState> {
  const stat = await followed(spec.path, host);
  if (stat.state === 'unreadable') return { ...nothing, unreadable: stat.reason };
  const owners =
    spec.owner === undefined && spec.group === undefined ? noOwners : await ownerNumbers(spec, host);
  if (stat.state === 'absent') return { ...nothing, owners };
  if (stat.value.kind === 'directory')
    throw new Failure(t('resources.is_folder', { path: spec.path }), { cure: t('resources.is_folder_cure') });
  if (stat.value.kind !== 'file') throw new Failure(t('resources.not_a_file', { path: spec.path }));
  const wanted = bytesOf(spec);
  if (spec.state === 'absent' || wanted === undefined || wanted.length !== stat.value.size)
    return { stat: stat.value, bytes: undefined, owners };
  const bytes = await host.read(spec.path);
  if (bytes.state === 'unreadable') return { ...nothing, unreadable: bytes.reason };
  if (bytes.state === 'absent') return { ...nothing, owners };
  return { stat: stat.value, bytes: bytes.value, owners };
}

function diff(spec: FileSpec, state: FileState): Change {
  if (state.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: state.unreadable };
  const { path } = spec;
  const { stat } = state;
  if (spec.state === 'absent')
    return stat === undefined
      ? converged
      : {
          action: 'remove',
          fields: [{ field: 'state', from: 'present', to: 'absent' }],
          steps: [{ do: 'remove', path }],
        };
  const wanted = bytesOf(spec);
  const attributes = attributeChanges(spec, stat, state.owners);
  if (wanted !== undefined && !(stat && state.bytes && equal(wanted, state.bytes))) {
    const hidden = spec.secret === true || spec.content instanceof Secret;
    const content = hidden ? new Secret(wanted) : wanted;
    const size: FieldChange = {
      field: 'content',
      from: stat ? formatSize(stat.size) : null,
      to: hidden ? new Secret(wanted) : formatSize(wanted.length),
    };
    return {
      action: stat ? 'update' : 'create',
      fields: [size, ...attributes],
      steps: [{ do: 'write', path, content, ...stepAttributes(spec) }],
      ...(spec.validate ? { validate: [{ path, argv: spec.validate }] } : {}),
    };
  }
  if (stat === undefined)
    return {
      action: 'unknown',
      fields: [],
      steps: [],
      unknown: t('resources.nothing_to_look_after', { path }),
    };
  return attributes.length === 0
    ? converged
    : { action: 'update', fields: attributes, steps: [{ do: 'attributes', path, ...stepAttributes(spec) }] };
}

const noOwners: OwnerNumbers = { uid: undefined, gid: undefined };
const nothing: FileState = { stat: undefined, bytes: undefined, owners: noOwners };
const encoder = new TextEncoder();

/** What stands at a path, through links. A link to nothing is a Failure: writing through it would surprise. */
async function followed(path: string, host: Reader): Promise<Reading<FileStat>> {
  const stat = await host.stat(path);
  if (stat.state !== 'present' || stat.value.kind !== 'link') return stat;
  const target = await host.resolve(path);
  if (target.state === 'unreadable') return target;
  if (target.state === 'absent')
    throw new Failure(t('resources.dangling', { path }), { cure: t('resources.dangling_cure', { path }) });
  return host.stat(target.value);
}

function bytesOf({ content }: FileSpec): Uint8Array | undefined {
  if (typeof content === 'string') return encoder.encode(content);
  return content === undefined ? undefined : reveal(content);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
