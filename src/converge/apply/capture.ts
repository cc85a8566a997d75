import { Failure } from '../../core/failure.ts';
import type { Examined, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { placeOf, ownerOf, type FileStep } from '../../core/step.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import { hideUrlPasswords } from '../../core/url-password.ts';
import type { PlannedStep, SavedAttributes } from '../contract.ts';
import { bytesDigest, contentDigest } from '../plan/digest.ts';
import type { Act, Before, Intent, Journal, Stretch } from './journal.ts';

/** A step with its place in the transaction. */
export interface NumberedStep {
  readonly number: number;
  readonly resource: string;
  readonly step: PlannedStep;
}

/**
 * Looks at what the steps are about to change and makes it durable, so that they can be undone: the bytes first,
 * then the intents. Throws a Failure when something cannot be read, since it could not be put back.
 */
export async function intend(
  steps: readonly NumberedStep[],
  host: Reader,
  store: StateStore,
  journal: Journal,
): Promise<readonly string[]> {
  const bytes: Uint8Array[] = [];
  const intents: { intent: Intent; kept: boolean; made: boolean }[] = [];
  const missing: string[] = [];
  for (const { number, resource, step } of steps) {
    const { before, content } = await look(step, host, store);
    const made = madeBy(step);
    bytes.push(...[content, made].filter((part) => part !== undefined));
    if (before.is === 'absent' && step.do !== 'command')
      missing.push(step.do === 'crontab' ? `crontab:${step.user}` : placeOf(step));
    intents.push({
      intent: { record: 'intent', number, resource, act: actOf(step, store), before },
      kept: content !== undefined,
      made: made !== undefined,
    });
  }
  const stretches = journal.keep(bytes);
  let next = 0;
  const take = (): Stretch => {
    next += 1;
    return stretches[next - 1] ?? nowhere;
  };
  const records = intents.map(({ intent, kept, made }) => {
    const before = kept ? ({ ...intent.before, content: take() } as Before) : intent.before;
    return { ...intent, before, ...(made ? { after: take() } : {}) };
  });
  journal.record(...records);
  return missing;
}

/** Mode and owner that steps have left to files and folders, so that what others change later can be told from it. */
export async function leftBy(
  steps: readonly FileStep[],
  host: Pick<Reader, 'stat'>,
): Promise<Readonly<Record<string, SavedAttributes>>> {
  const left: Record<string, SavedAttributes> = {};
  for (const step of steps) {
    if (step.do === 'remove' || step.do === 'link') continue;
    const stat = await host.stat(placeOf(step));
    if (stat.state !== 'present') continue;
    const { mode, uid, gid } = stat.value;
    left[placeOf(step)] = { mode, uid, gid };
  }
  return left;
}

/** The largest content that is kept after a step as well, in bytes: what people edit by hand is smaller. */
const largestMade = 1024 * 1024;

/** Content that a step puts there; none of a secret, which stands in its own file alone. */
function madeBy(step: PlannedStep): Uint8Array | undefined {
  if (isSecret(step) || (step.do !== 'write' && step.do !== 'crontab')) return undefined;
  const content = step.content === null ? undefined : reveal(step.content);
  return content !== undefined && content.length <= largestMade ? content : undefined;
}

async function look(
  step: PlannedStep,
  host: Reader,
  store: StateStore,
): Promise<{ readonly before: Before; readonly content?: Uint8Array }> {
  if (step.do === 'command') return { before: { is: 'command' } };
  if (step.do === 'crontab') {
    const now = certain(await host.crontab(step.user), step.user);
    if (now === undefined) return { before: { is: 'absent' } };
    // The stretch is filled in when the bytes have been kept.
    return { before: { is: 'crontab', content: nowhere, digest: store.digest(now) }, content: now };
  }
  const place = placeOf(step);
  const looked = step.do === 'attributes' ? await statOnly(place, host) : await host.examine(place);
  const found = certain(looked, place);
  if (found === undefined) return { before: { is: 'absent' } };
  const { stat, content } = found;
  const { mode, uid, gid } = stat;
  const id = step.do === 'attributes' && stat.id !== undefined ? { id: stat.id } : {};
  switch (stat.kind) {
    case 'directory':
      return { before: { is: 'directory', mode, uid, gid, ...id } };
    case 'link': {
      const to = certain(await host.readlink(placeOf(step)), placeOf(step));
      return to === undefined
        ? { before: { is: 'absent' } }
        : { before: { is: 'link', to, owner: ownerOf(stat) } };
    }
    case 'file': {
      if (content === undefined) return { before: { is: 'file', mode, uid, gid, ...id } };
      const digest = bytesDigest(store, content, isSecret(step));
      return { before: { is: 'file', mode, uid, gid, content: nowhere, digest }, content };
    }
    case 'other':
      throw new Failure(t('engine.not_a_file', { path: placeOf(step) }));
  }
}

/** Only the attributes change: the bytes, which may be many, stay where they are. */
async function statOnly(path: string, host: Reader): Promise<Reading<Examined>> {
  const stat = await host.stat(path);
  return stat.state === 'present' ? present({ stat: stat.value, content: undefined }) : stat;
}

/** Tells whether what a step finds is taken for a secret: what a secret replaces is, and what goes as one. */
function isSecret(step: PlannedStep): boolean {
  if (step.do === 'write') return step.content instanceof Secret;
  return (step.do === 'remove' || step.do === 'link') && step.secret === true;
}

const nowhere = { at: 0, length: 0 };

function certain<T>(reading: Reading<T>, what: string): T | undefined {
  if (reading.state === 'unreadable')
    throw new Failure(t('engine.cannot_save', { what, reason: reading.reason }));
  return reading.state === 'present' ? reading.value : undefined;
}

function actOf(step: PlannedStep, store: StateStore): Act {
  switch (step.do) {
    case 'write':
      return {
        do: 'write',
        path: placeOf(step),
        after: bytesDigest(store, reveal(step.content), isSecret(step)),
        ...(isSecret(step) ? { secret: true } : {}),
      };
    case 'remove':
      return { do: 'remove', path: placeOf(step), ...(isSecret(step) ? { secret: true } : {}) };
    case 'directory':
    case 'attributes':
      return { do: step.do, path: placeOf(step) };
    case 'link':
      return { do: 'link', path: placeOf(step), to: step.to, ...(isSecret(step) ? { secret: true } : {}) };
    case 'crontab':
      return { do: 'crontab', user: step.user, after: contentDigest(store, step.content) };
    case 'command':
      return {
        do: 'command',
        undo: step.undo,
        shown: hideUrlPasswords(step.argv.join(' ')),
        ...(step.user === undefined ? {} : { user: step.user }),
        ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
        ...(step.made === undefined ? {} : { made: step.made }),
      };
  }
}
