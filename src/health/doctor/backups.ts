import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments } from '../../core/instruments.ts';
import { t } from '../../core/text.ts';

/** Declared files beside which far more backups stand than kapa keeps: it removes none that others made or changed. */
export async function backupDiagnoses({ files, instruments, set }: Patient): Promise<readonly Diagnosis[]> {
  const { keep } = set.settings.backups;
  const found: Diagnosis[] = [];
  const counts = new Map<string, ReadonlyMap<string, number>>();
  for (const path of files) {
    const at = path.lastIndexOf('/');
    const folder = path.slice(0, at) || '/';
    const inFolder = counts.get(folder) ?? (await countBackups(folder, instruments));
    counts.set(folder, inFolder);
    const count = inFolder.get(path.slice(at + 1)) ?? 0;
    if (count <= Math.max(1, keep) * 2) continue;
    const told = { path, count, keep };
    const cure = t('doctor.many_backups_cure', told);
    found.push({ id: 'backups', state: 'warning', finding: t('doctor.many_backups', told), cure });
  }
  return found;
}

const mark = '.backup_';

/** Numbers of backups in a folder, by the names of what they are of; none where it cannot be listed. */
async function countBackups(folder: string, instruments: Instruments): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const names = await instruments.list(folder);
  for (const name of names.state === 'present' ? names.value : [])
    for (let at = name.indexOf(mark); at >= 0; at = name.indexOf(mark, at + 1))
      counts.set(name.slice(0, at), (counts.get(name.slice(0, at)) ?? 0) + 1);
  return counts;
}
