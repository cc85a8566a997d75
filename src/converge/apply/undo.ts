import { sameBytes } from '../../core/bytes.ts';
import { endingOf } from '../../core/command-result.ts';
import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { CommandResult, FileStat } from '../../core/reader.ts';
import type { StateStore } from '../../core/state-store.ts';
import { type FileStep, ownerOf } from '../../core/step.ts';
import { block, t, type Block, type Text } from '../../core/text.ts';
import type { ApplyEvent } from '../contract.ts';
import { bytesDigest, isDigestOf } from '../plan/digest.ts';
import {
  identitiesIn,
  readKept,
  unlessFull,
  type Before,
  type Intent,
  type Journal,
  type JournalRecord,
  type Kept,
} from './journal.ts';

/** Outcome of undoing. `failed`: what is still to be put back, so that trying again makes sense. */
export interface UndoResult {
  readonly failed: readonly Text[];
  /** Things that cannot be put back by trying again. */
  readonly irreversible: readonly Text[];
  readonly notes: readonly Text[];
}

/**
 * Puts back what the acts of a transaction changed, newest first, going by what is there now: twice is the same as
 * once, and a crash in the middle does no harm. Restored files get fresh modification times. What somebody else has
 * put in the meantime is saved in the state folder first.
 */
export async function undoActs(
  records: readonly JournalRecord[],
  journal: Journal,
  host: Host,
  store: StateStore,
  onEvent: (event: ApplyEvent) => void,
): Promise<UndoResult> {
  const result = { irreversible: [] as Text[], notes: [] as Text[] };
  const kept = readKept(store, journal.id);
  const undoing = { journal, host, store, kept, result, onEvent, left: new Set<number>() };
  const wasDealtWith = dealtWith(records);
  const all = things(records)
    .reverse()
    .filter((thing) => !wasDealtWith(thing));
  // On a full disk what could not be put back may be once the newer files are gone: hence another try at the end.
  const again = await undoThings(all, undoing);
  const failed = await undoThings(
    again.map(({ thing }) => thing),
    undoing,
  );
  return {
    ...result,
    failed: failed.map(({ thing, reason }) => t('engine.not_put_back', { what: thing.name, reason })),
  };
}

/** Everything that happened to one path, one user's crontab, or one command, oldest first. */
interface Thing {
  readonly name: string;
  readonly intents: readonly [Intent, ...Intent[]];
  /** True: a command is known to have ended well. */
  readonly done: boolean;
  /** State of an earlier try to undo a command. */
  readonly undoing: 'undo_begun' | 'undone' | 'undo_failed' | undefined;
  /** Its identity since it got an owner or a mode. */
  readonly id: string | undefined;
}

interface Undoing {
  readonly journal: Journal;
  readonly host: Host;
  readonly store: StateStore;
  readonly kept: Kept;
  readonly result: { readonly irreversible: Text[]; readonly notes: Text[] };
  readonly onEvent: (event: ApplyEvent) => void;
  /** Numbers of what could not be put back so far. */
  readonly left: Set<number>;
}

/**
 * What an earlier try had dealt with before it came to a command. A command may have made what newer acts changed: were
 * those put back again after it, they would make it anew.
 */
function dealtWith(records: readonly JournalRecord[]): (thing: Thing) => boolean {
  const begun = records.filter((one) => one.record === 'undo_begun');
  const oldest = Math.min(...begun.map(({ number }) => number));
  const left = new Set(begun.at(-1)?.left);
  return ({ intents: [{ act, number }] }) => act.do !== 'command' && number > oldest && !left.has(number);
}

