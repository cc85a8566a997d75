import { Failure } from '../../core/failure.ts';
import type { Plan, Prover } from '../../core/plan.ts';
import type { PolicySet, ResourceItem, Settings } from '../../core/policy.ts';
import type { Reader } from '../../core/reader.ts';
import type { Service } from '../../core/service.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import { listBackups, type SavedBackup } from '../apply/backups.ts';
import { checkBackup, backupRemark, type CheckedBackup } from './backup-check.ts';
import type { ApplyRequest, ApplyResult, Loads, SavedAttributes } from '../contract.ts';
import { readsConfiguration } from '../plan/effects.ts';
import {
  identitiesIn,
  leftIn,
  listTransactions,
  readJournal,
  readKept,
  type Before,
  type Begin,
  type Intent,
  type Kept,
} from '../apply/journal.ts';
import { planAgainst } from '../plan/plan.ts';
import { isDigestOf } from '../plan/digest.ts';
import type { GivenModes } from './given.ts';
import type { Layer } from './others.ts';
import { restoreType, type RestoreSpec } from './restore-type.ts';
import { checkStateVersion } from '../state/state-version.ts';
import { applyAny } from '../apply/transaction.ts';

/** Things to put back, and where from. */
export interface RestoreRequest {
  /** A path (its newest backup), a backup of it, or the id of a transaction (all that it changed). */
  readonly what: string;
  /** True: what others have changed since is undone as well, where it cannot be kept. */
  readonly withOthers?: boolean;
  readonly reader: Reader;
  readonly store: StateStore;
  readonly service: (name: string) => Service;
  readonly loads?: Loads;
  readonly prover?: Prover;
  readonly settings: Settings;
  /** Only the differences: no proof. */
  readonly brief?: boolean;
}

/** Plans to put something back as it was saved; the same checks and effects as when it was changed. */
export async function makeRestorePlan(request: RestoreRequest): Promise<Plan> {
  checkStateVersion(request.store);
  return planAgainst(new Map(), {
    ...request,
    set: setOf(request.settings, await itemsOf(request)),
    types: [restoreType],
  });
}

/** Puts something back as it was saved, as one transaction that can itself be restored. */
export function restore(
  request: Omit<RestoreRequest, 'reader'> &
    Pick<ApplyRequest, 'host' | 'withLock' | 'agreed' | 'confirm' | 'onEvent'>,
): Promise<ApplyResult> {
  const { prover, ...unproven } = { ...request, reader: request.host };
  // What is newest changes when the restore itself saves a copy: it is looked up once.
  let items: Promise<readonly ResourceItem[]> | undefined;
  return applyAny(
    { ...request, set: setOf(request.settings, []) },
    {
      async plan(depth) {
        items ??= itemsOf(unproven);
        return planAgainst(new Map(), {
          ...unproven,
          set: setOf(request.settings, await items),
          types: [restoreType],
          ...(depth === 'proven' && prover !== undefined ? { prover } : {}),
          brief: depth === 'brief',
        });
      },
      owns: () => ({}),
    },
  );
}

async function itemsOf({
  what,
  reader,
  store,
  withOthers = false,
}: RestoreRequest): Promise<readonly ResourceItem[]> {
  if (listTransactions(store).includes(what)) return transactionItems(what, store, withOthers);
  const known = listBackups(store);
  const saved = known.find(({ backup }) => backup === what) ?? known.findLast(({ path }) => path === what);
  if (saved !== undefined) return [await fileItem(saved, reader, store, withOthers)];
  // A copy that the operator made by hand, and named as kapa does.
  const path = /^(?<path>.+)\.backup_\d{8}_\d{6}(?:_\d+)?$/u.exec(what)?.groups?.['path'];
  if (path !== undefined && (await reader.stat(what)).state === 'present')
    return [await fileItem({ path, backup: what, transaction: '' }, reader, store, withOthers)];
  throw new Failure(t('engine.nothing_saved', { what }), { cure: t('engine.nothing_saved_cure') });
}

