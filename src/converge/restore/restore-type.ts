import { sameBytes } from '../../core/bytes.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../core/resource.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { type Step, type Owner, ownerOf } from '../../core/step.ts';
import { block, t, type Text } from '../../core/text.ts';
import { givenChanges, judgeGiven, type GivenModes } from './given.ts';
import { judgeOthers, type Layer } from './others.ts';
import type { SavedAttributes } from '../contract.ts';
import type { AskedEffect } from '../plan/effects.ts';

/** Something as it was saved, to be put back. */
export interface RestoreSpec {
  readonly was:
    | { readonly is: 'absent'; readonly path: string }
    | {
        readonly is: 'file';
        readonly path: string;
        /** Undefined: only mode and owner were changed. */
        readonly content: Uint8Array | undefined;
        readonly attributes: SavedAttributes | undefined;
        /** Identity of the one file that gets mode and owner back. */
        readonly only?: string;
      }
    | {
        readonly is: 'directory';
        readonly path: string;
        readonly attributes: SavedAttributes;
        readonly only?: string;
      }
    | { readonly is: 'link'; readonly path: string; readonly to: string; readonly owner?: Owner }
    | { readonly is: 'crontab'; readonly user: string; readonly content: Uint8Array | null };
  /**
   * What kapa did there, newest first, down to what is undone: what differs from it by now is others' work. No layer:
   * the logs of that time are gone, and nobody knows. Absent: it is put back whatever stands there.
   */
  readonly made?: {
    readonly layers: readonly Layer[];
    /** The operator has agreed that the work of others is undone as well. */
    readonly withOthers: boolean;
  };
  /** Modes and owners that kapa has found and left there, newest first. */
  readonly given?: { readonly layers: readonly GivenModes[]; readonly withOthers: boolean };
  /** The backup or the transaction that it comes from, as the plan shows it. */
  readonly from: string;
  /** The path has held a secret: neither what is there nor what is put back is shown. */
  readonly secret: boolean;
  readonly effects: readonly Omit<AskedEffect, 'because'>[];
}

interface Now {
  readonly stat: Reading<FileStat>;
  readonly content: Reading<Uint8Array>;
  readonly to: Reading<string>;
  /** True: it is a folder with something in it. */
  readonly full: boolean;
}

/** Restoring as a resource type, so that it is planned, proven, carried out and undone like any other change. */
export const restoreType: ResourceType<RestoreSpec, Now> = {
  type: 'restore',
  summary: 'Puts back what was saved.',
  schema: {},
  example: '',
  owns: ({ was }) => (was.is === 'absent' || was.is === 'crontab' ? [] : [`file:${was.path}`]),
  async observe({ was, made }, host) {
    const absent = { state: 'absent' } as const;
    if (was.is === 'crontab')
      return { stat: absent, content: await host.crontab(was.user), to: absent, full: false };
    const { stat, content } = await look(was, host, made !== undefined);
    const kind = stat.state === 'present' ? stat.value.kind : undefined;
    const inside = kind === 'directory' ? await host.list(was.path) : absent;
    return {
      stat,
      content,
      to: kind === 'link' ? await host.readlink(was.path) : absent,
      full: inside.state === 'present' && inside.value.length > 0,
    };
  },
  diff(spec, now) {
    const { from, secret, effects } = spec;
    const blind = [now.stat, now.content, now.to].find((one) => one.state === 'unreadable');
    if (blind?.state === 'unreadable')
      return { action: 'unknown', fields: [], steps: [], unknown: blind.reason };
    if (isAnother(spec.was, now.stat)) return converged;
    const given = withoutGiven(spec, now);
    const mended = 'unknown' in given ? given : withoutOthers({ ...spec, was: given.was }, now);
    if ('unknown' in mended) return { action: 'unknown', fields: [], steps: [], unknown: mended.unknown };
    const { was } = mended;
    const others = [mended.others, 'unknown' in given ? undefined : given.others]
      .filter((part) => part !== undefined)
      .join(' · ');
    const steps = stepsBack(was, now).map((step) => (secret ? hidden(step) : step));
    if (steps.length === 0) return converged;
    return {
      action: actionOf(was, now),
      fields: [
        { field: 'saved', from: null, to: from },
        ...attributeFields(was, now),
        ...(others === '' ? [] : [{ field: 'others_changed', from: null, to: others }]),
      ],
      steps: [...steps, ...effects.map((effect) => ({ do: 'service', ...effect }) as const)],
    };
  },
  async review({ was }, after) {
    if (was.is === 'crontab') return [];
    return isAnother(was, await after.stat(was.path)) ? [t('host.another', { path: was.path })] : [];
  },
};

/** Mode and owner to be put back, with those that others gave; unknown where nobody has agreed to undo theirs. */
function withoutGiven(
  { was, given, from }: RestoreSpec,
  now: Now,
): Pick<RestoreSpec, 'was'> & ({ readonly others?: string } | { readonly unknown: Text }) {
  if ((was.is !== 'file' && was.is !== 'directory') || was.attributes === undefined) return { was };
  if (given === undefined || now.stat.state !== 'present' || now.stat.value.kind !== was.is) return { was };
  const { attributes, others, mixed } = judgeGiven(was.attributes, given.layers, now.stat.value);
  if (others.length === 0) return { was };
  const shown = others.map(({ field, from: before, to }) => `${field} ${before} → ${to}`).join(' · ');
  if (given.withOthers) return { was, others: shown };
  if (!mixed) return { was: { ...was, attributes }, others: shown };
  return { was, unknown: t('engine.others_gave', { path: was.path, from, changed: shown }) };
}

