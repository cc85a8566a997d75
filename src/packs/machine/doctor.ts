import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { t } from '../../core/text.ts';

/** Standing of the clock: whether something keeps it right. */
export async function clockDiagnoses({ instruments }: Patient): Promise<readonly Diagnosis[]> {
  const id = 'clock';
  const argv = ['timedatectl', 'show', '--property=NTPSynchronized', '--value'] as const;
  const asked = await instruments.query(argv, { timeout: 5 });
  const said = new TextDecoder().decode(asked.stdout).trim();
  if (asked.status !== 0 || !/^(?:yes|no)$/u.test(said))
    return [{ id, state: 'unknown', finding: t('doctor.clock_unknown') }];
  return said === 'yes'
    ? [{ id, state: 'ok', finding: t('doctor.clock_right') }]
    : [{ id, state: 'warning', finding: t('doctor.clock_alone'), cure: t('doctor.clock_alone_cure') }];
}
