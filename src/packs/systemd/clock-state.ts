import type { Instruments } from '../../core/instruments.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { lastWords } from './output.ts';

/** Standing of the host's clock. `synchronized`: the kernel holds it for right; `service`: one that keeps time is enabled. */
export interface ClockState {
  readonly synchronized: boolean;
  readonly service: boolean;
}

/** Asks timedatectl(1) for it; a container has the clock of its host. */
export async function readClock(instruments: Instruments): Promise<Reading<ClockState>> {
  const shown = await instruments.query(
    ['timedatectl', 'show', '--property=NTP', '--property=NTPSynchronized'],
    { timeout: 5 },
  );
  const [, service, synchronized] =
    /^NTP=(yes|no)\nNTPSynchronized=(yes|no)\n$/u.exec(new TextDecoder().decode(shown.stdout)) ?? [];
  if (shown.status !== 0 || service === undefined)
    return unreadable(t('measure.command_failed', { program: 'timedatectl', reason: lastWords(shown, 1) }));
  return present({ synchronized: synchronized === 'yes', service: service === 'yes' });
}