/** Groups the intents by what they change; in the order of the first change, so that folders stand before content. */
function things(records: readonly JournalRecord[]): Thing[] {
  const doneUpTo = Math.max(0, ...records.map((one) => (one.record === 'done' ? one.number : 0)));
  const undoing = new Map<number, Thing['undoing']>();
  for (const one of records)
    if (one.record === 'undo_begun' || one.record === 'undone' || one.record === 'undo_failed')
      undoing.set(one.number, one.record);
  const ids = identitiesIn(records);
  const groups = new Map<string, [Intent, ...Intent[]]>();
  for (const intent of records) {
    if (intent.record !== 'intent') continue;
    const { act } = intent;
    const key =
      act.do === 'command'
        ? `command ${intent.number}`
        : act.do === 'crontab'
          ? `crontab:${act.user}`
          : act.path;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [intent]);
    else group.push(intent);
  }
  return [...groups].map(([key, intents]) => {
    const [{ act, number }] = intents;
    return {
      name: act.do === 'command' ? act.shown : key,
      intents,
      done: number <= doneUpTo,
      undoing: undoing.get(number),
      id: ids.get(key),
    };
  });
}

async function undoThings(
  all: readonly Thing[],
  undoing: Undoing,
): Promise<readonly { readonly thing: Thing; readonly reason: Text }[]> {
  const failed: { thing: Thing; reason: Text }[] = [];
  for (const thing of all) {
    const [{ number }] = thing.intents;
    // What fails once is tried again at once: what is older should not overtake it.
    const reason = (await whyNotUndone(thing, undoing)) && (await whyNotUndone(thing, undoing));
    if (reason === undefined) undoing.left.delete(number);
    else {
      undoing.left.add(number);
      failed.push({ thing, reason });
    }
  }
  return failed;
}

/** Undefined: it was undone. */
async function whyNotUndone(thing: Thing, undoing: Undoing): Promise<Text | undefined> {
  try {
    await undoThing(thing, undoing);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.text;
  }
}

async function undoThing(thing: Thing, undoing: Undoing): Promise<void> {
  const [first] = thing.intents;
  switch (first.act.do) {
    case 'command':
      return undoCommand(thing, first, undoing);
    case 'crontab':
      return undoCrontab(thing, first.act.user, undoing);
    case 'write':
    case 'remove':
    case 'link':
    case 'directory':
    case 'attributes':
      return undoPath(thing, first.act.path, undoing);
  }
}

async function undoCommand(
  thing: Thing,
  intent: Intent,
  { journal, host, result, onEvent, left }: Undoing,
): Promise<void> {
  const { act } = intent;
  if (act.do !== 'command' || thing.undoing === 'undone') return;
  if (act.undo === 'irreversible') {
    if (thing.done) result.irreversible.push(t('engine.irreversible', { command: thing.name }));
    return;
  }
  const { undo, made, user, cwd } = act;
  const { number } = intent;
  const run = ([program = '', ...args]: readonly string[]): Promise<CommandResult> =>
    host.run([program, ...args], {
      apart: true,
      ...(user === undefined ? {} : { user }),
      ...(cwd === undefined ? {} : { cwd }),
    });
  journal.record({ record: 'undo_begun', number, left: [...left] });
  const ended = await run(undo);
  // A command that had not ended well may have left nothing to undo; one whose undoing was cut off may be undone.
  if (ended.status !== 0 && thing.done && !(await isNothing(made, run))) {
    unlessFull(() => journal.record({ record: 'undo_failed', number }));
    if (thing.undoing !== 'undo_begun')
      throw new Failure(t('engine.undo_command_failed', { command: undo.join(' ') }));
    result.notes.push(t('engine.undo_uncertain', { command: undo.join(' ') }));
  }
  unlessFull(() => journal.record({ record: 'undone', number }));
  onEvent({ event: 'undone', what: thing.name });
}

/** Tells that a command has made nothing that is still there, where something can be asked for it. */
async function isNothing(
  made: readonly string[] | undefined,
  run: (argv: readonly string[]) => Promise<CommandResult>,
): Promise<boolean> {
  if (made === undefined) return false;
  const { status } = await run(made);
  // env(1) and a shell end with 126 and 127 where they could not run it.
  return status !== null && ![0, 126, 127].includes(status);
}

