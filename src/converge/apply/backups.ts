import { sameBytes } from '../../core/bytes.ts';
import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Plan } from '../../core/plan.ts';
import type { BackupSettings } from '../../core/policy.ts';
import type { Reader } from '../../core/reader.ts';
import type { Reading } from '../../core/reading.ts';
import { Secret } from '../../core/secret.ts';
import type { StateStore } from '../../core/state-store.ts';
import { placeOf, type Attributes, type FileStep, ownerOf } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { checkBackup, nameInState } from '../restore/backup-check.ts';
import type { Loads, SavedAttributes, SealedBackup } from '../contract.ts';
import { bytesDigest } from '../plan/digest.ts';
import { project } from '../plan/projection.ts';

/** A backup that kapa made, as its index has it. */
export interface SavedBackup extends SealedBackup {
  readonly transaction: string;
}

/** Places of a plan's backups. */
export interface BackupPlan {
  /** Copies beside their files. */
  readonly beside: readonly { readonly resource: string; readonly step: FileStep }[];
  /** Copies in the state folder. */
  readonly inState: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly backups: readonly SealedBackup[];
}

const index = 'backups.jsonl';

/** Circumstances that decide where backups go. */
export interface BackupRequest {
  readonly settings: BackupSettings;
  readonly host: Host;
  readonly store: StateStore;
  readonly loads?: Loads | undefined;
}

/**
 * Decides where each file that changes is saved: `<file>.backup_YYYYMMDD_HHMMSS` beside it, or in the state folder
 * when the settings say so, when something would load a sibling, when the folder itself goes, or when others than root
 * could put something else in the backup's place.
 */
export async function planBackups(
  plan: Pick<Plan, 'files' | 'resources' | 'steps'>,
  transaction: string,
  { settings, host, store, loads }: BackupRequest,
): Promise<BackupPlan> {
  const after = project(host);
  for (const { step } of plan.steps) await after.take(step);
  const mayStand = siblings(plan, { settings, after: after.reader, loads });
  const unwanted = new Set(plan.resources.filter(({ item }) => !item.backup).map(({ item }) => item.name));
  const isGuarded = rememberingGuard(host);
  const beside: { resource: string; step: FileStep }[] = [];
  const inState: { name: string; content: Uint8Array }[] = [];
  const backups: SealedBackup[] = [];
  const taken = new Set<string>();
  for (const file of plan.files) {
    const { path, before, secret } = file;
    if (before === null || file.because.every((name) => unwanted.has(name))) continue;
    const attributes = path.startsWith('crontab:') ? undefined : await attributesOf(path, before, host);
    const folder = folderOf(path);
    const canBeBeside = attributes !== undefined && (await mayStand(path, transaction));
    let backup: string;
    if (canBeBeside && (await isGuarded(folder))) {
      backup = await freeName(besideName(path, transaction), async (name) =>
        isFree(await host.stat(name), path),
      );
      beside.push({
        resource: file.because[0] ?? path,
        step: {
          do: 'write',
          path: backup,
          content: secret ? new Secret(before) : before,
          ...attributesBeside(attributes, secret),
        },
      });
    } else {
      const name = await freeName(
        nameIn(path, transaction, store),
        async (one) => !taken.has(one) && isFree(store.read(one), path),
      );
      taken.add(name);
      inState.push({ name, content: before });
      backup = `${store.path}/${name}`;
    }
    backups.push({
      path,
      backup,
      ...(secret ? { secret } : {}),
      seal: bytesDigest(store, before, true),
      ...(attributes === undefined ? {} : { attributes }),
    });
  }
  return { beside, inState, backups };
}

/** Name of a backup beside its file. */
export function besideName(path: string, transaction: string): string {
  return `${path}.backup_${transaction}`;
}

/**
 * Tells of files whether a backup may stand beside them: where the settings say so, the folder stays, and nothing loads
 * a file of that name, on the host as it is and as it will be `after`.
 */
export function siblings(
  plan: Pick<Plan, 'steps'>,
  { settings, after, loads }: { readonly after: Reader } & Pick<BackupRequest, 'settings' | 'loads'>,
): (path: string, transaction: string) => Promise<boolean> {
  const going = new Set(plan.steps.flatMap(({ step }) => (step.do === 'remove' ? [placeOf(step)] : [])));
  return async (path, transaction) => {
    const folder = folderOf(path);
    const name = besideName(path, transaction);
    if (settings.placement !== 'beside' || isLoadedFolder(folder) || going.has(folder) || !fits(name))
      return false;
    return loads === undefined || !(await loads(after, name));
  };
}

/** Mode and owner of the file that holds these bytes, from the same descriptor; a Failure when it holds others by now. */
async function attributesOf(path: string, before: Uint8Array, host: Host): Promise<SavedAttributes> {
  const found = await host.examine(path);
  if (found.state === 'unreadable')
    throw new Failure(t('engine.cannot_save', { what: path, reason: found.reason }));
  const content = found.state === 'present' ? found.value.content : undefined;
  if (found.state === 'absent' || content === undefined || !sameBytes(content, before))
    throw new Failure(t('engine.changed_meanwhile', { path }), { cure: t('engine.moved_cure') });
  const { mode, uid, gid } = found.value.stat;
  return { mode, uid, gid };
}