async function fileItem(
  saved: SavedBackup,
  reader: RestoreRequest['reader'],
  store: StateStore,
  withOthers: boolean,
): Promise<ResourceItem> {
  const { path, backup, transaction } = saved;
  const checked = await checkBackup(saved, reader, store);
  if (checked.content === undefined) throw refusal(checked, saved);
  const { begin, intents } = transactionOf(store, transaction);
  const own = intents.filter(({ act }) => keyOf(act) === path);
  const was: RestoreSpec['was'] = path.startsWith('crontab:')
    ? { is: 'crontab', user: path.slice('crontab:'.length), content: checked.content }
    : {
        is: 'file',
        path,
        content: checked.content,
        attributes: await attributesFor(saved, own[0]?.before, checked, reader),
      };
  const secret = saved.secret === true || secretPaths(store).has(path);
  // A copy that the operator made by hand is put back as it is: he names it.
  const made = transaction === '' ? {} : madeSince(transaction, path, store, withOthers);
  return itemFor(path, { was, from: backup, secret, effects: effectsOf(begin, own), ...made });
}

/** Changes of kapa's to a path from a transaction on; nothing when the logs of that time are no longer kept. */
function madeSince(
  transaction: string,
  path: string,
  store: StateStore,
  withOthers: boolean,
): Required<Pick<RestoreSpec, 'made' | 'given'>> {
  const ids = listTransactions(store);
  const since = ids.includes(transaction) ? ids.slice(ids.indexOf(transaction)).reverse() : [];
  const acts = since.flatMap((id) => {
    const { intents, ended, left } = transactionOf(store, id);
    const own = intents.filter(({ act }) => keyOf(act) === path);
    return ended === 'rolled_back' || own.length === 0 ? [] : [{ id, own, left: left.get(path) }];
  });
  return {
    made: { layers: acts.flatMap(({ id, own }) => layerOf(own, readKept(store, id), store)), withOthers },
    given: { layers: acts.map(({ own, left }) => givenBy(own, left)), withOthers },
  };
}

function givenBy([first]: readonly Intent[], left: SavedAttributes | undefined): GivenModes {
  const before = first?.before;
  return {
    before: before?.is === 'file' || before?.is === 'directory' ? attributesOf(before) : undefined,
    left,
  };
}

/**
 * Mode and owner that a file gets back: as the index has them, never those of its backup. Where neither the index nor
 * the transaction knows, those of the file that is there; where none is, there is but the backup to go by.
 */
async function attributesFor(
  { path, attributes }: SavedBackup,
  before: Before | undefined,
  { stat }: CheckedBackup,
  reader: Reader,
): Promise<SavedAttributes | undefined> {
  if (attributes !== undefined) return attributes;
  if (before?.is === 'file') return attributesOf(before);
  return stat === undefined || (await reader.stat(path)).state !== 'absent' ? undefined : attributesOf(stat);
}

function refusal(checked: CheckedBackup, saved: SavedBackup): Failure {
  const { backup, path } = saved;
  const cure =
    checked.state === 'changed' || checked.state === 'untrusted'
      ? t('engine.backup_by_hand', { backup, path })
      : t('engine.nothing_saved_cure');
  return new Failure(backupRemark(checked, saved) ?? t('engine.nothing_saved', { what: path }), { cure });
}

function transactionItems(id: string, store: StateStore, withOthers: boolean): readonly ResourceItem[] {
  const { begin, intents, ids, left } = transactionOf(store, id);
  const kept = readKept(store, id);
  const secrets = secretPaths(store);
  const groups = new Map<string, Intent[]>();
  for (const intent of intents) {
    const key = keyOf(intent.act);
    if (key === undefined || key.includes(`.backup_${id}`)) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [intent]);
    else group.push(intent);
  }
  return [...groups].reverse().map(([key, own]) =>
    itemFor(key, {
      was: wasOf(
        key,
        own.map(({ before }) => before),
        kept,
        ids.get(key),
      ),
      from: id,
      secret: secrets.has(key),
      effects: effectsOf(begin, own),
      ...madeBy(own, kept, store, withOthers),
      given: { layers: [givenBy(own, left.get(key))], withOthers },
    }),
  );
}

function madeBy(
  own: readonly Intent[],
  kept: Kept,
  store: StateStore,
  withOthers: boolean,
): Pick<RestoreSpec, 'made'> {
  const layers = layerOf(own, kept, store);
  return layers.length === 0 ? {} : { made: { layers, withOthers } };
}