async function undoCrontab(
  thing: Thing,
  user: string,
  { host, store, kept, result, onEvent }: Undoing,
): Promise<void> {
  const [{ before }] = thing.intents;
  const now = await host.crontab(user);
  if (now.state === 'unreadable') throw new Failure(now.reason);
  const was = before.is === 'crontab' ? kept(before.content, before.digest) : null;
  if (now.state === 'absent' ? was === null : was !== null && sameBytes(now.value, was)) return;
  const planned = thing.intents.map(({ act }) => (act.do === 'crontab' ? act.after : null));
  if (now.state === 'present' && !planned.some((digest) => isDigestOf(store, now.value, digest)))
    setAside(store, `crontab:${user}`, now.value, result.notes);
  const ended = await host.setCrontab(user, was);
  if (ended.status !== 0)
    throw new Failure(t('engine.command_failed', { command: ended.argv.join(' '), output: outputOf(ended) }));
  onEvent({ event: 'undone', what: thing.name });
}

async function undoPath(
  thing: Thing,
  path: string,
  { host, store, kept, result, onEvent }: Undoing,
): Promise<void> {
  const before = oldest(thing.intents.map(({ before }) => before));
  const replaced = thing.intents.some(({ act }) => act.do !== 'attributes');
  const { stat: now, content } = await lookAgain(path, replaced, host);
  if (content !== undefined) {
    const isNow = (digest: string | undefined): boolean => isDigestOf(store, content, digest);
    if (before.is === 'file' && isNow(before.digest) && now !== undefined && sameAttributes(now, before))
      return tidy(path, { do: 'attributes', path, mode: before.mode, owner: ownerOf(before) }, host);
    if (!thing.intents.some((one) => leaves(one, isNow))) setAside(store, path, content, result.notes);
  }
  const only = before.is === 'file' || before.is === 'directory' ? before.id : undefined;
  const attributesOnly = !(before.is === 'file' && before.content !== undefined);
  const isSame = now === undefined || only === undefined || now.id === only || now.id === thing.id;
  if (attributesOnly && !isSame) {
    result.notes.push(t('host.another', { path }));
    return;
  }
  const steps = await stepsBack(path, now, before, host, kept);
  if (steps === 'not_empty') {
    result.notes.push(t('engine.folder_kept', { path }));
    return;
  }
  if (steps.length === 0) return now === undefined ? tidy(path, { do: 'remove', path }, host) : undefined;
  await host.carryOut(steps);
  onEvent({ event: 'undone', what: path });
}

/** Thing that stands at a path by now; the bytes, of the same file, where they may have been replaced. */
async function lookAgain(
  path: string,
  replaced: boolean,
  host: Host,
): Promise<{ readonly stat?: FileStat; readonly content?: Uint8Array | undefined }> {
  const found = replaced ? await host.examine(path) : await host.stat(path);
  if (found.state === 'unreadable') throw new Failure(found.reason);
  if (found.state === 'absent') return {};
  return 'stat' in found.value ? found.value : { stat: found.value };
}

/**
 * A kapa that was killed may have left the new file beside its place: a step that changes nothing has the host look
 * over the folder. Nothing depends on it.
 */