/** As the file itself, but nobody else may write it; root's alone where not everybody may read the file. */
function attributesBeside({ mode, uid, gid }: SavedAttributes, secret: boolean): Attributes {
  if (secret || (mode & 0o004) === 0) return { mode: 0o600 };
  return { mode: mode & 0o755, owner: ownerOf({ uid, gid }) };
}

function rememberingGuard(host: Host): (folder: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (folder) => {
    let answer = known.get(folder);
    if (answer === undefined) {
      answer = host.isGuarded(folder);
      known.set(folder, answer);
    }
    return answer;
  };
}

/** Tells whether a folder is one of which every file is loaded, so that a copy in it would be as well. */
export function isLoadedFolder(folder: string): boolean {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return (
    name.endsWith('.d') ||
    name.endsWith('-enabled') ||
    /^cron\.(?:hourly|daily|weekly|monthly|yearly)$/u.test(name) ||
    name === 'crontabs'
  );
}

/** Takes backups into the index; the same transaction twice is the same as once. */
export function recordBackups(
  store: StateStore,
  transaction: string,
  backups: readonly SealedBackup[],
): void {
  if (backups.length === 0 || listBackups(store).some((one) => one.transaction === transaction)) return;
  store.append(index, lines(backups.map((one) => ({ transaction, ...one }))));
}

/** The backups that kapa made and still keeps, oldest first. */
export function listBackups(store: StateStore): readonly SavedBackup[] {
  const found = store.read(index);
  if (found.state !== 'present') return [];
  const saved: SavedBackup[] = [];
  for (const line of new TextDecoder().decode(found.value).split('\n')) {
    if (line === '') continue;
    try {
      const { path, backup, transaction, secret, seal, attributes } = JSON.parse(line) as SavedBackup;
      saved.push({
        path,
        backup,
        transaction,
        ...(secret === true ? { secret } : {}),
        ...(seal === undefined ? {} : { seal }),
        ...(attributes === undefined ? {} : { attributes }),
      });
    } catch {
      // A torn line: its backup is there, but no longer counted.
    }
  }
  return saved;
}

/**
 * Removes the oldest backups of files that have just been saved again, so that `keep` of each stay. Only what kapa
 * made itself and nobody changed is removed, never what somebody else put there; that is only no longer counted.
 */
export async function keepBackups(
  store: StateStore,
  host: Host,
  justSaved: readonly SealedBackup[],
  keep: number,
): Promise<void> {
  const paths = new Set(justSaved.map(({ path }) => path));
  const byPath = new Map<string, SavedBackup[]>();
  const all = listBackups(store);
  for (const one of all) {
    if (!paths.has(one.path)) continue;
    const list = byPath.get(one.path);
    if (list === undefined) byPath.set(one.path, [one]);
    else list.push(one);
  }
  const surplus = new Set(
    [...byPath.values()].flatMap((list) => list.slice(0, Math.max(0, list.length - keep))),
  );
  if (surplus.size === 0) return;
  const steps: FileStep[] = [];
  for (const one of surplus) {
    if ((await checkBackup(one, host, store)).content === undefined) continue;
    const name = nameInState(one, store);
    if (name === undefined) steps.push({ do: 'remove', path: one.backup });
    else store.remove(name);
  }
  if (steps.length > 0) await host.carryOut(steps);
  store.write(index, lines(all.filter((one) => !surplus.has(one))));
}

/** The longest name of a file, and the longest path, in bytes; each leaves room for a number. */
const longestName = 255 - 5;
const longestPath = 4095 - 5;

function fits(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return Buffer.byteLength(name) <= longestName && Buffer.byteLength(path) <= longestPath;
}

/** Name of a backup in the state folder: the path of the file, or its digest where that would be too long. */
function nameIn(path: string, transaction: string, store: StateStore): string {
  const wanted = `backups/${path.replace(/^\//u, '').replaceAll(':', '/')}.backup_${transaction}`;
  return fits(`${store.path}/${wanted}`)
    ? wanted
    : `backups/long/${store.digest(path)}.backup_${transaction}`;
}

function isFree(found: Reading<unknown>, path: string): boolean {
  if (found.state === 'unreadable')
    throw new Failure(t('engine.cannot_save', { what: path, reason: found.reason }));
  return found.state === 'absent';
}

async function freeName(wanted: string, isFree: (name: string) => Promise<boolean>): Promise<string> {
  let name = wanted;
  for (let n = 2; !(await isFree(name)); n += 1) name = `${wanted}_${n}`;
  return name;
}

function lines(saved: readonly SavedBackup[]): string {
  return saved.map((one) => `${JSON.stringify({ version: 1, ...one })}\n`).join('');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
