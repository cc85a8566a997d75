import type { Host } from '../core/host.ts';
import type { Plan, PlannedFile } from '../core/plan.ts';
import type { BackupSettings } from '../core/policy.ts';
import type { Reader } from '../core/reader.ts';
import { Secret } from '../core/secret.ts';
import type { StateStore } from '../core/state-store.ts';
import type { FileStep } from '../core/step.ts';
import type { Backup } from './contract.ts';

/** A backup that kapa made, as its index has it. */
export interface SavedBackup extends Backup {
  readonly transaction: string;
}

/** Where the backups of a plan go. */
export interface BackupPlan {
  /** Copies beside their files. */
  readonly beside: readonly { readonly resource: string; readonly step: FileStep }[];
  /** Copies in the state folder. */
  readonly inState: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly backups: readonly Backup[];
}

const index = 'backups.jsonl';

/**
 * Decides where each file that changes is saved: `<file>.backup_YYYYMMDD_HHMMSS` beside it, or in the state folder
 * when the settings say so, when something would load a sibling, or when the folder itself goes.
 */
export async function planBackups(
  plan: Pick<Plan, 'files' | 'resources' | 'steps'>,
  transaction: string,
  settings: BackupSettings,
  reader: Reader,
  store: StateStore,
): Promise<BackupPlan> {
  const unwanted = new Set(plan.resources.filter(({ item }) => !item.backup).map(({ item }) => item.name));
  const going = new Set(plan.steps.flatMap(({ step }) => (step.do === 'remove' ? [step.path] : [])));
  const beside: { resource: string; step: FileStep }[] = [];
  const inState: { name: string; content: Uint8Array }[] = [];
  const backups: Backup[] = [];
  for (const file of plan.files) {
    const { path, before } = file;
    const hidden = file.secret ? { secret: true as const } : {};
    if (before === null || file.because.every((name) => unwanted.has(name))) continue;
    const folder = folderOf(path);
    const canBeBeside = path.startsWith('/') && !isLoadedFolder(folder) && !going.has(folder);
    if (settings.placement === 'beside' && canBeBeside) {
      const backup = await freeName(`${path}.backup_${transaction}`, reader);
      beside.push({ resource: file.because[0] ?? path, step: await copyOf(file, before, backup, reader) });
      backups.push({ path, backup, ...hidden });
    } else {
      const name = `backups/${path.replace(/^\//u, '').replaceAll(':', '/')}.backup_${transaction}`;
      inState.push({ name, content: before });
      backups.push({ path, backup: `${store.path}/${name}`, ...hidden });
    }
  }
  return { beside, inState, backups };
}

/** Whether a folder is one of which every file is loaded, so that a copy in it would be as well. */
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
export function recordBackups(store: StateStore, transaction: string, backups: readonly Backup[]): void {
  if (backups.length === 0 || listBackups(store).some((one) => one.transaction === transaction)) return;
  store.append(index, lines(backups.map((one) => ({ ...one, transaction }))));
}

/** The backups that kapa made and still keeps, oldest first. */
export function listBackups(store: StateStore): readonly SavedBackup[] {
  const found = store.read(index);
  if (found.state !== 'present') return [];
  const saved: SavedBackup[] = [];
  for (const line of new TextDecoder().decode(found.value).split('\n')) {
    if (line === '') continue;
    try {
      const { path, backup, transaction, secret } = JSON.parse(line) as SavedBackup;
      saved.push({ path, backup, transaction, ...(secret === true ? { secret } : {}) });
    } catch {
      // A torn line: its backup is there, but no longer counted.
    }
  }
  return saved;
}

/**
 * Removes the oldest backups of files that have just been saved again, so that `keep` of each stay. Only what kapa
 * made itself is removed, never a copy that somebody else named alike.
 */
export async function keepBackups(
  store: StateStore,
  host: Host,
  justSaved: readonly Backup[],
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
  const inState = `${store.path}/`;
  const steps: FileStep[] = [];
  for (const { backup } of surplus) {
    if (backup.startsWith(inState)) store.remove(backup.slice(inState.length));
    else if ((await host.stat(backup)).state === 'present') steps.push({ do: 'remove', path: backup });
  }
  if (steps.length > 0) await host.carryOut(steps);
  store.write(index, lines(all.filter((one) => !surplus.has(one))));
}

async function copyOf(
  { path, secret }: PlannedFile,
  content: Uint8Array,
  backup: string,
  reader: Reader,
): Promise<FileStep> {
  const stat = await reader.stat(path);
  return {
    do: 'write',
    path: backup,
    content: secret ? new Secret(content) : content,
    ...(stat.state === 'present'
      ? {
          mode: stat.value.mode,
          owner: { user: String(stat.value.uid), group: String(stat.value.gid) },
        }
      : { mode: 0o600 }),
  };
}

async function freeName(wanted: string, reader: Reader): Promise<string> {
  let name = wanted;
  for (let n = 2; (await reader.stat(name)).state !== 'absent'; n += 1) name = `${wanted}_${n}`;
  return name;
}

function lines(saved: readonly SavedBackup[]): string {
  return saved.map((one) => `${JSON.stringify({ version: 1, ...one })}\n`).join('');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
