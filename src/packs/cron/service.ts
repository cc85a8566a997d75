import type { Service } from '../../core/service.ts';
import { t } from '../../core/text.ts';
import { unit } from '../systemd/unit.ts';

/**
 * The cron daemon. It looks at the modification time of its files each minute, so a reload is nothing to do; files
 * that kapa puts back get a fresh time for this reason.
 */
export function cronDaemon(name: string): Service {
  const daemon = unit(name);
  return {
    ...daemon,
    perform: async (effect, host) =>
      effect === 'reload' ? { ok: true, note: t('services.cron_notices') } : daemon.perform(effect, host),
  };
}
