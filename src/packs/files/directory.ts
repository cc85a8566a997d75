import {
  attributeChanges,
  attributeProperties,
  ownerNumbers,
  stepAttributes,
  type DeclaredAttributes,
  type OwnerNumbers,
} from './attributes.ts';
import { Failure } from '../../core/failure.ts';
import { foldersAbove } from '../../core/folders.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import { converged, type Change, type ResourceType } from '../../core/resource.ts';
import type { FileStep } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';

/** A folder, its mode and owner. */
export interface DirectorySpec extends DeclaredAttributes {
  readonly path: string;
  readonly state?: 'present' | 'absent';
}

/** State of the folder. `missing`: the folders above it that are not there, outermost first. */
export interface DirectoryState {
  readonly stat: FileStat | undefined;
  readonly missing: readonly string[];
  /** Number of things in it; only looked at when it is to go. */
  readonly inside: number;
  readonly owners: OwnerNumbers;
  readonly unreadable?: Text;
}

/** `directory`: a folder with its mode and owner; folders above it are made as well. */
export const directory: ResourceType<DirectorySpec, DirectoryState> = {
  type: 'directory',
  elsewhere: ['folder', 'dir'],
  summary: 'A folder: its mode and owner. Folders above it are made where they are missing.',
  example: `- name: A place for uploads
  directory:
    path: /var/www/kapa/uploads
    owner: kapa
    group: www-data
    mode: "0750"
`,
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        pattern: '^/.*[^/]$',
        description: 'Absolute path. A link to a folder is followed.',
        examples: ['/var/www/shop'],
      },
      ...attributeProperties,
      state: {
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Absent: the folder is removed if it is empty.',
      },
    },
  },
  owns: ({ path }) => [`file:${path}`],
  after: ({ path }) => foldersAbove(path).map((folder) => `file:${folder}`),
  observe,
  diff,
};

async function observe(spec: DirectorySpec, host: Reader): Promise<DirectoryState> {
  const { path } = spec;
  const found = await lookAt(path, host);
  if ('unreadable' in found) return { ...nothing, unreadable: found.unreadable };
  const { stat } = found;
  if (stat !== undefined && stat.kind !== 'directory')
    throw new Failure(t('resources.not_a_folder', { path }), {
      cure: t('resources.not_a_folder_cure', { path }),
    });
  const owners = await ownerNumbers(spec, host);
  if (stat !== undefined) {
    const inside = spec.state === 'absent' ? await host.list(path) : undefined;
    return { stat, missing: [], owners, inside: inside?.state === 'present' ? inside.value.length : 0 };
  }
  const missing: string[] = [];
  for (const folder of foldersAbove(path)) {
    const above = await lookAt(folder, host);
    if ('unreadable' in above) return { ...nothing, unreadable: above.unreadable };
    if (above.stat !== undefined) break;
    missing.unshift(folder);
  }
  return { ...nothing, missing, owners };
}

function diff(spec: DirectorySpec, state: DirectoryState): Change {
  const { path } = spec;
  if (state.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: state.unreadable };
  if (spec.state === 'absent') {
    if (state.stat === undefined) return converged;
    if (state.inside > 0)
      throw new Failure(t('resources.folder_not_empty', { path, inside: state.inside }), {
        cure: t('resources.folder_not_empty_cure', { path }),
      });
    return {
      action: 'remove',
      fields: [{ field: 'state', from: 'present', to: 'absent' }],
      steps: [{ do: 'remove', path }],
    };
  }
  const attributes = attributeChanges(spec, state.stat, state.owners);
  if (state.stat === undefined) {
    const above: FileStep[] = state.missing.map((folder) => ({ do: 'directory', path: folder }));
    return {
      action: 'create',
      fields: [{ field: 'state', from: 'absent', to: 'present' }, ...attributes],
      steps: [...above, { do: 'directory', path, ...stepAttributes(spec) }],
    };
  }
  return attributes.length === 0
    ? converged
    : { action: 'update', fields: attributes, steps: [{ do: 'attributes', path, ...stepAttributes(spec) }] };
}

const nothing: DirectoryState = {
  stat: undefined,
  missing: [],
  inside: 0,
  owners: { uid: undefined, gid: undefined },
};

/** Looks at what stands at a path, through links. */
async function lookAt(
  path: string,
  host: Reader,
): Promise<{ readonly stat: FileStat | undefined } | { readonly unreadable: Text }> {
  let stat = await host.stat(path);
  if (stat.state === 'present' && stat.value.kind === 'link') {
    const target = await host.resolve(path);
    if (target.state === 'absent')
      throw new Failure(t('resources.dangling', { path }), { cure: t('resources.dangling_cure', { path }) });
    stat = target.state === 'present' ? await host.stat(target.value) : target;
  }
  if (stat.state === 'unreadable') return { unreadable: stat.reason };
  return { stat: stat.state === 'present' ? stat.value : undefined };
}
