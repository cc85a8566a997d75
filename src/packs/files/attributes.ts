import { Failure } from '../../core/failure.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import type { FieldChange, SchemaPart } from '../../core/resource.ts';
import type { Attributes } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { keptMode } from '../../core/whose.ts';

/** Mode and owner as a policy writes them: the mode in octal digits, names for user and group. */
export interface DeclaredAttributes {
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** One name of /etc/passwd or /etc/group: no colon stands in it. */
const accountPattern = '^[^: \\t\\n/]+$';

/** The schema properties of DeclaredAttributes. */
export const attributeProperties: Readonly<Record<string, SchemaPart>> = {
  mode: {
    type: 'string',
    pattern: '^0?[0-7]{3,4}$',
    description: 'Permission bits in octal, quoted. What is there stays, or a new one gets the default.',
    examples: ['0644', '0750'],
  },
  owner: {
    type: 'string',
    pattern: accountPattern,
    description: 'Name of the owning user.',
    examples: ['root', 'www-data'],
  },
  group: {
    type: 'string',
    pattern: accountPattern,
    description: 'Name of the owning group.',
    examples: ['adm'],
  },
};

/** Numbers of the declared owners on this host; undefined where none is declared. */
export interface OwnerNumbers {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Looks the declared owners up. A Failure where the host does not have them. */
export async function ownerNumbers(spec: DeclaredAttributes, host: Reader): Promise<OwnerNumbers> {
  let uid: number | undefined;
  let gid: number | undefined;
  if (spec.owner !== undefined) {
    const account = await host.account(spec.owner);
    if (account.state === 'unreadable') throw new Failure(account.reason);
    if (account.state === 'absent')
      throw new Failure(t('resources.no_account', { name: spec.owner }), {
        cure: t('resources.no_account_cure', { name: spec.owner }),
      });
    uid = account.value.uid;
  }
  if (spec.group !== undefined) {
    const group = await host.group(spec.group);
    if (group.state === 'unreadable') throw new Failure(group.reason);
    if (group.state === 'absent')
      throw new Failure(t('resources.no_group', { name: spec.group }), {
        cure: t('resources.no_group_cure', { name: spec.group }),
      });
    gid = group.value;
  }
  return { uid, gid };
}

/** Differences between what is there (undefined: nothing) and the declaration, for people. */
export function attributeChanges(
  spec: DeclaredAttributes,
  stat: FileStat | undefined,
  { uid, gid }: OwnerNumbers,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const mode = spec.mode === undefined ? keptUnder(stat, { uid, gid }) : Number.parseInt(spec.mode, 8);
  if (mode !== undefined && mode !== (stat && stat.mode & 0o7777))
    changes.push({ field: 'mode', from: stat ? octal(stat.mode & 0o7777) : null, to: octal(mode) });
  if (spec.owner !== undefined && uid !== stat?.uid)
    changes.push({ field: 'owner', from: stat ? stat.uid : null, to: spec.owner });
  if (spec.group !== undefined && gid !== stat?.gid)
    changes.push({ field: 'group', from: stat ? stat.gid : null, to: spec.group });
  return changes;
}

function keptUnder(stat: FileStat | undefined, { uid, gid }: OwnerNumbers): number | undefined {
  return stat && keptMode(stat, { uid: uid ?? stat.uid, gid: gid ?? stat.gid });
}

/** The declaration as a step carries it. */
export function stepAttributes({ mode, owner, group }: DeclaredAttributes): Attributes {
  return {
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    ...(owner === undefined && group === undefined
      ? {}
      : {
          owner: {
            ...(owner === undefined ? {} : { user: owner }),
            ...(group === undefined ? {} : { group }),
          },
        }),
  };
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