async function tidy(path: string, step: FileStep, host: Host): Promise<void> {
  const folder = await host.stat(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
  if (folder.state !== 'present' || folder.value.kind !== 'directory') return;
  try {
    await host.carryOut([step]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** State of a path before all acts on it; content comes from the first act that kept it. */
function oldest(befores: readonly Before[]): Before {
  const [first = { is: 'absent' }] = befores;
  if (first.is !== 'file' || first.content !== undefined) return first;
  const withContent = befores.find((one) => one.is === 'file' && one.content !== undefined);
  if (withContent?.is !== 'file' || withContent.content === undefined) return first;
  return {
    ...first,
    content: withContent.content,
    ...(withContent.digest === undefined ? {} : { digest: withContent.digest }),
  };
}

async function stepsBack(
  path: string,
  now: FileStat | undefined,
  before: Before,
  host: Host,
  kept: Kept,
): Promise<readonly FileStep[] | 'not_empty'> {
  switch (before.is) {
    case 'absent': {
      if (now === undefined) return [];
      if (now.kind === 'directory') {
        const inside = await host.list(path);
        if (inside.state === 'unreadable') throw new Failure(inside.reason);
        if (inside.state === 'present' && inside.value.length > 0) return 'not_empty';
      }
      return [{ do: 'remove', path }];
    }
    case 'file': {
      const attributes = { mode: before.mode, owner: ownerOf(before) };
      if (before.content === undefined)
        return now === undefined || sameAttributes(now, before)
          ? []
          : [{ do: 'attributes', path, ...attributes, ...onlyTo(before, now) }];
      const write: FileStep = {
        do: 'write',
        path,
        content: kept(before.content, before.digest),
        ...attributes,
      };
      // A write goes through a link: what stands in a file's place goes first.
      return now === undefined || now.kind === 'file' ? [write] : [{ do: 'remove', path }, write];
    }
    case 'directory': {
      const attributes = { mode: before.mode, owner: ownerOf(before) };
      if (now?.kind === 'directory')
        return sameAttributes(now, before)
          ? []
          : [{ do: 'attributes', path, ...attributes, ...onlyTo(before, now) }];
      const make: FileStep = { do: 'directory', path, ...attributes };
      return now === undefined ? [make] : [{ do: 'remove', path }, make];
    }
    case 'link': {
      const to = now?.kind === 'link' ? await host.readlink(path) : undefined;
      if (to?.state === 'present' && to.value === before.to) return [];
      const { to: target, owner } = before;
      const link: FileStep = { do: 'link', path, to: target, ...(owner === undefined ? {} : { owner }) };
      // A link takes the place of anything but a folder.
      return now?.kind === 'directory' ? [{ do: 'remove', path }, link] : [link];
    }
    case 'crontab':
    case 'command':
      return [];
  }
}

/** Gives a thing that was found to be the same its attributes back, and nothing else. */
function onlyTo(before: { readonly id?: string }, now: FileStat): { readonly only?: string } {
  return before.id === undefined || now.id === undefined ? {} : { only: now.id };
}

function sameAttributes(
  now: FileStat,
  before: { readonly mode: number; readonly uid: number; readonly gid: number },
): boolean {
  return now.mode === before.mode && now.uid === before.uid && now.gid === before.gid;
}

/** Tells whether an intent, done or not, leaves what is there now. */
function leaves({ act, before }: Intent, isNow: (digest: string | undefined) => boolean): boolean {
  return (act.do === 'write' && isNow(act.after)) || (before.is === 'file' && isNow(before.digest));
}

function setAside(store: StateStore, what: string, content: Uint8Array, notes: Text[]): void {
  const name = `set-aside/${fileNameOf(what)}.${bytesDigest(store, content, true).slice(0, 16)}`;
  store.write(name, content);
  notes.push(t('engine.set_aside', { what, saved: `${store.path}/${name}` }));
}

/** A path as one file name; of a long one the end, since a name has at most 255 bytes. */
function fileNameOf(path: string): string {
  const name = path.replaceAll('/', '%');
  return new TextEncoder().encode(name).length <= 220 ? name : Array.from(name).slice(-55).join('');
}

/** The end of what a command said, for a message. */
export function endOfOutput(output: Uint8Array): string {
  return new TextDecoder().decode(output).trim().split('\n').slice(-5).join('\n');
}

/** Why a command failed, as far as it can be told. */
export function outputOf(result: CommandResult): Block | string | Text {
  if (result.failed === 'timeout') return endingOf(result);
  const { stdout, stderr } = result;
  const said = endOfOutput(stderr.length > 0 ? stderr : stdout);
  return said === '' ? endingOf(result) : block(said);
}
