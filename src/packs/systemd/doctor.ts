import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { whyNot } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { showUnit } from './show.ts';

/** Standing of kapa's own service, and of each unit that a probe looks at: systemd knows it, and starts it at boot. */
export async function serviceDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [...(await watchDiagnosis(instruments))];
  for (const { name: probe, type, spec } of set.probes) {
    if (type !== 'service') continue;
    const { name } = spec as { readonly name: string };
    const head = { id: 'service', probe };
    const shown = await showUnit(name, ['LoadState', 'UnitFileState', 'ActiveState'], instruments);
    if (shown.state !== 'present') {
      const finding = t('systemd.unknown', { name, reason: whyNot(shown, name) });
      found.push({ ...head, state: 'unknown', finding });
      continue;
    }
    const load = shown.value.get('LoadState') ?? '';
    if (load !== 'loaded') {
      const finding = t('systemd.cannot_run', { name, state: load });
      found.push({ ...head, state: 'ill', finding, cure: t('systemd.cannot_run_cure') });
    } else if (shown.value.get('UnitFileState') === 'disabled') {
      const finding = t('systemd.not_at_boot', { name });
      found.push({ ...head, state: 'warning', finding, cure: t('systemd.not_at_boot_cure', { name }) });
    } else
      found.push({
        ...head,
        state: 'ok',
        finding: t('systemd.stands', { name, state: shown.value.get('ActiveState') ?? '' }),
      });
  }
  return found;
}

/** Finding about the service for `kapa watch`, where there is one and systemd has given it up: nobody heals the host. */
async function watchDiagnosis(instruments: Patient['instruments']): Promise<readonly Diagnosis[]> {
  const name = 'kapa-watch';
  if ((await instruments.stat('/run/systemd/system')).state !== 'present') return [];
  const shown = await showUnit(name, ['ActiveState', 'Result'], instruments);
  if (shown.state !== 'present' || shown.value.get('ActiveState') !== 'failed') return [];
  const finding = t('systemd.failed', { name, result: shown.value.get('Result') ?? '' });
  return [{ id: 'service', state: 'ill', finding, cure: t('systemd.failed_cure', { name }) }];
}
