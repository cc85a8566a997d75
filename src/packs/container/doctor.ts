import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { whyNot } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { inspectContainer } from './inspect.ts';
import type { ContainerProbeSpec } from './probes/container.ts';

/** Standing of each container that a probe looks at: its engine answers and knows it, and something starts it at boot. */
export async function containerDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const { name: probe, type, spec } of set.probes) {
    if (type !== 'container') continue;
    const asked = spec as ContainerProbeSpec;
    const { name } = asked;
    const head = { id: 'container', probe };
    const seen = await inspectContainer(asked, { exchange: instruments.exchange, reader: instruments });
    if (seen.state === 'unreadable') {
      const finding = t('container.unasked', { name, reason: whyNot(seen, name) });
      found.push({ ...head, state: 'unknown', finding });
    } else if (seen.state === 'absent') {
      const finding = t('container.unknown', { name });
      found.push({ ...head, state: 'ill', finding, cure: t('container.unknown_cure') });
    } else if (!seen.value.startsAtBoot) {
      const finding = t('container.not_at_boot', { name });
      found.push({ ...head, state: 'warning', finding, cure: t('container.not_at_boot_cure', { name }) });
    } else {
      const finding = t('container.stands', { name, state: seen.value.status });
      found.push({ ...head, state: 'ok', finding });
    }
  }
  return found;
}
