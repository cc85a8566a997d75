import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { t } from '../../core/text.ts';
import { filesRead } from './configuration.ts';
import { namesSameLog } from './stanzas-there.ts';

/** logrotate itself, and its knowledge of the groups' logs. */
export async function rotationDiagnoses({ groups, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const logs = groups.flatMap(({ log }) => (log === undefined ? [] : [log.file]));
  if (logs.length === 0) return [];
  const id = 'log_rotation';
  const program = await instruments.stat('/usr/sbin/logrotate');
  if (program.state === 'absent')
    return [
      {
        id,
        state: 'ill',
        finding: t('doctor.no_logrotate'),
        cure: t('doctor.no_logrotate_cure'),
      },
    ];
  const names = await instruments.list('/etc/logrotate.d');
  if (names.state !== 'present') return [{ id, state: 'unknown', finding: t('doctor.rotation_unknown') }];
  const named = (await filesRead(instruments)).flatMap(({ paths }) => paths);
  return logs.map((log) =>
    named.some((path) => namesSameLog(path, log))
      ? { id, state: 'ok', finding: t('doctor.rotated', { log }) }
      : {
          id,
          state: 'ill',
          finding: t('doctor.not_rotated', { log }),
          cure: t('doctor.not_rotated_cure'),
        },
  );
}
