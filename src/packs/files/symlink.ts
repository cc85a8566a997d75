import { dirname, resolve } from 'node:path/posix';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { foldersAbove } from '../../core/folders.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { Reader } from '../../core/reader.ts';
import { converged, type Change, type ResourceType } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';

/** A symbolic link and where it leads. */
export interface SymlinkSpec {
  readonly path: string;
  readonly to?: string;
  readonly state?: 'present' | 'absent';
}

/** Target of the link now; undefined: nothing is there. */
export interface SymlinkState {
  readonly to: string | undefined;
  readonly unreadable?: Text;
}

/** `symlink`: a symbolic link. Something else in its place is never replaced. */
export const symlink: ResourceType<SymlinkSpec, SymlinkState> = {
  type: 'symlink',
  elsewhere: ['link'],
  summary: 'A symbolic link. A file or folder that stands in its place is never replaced.',
  example: `- name: The release in use
  symlink:
    path: /var/www/shop/current
    to: releases/42
`,
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        pattern: '^/.*[^/]$',
        description: 'Absolute path of the link itself.',
        examples: ['/var/www/shop/current'],
      },
      to: {
        type: 'string',
        minLength: 1,
        description: 'What it leads to, as written into the link: absolute, or relative to its folder.',
        examples: ['releases/42'],
      },
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: the link is removed.' },
    },
    if: { required: ['state'], properties: { state: { const: 'absent' } } },
    else: { required: ['to'] },
  },
  owns: ({ path }) => [`file:${path}`],
  after: ({ path }) => foldersAbove(path).map((folder) => `file:${folder}`),
  observe,
  diff,
  review,
  lint,
};

function lint({ spec: { path, to, state }, locate }: ResourceItem<SymlinkSpec>): readonly Finding[] {
  if (state === 'absent' || to === undefined || resolve(dirname(path), to) !== resolve(path)) return [];
  return [
    {
      id: 'KAPA055',
      severity: 'error',
      place: locate(['to']),
      message: t('resources.link_to_itself', { path }),
      cure: t('resources.link_to_itself_cure'),
    },
  ];
}

async function observe({ path }: SymlinkSpec, host: Reader): Promise<SymlinkState> {
  const stat = await host.stat(path);
  if (stat.state === 'unreadable') return { to: undefined, unreadable: stat.reason };
  if (stat.state === 'absent') return { to: undefined };
  if (stat.value.kind !== 'link')
    throw new Failure(t('resources.not_a_link', { path }), {
      cure: t('resources.not_a_link_cure', { path }),
    });
  const to = await host.readlink(path);
  if (to.state === 'unreadable') return { to: undefined, unreadable: to.reason };
  return { to: to.state === 'present' ? to.value : undefined };
}

function diff({ path, to, state }: SymlinkSpec, seen: SymlinkState): Change {
  if (seen.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: seen.unreadable };
  if (state === 'absent' || to === undefined)
    return seen.to === undefined
      ? converged
      : {
          action: 'remove',
          fields: [{ field: 'to', from: seen.to, to: null }],
          steps: [{ do: 'remove', path }],
        };
  if (seen.to === to) return converged;
  return {
    action: seen.to === undefined ? 'create' : 'update',
    fields: [{ field: 'to', from: seen.to ?? null, to }],
    steps: [{ do: 'link', path, to }],
  };
}

async function review({ path, state }: SymlinkSpec, after: Reader): Promise<readonly Text[]> {
  if (state === 'absent') return [];
  const target = await after.resolve(path);
  return target.state === 'absent' ? [t('resources.link_to_nothing', { path })] : [];
}
