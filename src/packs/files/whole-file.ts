import {
  attributeChanges,
  ownerNumbers,
  stepAttributes,
  type DeclaredAttributes,
  type OwnerNumbers,
} from './attributes.ts';
import { sameBytes } from '../../core/bytes.ts';
import { Failure } from '../../core/failure.ts';
import { formatSize } from '../../core/quantity.ts';
import type { FileStat, Examined, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { converged, type Change, type FieldChange } from '../../core/resource.ts';
import { reveal, Secret } from '../../core/secret.ts';
import type { Argv, FileStep } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { isOurs, keptMode } from '../../core/whose.ts';

/** A file that a resource owns as a whole. Without content only its mode and owner are looked after. */
export interface WholeFile extends DeclaredAttributes {
  readonly path: string;
  readonly content?: string | Uint8Array | Secret | undefined;
  readonly state?: 'present' | 'absent';
  /** A command that judges it; `{}` stands for its path. */
  readonly validate?: Argv;
  readonly secret?: boolean;
}

/** State of the file: the bytes only where they are needed, to compare or to be written anew. */
export interface WholeFileState {
  readonly stat: FileStat | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly owners: OwnerNumbers;
  readonly unreadable?: Text;
}

/** Looks at a file through links; its bytes, where they are needed to compare, are those of the file that was looked at. */
export async function observeWholeFile(spec: WholeFile, host: Reader): Promise<WholeFileState> {
  const wanted = bytesOf(spec);
  const compares = spec.state !== 'absent' && wanted !== undefined;
  const found = await followed(spec.path, host, compares);
  if (found.state === 'unreadable') return { ...nothing, unreadable: found.reason };
  const owners =
    spec.owner === undefined && spec.group === undefined ? noOwners : await ownerNumbers(spec, host);
  if (found.state === 'absent') return { ...nothing, owners };
  const { stat } = found.value;
  if (stat.kind === 'directory')
    throw new Failure(t('resources.is_folder', { path: spec.path }), { cure: t('resources.is_folder_cure') });
  if (stat.kind !== 'file')
    throw new Failure(t('resources.not_a_file', { path: spec.path }), {
      cure: t('resources.not_a_file_cure', { path: spec.path }),
    });
  if (compares || spec.state === 'absent' || !isTakenOver(spec, stat, owners))
    return { stat, bytes: found.value.content, owners };
  const taken = await followed(spec.path, host, true);
  if (taken.state === 'present') return { stat: taken.value.stat, bytes: taken.value.content, owners };
  if (taken.state === 'absent') return { ...nothing, owners };
  return {
    ...nothing,
    unreadable: t('resources.not_taken_over', { path: spec.path, reason: taken.reason }),
  };
}

/** Tells that the declaration takes rights from others, who may hold the file open with them: it is written anew. */
function isTakenOver(spec: WholeFile, stat: FileStat, owners: OwnerNumbers): boolean {
  const { uid = stat.uid, gid = stat.gid } = owners;
  if (!isOurs(stat.uid) && uid !== stat.uid) return true;
  const { mode } = { ...spec, ...secretMode(spec, stat) };
  const wanted = mode === undefined ? keptMode(stat, { uid, gid }) : Number.parseInt(mode, 8);
  const guarded = isSecret(spec) ? 0o077 : isOurs(uid) ? 0o022 : 0;
  return (stat.mode & ~wanted & guarded) !== 0;
}

/** Compares a file with its declaration. */
export function diffWholeFile(declared: WholeFile, state: WholeFileState): Change {
  const spec = { ...declared, ...secretMode(declared, state.stat) };
  if (state.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: state.unreadable };
  const { path } = spec;
  const { stat } = state;
  if (spec.state === 'absent')
    return stat === undefined
      ? converged
      : {
          action: 'remove',
          fields: [{ field: 'state', from: 'present', to: 'absent' }],
          steps: [{ do: 'remove', path, ...(spec.secret === true ? { secret: true } : {}) }],
        };
  const wanted = bytesOf(spec);
  const attributes = attributeChanges(spec, stat, state.owners);
  if (wanted !== undefined && !(stat && state.bytes && sameBytes(wanted, state.bytes))) {
    const hidden = isSecret(spec);
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
  if (attributes.length === 0) return converged;
  const asked = { path, ...stepAttributes(spec) };
  // Known content is written anew: another may stand there by then, or be written to through a file held open.
  const content = wanted ?? state.bytes;
  const step: FileStep =
    content === undefined
      ? { do: 'attributes', ...asked }
      : {
          do: 'write',
          content: isSecret(spec) ? new Secret(content) : content,
          ...(wanted === undefined ? { of: stat.id ?? '' } : {}),
          ...asked,
        };
  return { action: 'update', fields: attributes, steps: [step] };
}

function isSecret({ secret, content }: WholeFile): boolean {
  return secret === true || content instanceof Secret;
}

/** A secret whose mode nobody declared is for its owner alone; what is there already is narrowed and never widened. */
function secretMode(spec: WholeFile, stat: FileStat | undefined): { readonly mode?: string } {
  if (!isSecret(spec) || spec.mode !== undefined || spec.state === 'absent') return {};
  return { mode: (stat === undefined ? 0o600 : stat.mode & 0o700).toString(8).padStart(4, '0') };
}

const noOwners: OwnerNumbers = { uid: undefined, gid: undefined };
const nothing: WholeFileState = { stat: undefined, bytes: undefined, owners: noOwners };
const encoder = new TextEncoder();

/** File at a path, through links. A link to nothing is a Failure: writing through it would surprise. */
async function followed(path: string, host: Reader, withContent: boolean): Promise<Reading<Examined>> {
  const found = await look(path, host, withContent);
  if (found.state !== 'present' || found.value.stat.kind !== 'link') return found;
  const target = await host.resolve(path);
  if (target.state === 'unreadable') return target;
  if (target.state === 'absent')
    throw new Failure(t('resources.dangling', { path }), { cure: t('resources.dangling_cure', { path }) });
  return look(target.value, host, withContent);
}

async function look(path: string, host: Reader, withContent: boolean): Promise<Reading<Examined>> {
  if (withContent) return host.examine(path);
  const stat = await host.stat(path);
  return stat.state === 'present' ? present({ stat: stat.value, content: undefined }) : stat;
}

function bytesOf({ content }: WholeFile): Uint8Array | undefined {
  if (typeof content === 'string') return encoder.encode(content);
  return content === undefined ? undefined : reveal(content);
}
