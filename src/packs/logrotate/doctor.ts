import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { pathMatcherOf } from '../../core/glob.ts';
import { t } from '../../core/text.ts';

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
  const texts = await Promise.all(
    names.value.map(async (name) => instruments.read(`/etc/logrotate.d/${name}`)),
  );
  const whole = texts
    .map((text) => (text.state === 'present' ? new TextDecoder().decode(text.value) : ''))
    .join('\n');
  return logs.map((log) =>
    rotates(whole, log)
      ? { id, state: 'ok', finding: t('doctor.rotated', { log }) }
      : {
          id,
          state: 'ill',
          finding: t('doctor.not_rotated', { log }),
          cure: t('doctor.not_rotated_cure'),
        },
  );
}

/** Tells whether a stanza names the log, itself or by a pattern of its folder. */
function rotates(stanzas: string, log: string): boolean {
  return stanzas.split(/[\s"']+/u).some((word) => word.startsWith('/') && pathMatcherOf(word)(log));
}