/** Layer that the acts of one transaction upon a thing found and left there; none of acts that touch no content. */
function layerOf(own: readonly Intent[], kept: Kept, store: StateStore): readonly Layer[] {
  const last = own.at(-1);
  if (last === undefined) return [];
  const { act, after: stretch } = last;
  const first = own[0]?.before;
  const before =
    (first?.is === 'file' || first?.is === 'crontab') && first.content !== undefined
      ? kept(first.content, first.digest)
      : undefined;
  switch (act.do) {
    case 'write':
    case 'crontab': {
      const { after } = act;
      if (after === null) return [{ before, left: 'nothing' }];
      const content = stretch === undefined ? undefined : kept(stretch, after);
      return [{ before, left: 'content', content, is: (bytes) => isDigestOf(store, bytes, after) }];
    }
    case 'link':
      return [{ before, left: 'link', to: act.to }];
    case 'remove':
      return [{ before, left: 'nothing' }];
    case 'attributes':
    case 'directory':
    case 'command':
      return [];
  }
}

function wasOf(
  key: string,
  befores: readonly Before[],
  kept: Kept,
  since: string | undefined,
): RestoreSpec['was'] {
  const [first = { is: 'absent' }] = befores;
  if (key.startsWith('crontab:'))
    return {
      is: 'crontab',
      user: key.slice('crontab:'.length),
      content: first.is === 'crontab' ? kept(first.content, first.digest) : null,
    };
  switch (first.is) {
    case 'file': {
      const content = befores.flatMap((one) =>
        one.is === 'file' && one.content !== undefined ? [kept(one.content, one.digest)] : [],
      );
      return {
        is: 'file',
        path: key,
        content: content[0],
        attributes: attributesOf(first),
        ...(first.id === undefined ? {} : { only: since ?? first.id }),
      };
    }
    case 'directory':
      return {
        is: 'directory',
        path: key,
        attributes: attributesOf(first),
        ...(first.id === undefined ? {} : { only: since ?? first.id }),
      };
    case 'link':
      return {
        is: 'link',
        path: key,
        to: first.to,
        ...(first.owner === undefined ? {} : { owner: first.owner }),
      };
    case 'absent':
    case 'crontab':
    case 'command':
      return { is: 'absent', path: key };
  }
}

/** Paths that have held a secret, as far back as anything of them is kept. */
function secretPaths(store: StateStore): ReadonlySet<string> {
  const acts = listTransactions(store).flatMap((id) =>
    transactionOf(store, id).intents.map(({ act }) => act),
  );
  return new Set([
    ...listBackups(store).flatMap(({ path, secret }) => (secret === true ? [path] : [])),
    ...acts.flatMap((act) => ('secret' in act && act.secret ? [act.path] : [])),
  ]);
}

function transactionOf(
  store: StateStore,
  id: string,
): {
  readonly begin: Begin | undefined;
  readonly intents: readonly Intent[];
  readonly ids: ReadonlyMap<string, string>;
  readonly left: ReadonlyMap<string, SavedAttributes>;
  readonly ended: 'converged' | 'rolled_back' | 'rollback_incomplete' | undefined;
} {
  const records = id === '' ? [] : readJournal(store, id);
  const [begin] = records;
  return {
    begin: begin?.record === 'begin' ? begin : undefined,
    intents: records.filter((one) => one.record === 'intent'),
    ids: identitiesIn(records),
    left: leftIn(records),
    ended: records.find((one) => one.record === 'end')?.outcome,
  };
}

function keyOf(act: Intent['act']): string | undefined {
  if (act.do === 'command') return undefined;
  return act.do === 'crontab' ? `crontab:${act.user}` : act.path;
}

/** Effects that services were told of because of these changes, as far as they read the files again for it. */
function effectsOf(begin: Begin | undefined, intents: readonly Intent[]): RestoreSpec['effects'] {
  const names = new Set(intents.map(({ resource }) => resource));
  return (begin?.effects ?? [])
    .filter(
      ({ effect, because }) =>
        (readsConfiguration(effect) || effect === 'daemon_reload') && because.some((name) => names.has(name)),
    )
    .map(({ service, effect }) => ({ service, effect: effect === 'start' ? 'reload' : effect }));
}

function attributesOf({ mode, uid, gid }: SavedAttributes): SavedAttributes {
  return { mode, uid, gid };
}

function itemFor(name: string, spec: RestoreSpec): ResourceItem<RestoreSpec> {
  return {
    name,
    type: restoreType.type,
    spec,
    policy: '',
    locate: () => ({ file: spec.from, line: 1, column: 1, endLine: 1, endColumn: 1 }),
    requires: [],
    notify: [],
    backup: true,
    tags: [],
  };
}

function setOf(settings: Settings, resources: readonly ResourceItem[]): PolicySet {
  return { sources: [], settings, vars: {}, thresholds: {}, resources, groups: [], probes: [], rules: [] };
}