function attributeFields(was: RestoreSpec['was'], { stat }: Now): readonly FieldChange[] {
  if ((was.is !== 'file' && was.is !== 'directory') || was.attributes === undefined) return [];
  return stat.state === 'present' && stat.value.kind === was.is
    ? givenChanges(stat.value, was.attributes)
    : [];
}

/** Content to be put back, with the lines of others (`others`, as a diff); unknown where nobody has agreed to undo theirs. */
function withoutOthers(
  { was, made, from, secret }: RestoreSpec,
  now: Now,
): { readonly was: RestoreSpec['was']; readonly others?: string } | { readonly unknown: Text } {
  if (made === undefined || stepsBack(was, now).length === 0) return { was };
  const before = (was.is === 'file' || was.is === 'crontab' ? was.content : undefined) ?? undefined;
  const judged = judgeOthers({ before, layers: made.layers }, now);
  if (judged.is === 'none') return { was };
  const shown = secret ? undefined : judged.shown;
  const others =
    shown
      ?.split('\n')
      .filter((line) => !line.startsWith('@@'))
      .join(' · ') ?? '…';
  if (made.withOthers) return { was, others };
  if (judged.is === 'apart' && (was.is === 'file' || was.is === 'crontab'))
    return { was: { ...was, content: judged.content }, others };
  const path = was.is === 'crontab' ? `crontab:${was.user}` : was.path;
  return {
    unknown:
      judged.is === 'unknown'
        ? t('engine.others_unknown', { path, from })
        : t('engine.others_changed', {
            path,
            from,
            changed: block(shown === undefined ? '…' : `\n${shown}`),
          }),
  };
}

/** Thing that stands there; the bytes, of the same file, where they are needed to compare. */
async function look(
  was: Exclude<RestoreSpec['was'], { is: 'crontab' }>,
  host: Reader,
  isMade: boolean,
): Promise<Pick<Now, 'stat' | 'content'>> {
  const absent = { state: 'absent' } as const;
  if (!(isMade && was.is === 'absent') && (was.is !== 'file' || was.content === undefined))
    return { stat: await host.stat(was.path), content: absent };
  const found = await host.examine(was.path);
  if (found.state !== 'present') return { stat: found, content: absent };
  const { stat, content } = found.value;
  return { stat: present(stat), content: content === undefined ? absent : present(content) };
}

function hidden(step: Step): Step {
  if (step.do === 'remove' || step.do === 'link') return { ...step, secret: true };
  return step.do === 'write' ? { ...step, content: new Secret(reveal(step.content)) } : step;
}

function actionOf(was: RestoreSpec['was'], { stat, content }: Now): Change['action'] {
  if (was.is === 'absent' || (was.is === 'crontab' && was.content === null)) return 'remove';
  const there = was.is === 'crontab' ? content.state : stat.state;
  return there === 'present' ? 'update' : 'create';
}

/** Tells whether only mode and owner are to be put back, and another thing bears the name by now. */
function isAnother(was: RestoreSpec['was'], stat: Reading<FileStat>): boolean {
  if ((was.is !== 'file' && was.is !== 'directory') || was.only === undefined) return false;
  if (was.is === 'file' && was.content !== undefined) return false;
  return stat.state === 'present' && stat.value.id !== undefined && stat.value.id !== was.only;
}

function stepsBack(was: RestoreSpec['was'], now: Now): readonly Step[] {
  const stat = now.stat.state === 'present' ? now.stat.value : undefined;
  switch (was.is) {
    case 'absent':
      // A folder in which somebody keeps things by now stays.
      return stat === undefined || now.full ? [] : [{ do: 'remove', path: was.path }];
    case 'crontab': {
      const content = now.content.state === 'present' ? now.content.value : null;
      return same(content, was.content) ? [] : [{ do: 'crontab', user: was.user, content: was.content }];
    }
    case 'link':
      return now.to.state === 'present' && now.to.value === was.to
        ? []
        : [
            {
              do: 'link',
              path: was.path,
              to: was.to,
              ...(was.owner === undefined ? {} : { owner: was.owner }),
            },
          ];
    case 'directory':
      if (stat?.kind !== 'directory') return [{ do: 'directory', path: was.path, ...asked(was.attributes) }];
      return sameAttributes(stat, was.attributes)
        ? []
        : [{ do: 'attributes', path: was.path, ...asked(was.attributes), ...onlyTo(was) }];
    case 'file': {
      const kept = sameAttributes(stat, was.attributes);
      const content = now.content.state === 'present' ? now.content.value : null;
      if (was.content === undefined)
        return kept || stat === undefined
          ? []
          : [{ do: 'attributes', path: was.path, ...asked(was.attributes), ...onlyTo(was) }];
      if (kept && stat?.kind === 'file' && same(content, was.content)) return [];
      const write: Step = { do: 'write', path: was.path, content: was.content, ...asked(was.attributes) };
      return stat === undefined || stat.kind === 'file' ? [write] : [{ do: 'remove', path: was.path }, write];
    }
  }
}

function onlyTo({ only }: { readonly only?: string }): { readonly only?: string } {
  return only === undefined ? {} : { only };
}

function asked(attributes: SavedAttributes | undefined): {
  readonly mode?: number;
  readonly owner?: Owner;
} {
  return attributes === undefined ? {} : { mode: attributes.mode, owner: ownerOf(attributes) };
}

function sameAttributes(stat: FileStat | undefined, attributes: SavedAttributes | undefined): boolean {
  if (attributes === undefined || stat === undefined) return attributes === undefined;
  return stat.mode === attributes.mode && stat.uid === attributes.uid && stat.gid === attributes.gid;
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : sameBytes(a, b);
}
