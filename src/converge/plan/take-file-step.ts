import { textWithCure } from '../../core/failure.ts';
import { refusal, type Arrival } from '../../core/path-walk.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { Secret } from '../../core/secret.ts';
import { followsLast, type Attributes, type FileStep, type Step } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { eitherMover, keptMode } from '../../core/whose.ts';
import { folderOf, type PlannedNode, type Overlay } from './overlay.ts';

/** A step that was taken in. `from`: its place on the host as it is; undefined: there is none. */
export interface Taken {
  readonly step: Step;
  readonly from?: Arrival;
}

/**
 * Takes a step into an overlay. Unreadable: it cannot be done, or the writer would refuse it for a link on the way, and the
 * overlay is as before.
 */
export async function takeFileStep(step: FileStep, overlay: Overlay, base: Reader): Promise<Reading<Taken>> {
  const place = await overlay.walk(step.path, followsLast(step));
  if (place.state === 'unreadable') return place;
  if (place.state === 'absent')
    return step.do === 'remove'
      ? present({ step })
      : unreadable(await whyNowhere(folderOf(step.path), overlay));
  const { path, arrival } = place.value;
  const from = overlay.isEmpty() ? present(arrival) : await overlay.onHost(path);
  if (from.state === 'unreadable') return from;
  const refused = refusal(step, withMover(arrival, from));
  if (refused !== undefined) return unreadable(textWithCure(refused));
  const before = await overlay.statAt(place.value);
  if (before.state === 'unreadable') return before;
  const after = await nodeAfter(step, { path, before }, overlay, base);
  if (after.state !== 'present') return after;
  overlay.set(path, after.value);
  return present({
    step: { ...step, place: path },
    ...(from.state === 'present' ? { from: from.value } : {}),
  });
}

/** A place, and what stands there before a step. */
interface Before {
  readonly path: string;
  readonly before: Reading<FileStat>;
}

/** Node that a step leaves behind at its place. */
async function nodeAfter(
  step: FileStep,
  { path, before }: Before,
  overlay: Overlay,
  base: Reader,
): Promise<Reading<PlannedNode>> {
  const is = before.state === 'present' ? before.value.kind : 'absent';
  const node = overlay.nodeAt(path);
  switch (step.do) {
    case 'write': {
      if (is !== 'file' && is !== 'absent') return unreadable(t('engine.not_a_file', { path }));
      const fallback = step.content instanceof Secret ? 0o600 : 0o644;
      const had = await attributesAfter(base, before, step, fallback);
      if (had.state !== 'present') return had;
      return present({ kind: 'file', content: step.content, ...had.value });
    }
    case 'attributes': {
      if (is === 'absent') return unreadable(t('engine.nothing_there', { path }));
      const had = await attributesAfter(base, before, step, 0o644);
      if (had.state !== 'present') return had;
      if (is === 'directory') {
        const opaque = node?.kind === 'directory' && node.opaque;
        return present({ kind: 'directory', opaque, ...had.value });
      }
      return present({
        kind: 'file',
        content: node?.kind === 'file' ? node.content : undefined,
        ...had.value,
      });
    }
    case 'directory': {
      if (is !== 'directory' && is !== 'absent') return unreadable(t('engine.not_a_folder', { path }));
      const had = await attributesAfter(base, before, step, 0o755);
      if (had.state !== 'present') return had;
      return present({ kind: 'directory', opaque: node?.kind === 'absent', ...had.value });
    }
    case 'link':
      if (is === 'directory') return unreadable(t('engine.is_a_folder', { path }));
      return present({ kind: 'link', to: step.to });
    case 'remove': {
      const inside = is === 'directory' ? await overlay.list(path) : absent;
      return inside.state === 'present' && inside.value.length > 0
        ? unreadable(t('engine.folder_not_empty', { path }))
        : present({ kind: 'absent' });
    }
  }
}

/** Attributes of what a step leaves behind. */
async function attributesAfter(
  base: Reader,
  before: Reading<FileStat>,
  asked: Attributes,
  fallback: number,
): Promise<Reading<{ mode: number; uid: number; gid: number }>> {
  const now = before.state === 'present' ? before.value : { mode: fallback, uid: 0, gid: 0 };
  let { uid, gid } = now;
  if (asked.owner?.user !== undefined) {
    const account = await base.account(asked.owner.user);
    if (account.state === 'unreadable') return account;
    if (account.state === 'absent') return unreadable(t('engine.no_account', { name: asked.owner.user }));
    uid = account.value.uid;
  }
  if (asked.owner?.group !== undefined) {
    const group = await base.group(asked.owner.group);
    if (group.state === 'unreadable') return group;
    if (group.state === 'absent') return unreadable(t('engine.no_group', { name: asked.owner.group }));
    gid = group.value;
  }
  return present({ mode: asked.mode ?? keptMode(now, { uid, gid }), uid, gid });
}

/** Reason why nothing can be put into a folder that cannot be walked through. */
async function whyNowhere(folder: string, overlay: Overlay): Promise<Text> {
  const place = await overlay.walk(folder, true);
  const kind = place.state === 'present' ? await overlay.statAt(place.value) : absent;
  return kind.state === 'present' && kind.value.kind !== 'directory'
    ? t('engine.not_a_folder', { path: folder })
    : t('engine.no_folder', { folder });
}

/** An arrival at which those count who could move things there until now, as well as those who can when the plan is done. */
function withMover(arrival: Arrival, now: Reading<Arrival>): Arrival {
  if (now.state !== 'present') return arrival;
  const mover = eitherMover(arrival.folder.mover, now.value.folder.mover);
  return { ...arrival, folder: { ...arrival.folder, mover } };
}
