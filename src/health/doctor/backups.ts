import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { t } from '../../core/text.ts';

/** Declared files beside which far more backups stand than kapa keeps: it removes none that others made or changed. */
export async function backupDiagnoses({ files, instruments, set }: Patient): Promise<readonly Diagnosis[]> {
  const { keep } = set.settings.backups;
  const found: Diagnosis[] = [];
  for (const path of files) {
    const at = path.lastIndexOf('/');
    const names = await instruments.list(path.slice(0, at) || '/');
    if (names.state !== 'present') continue;
    const beginning = `${path.slice(at + 1)}.backup_`;
    const count = names.value.filter((name) => name.startsWith(beginning)).length;
    if (count <= Math.max(1, keep) * 2) continue;
    const told = { path, count, keep };
    const cure = t('doctor.many_backups_cure', told);
    found.push({ id: 'backups', state: 'warning', finding: t('doctor.many_backups', told), cure });
  }
  return found;
}
