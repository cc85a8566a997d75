import type { Service } from '../core/service.ts';
import { apacheService } from './apache/service/service.ts';
import { cron } from './cron/service.ts';
import { pm2 } from './pm2/service.ts';
import { unit } from './systemd/unit.ts';

/**
 * The service of a name, with its check and its effects: those that kapa knows, `pm2:USER` for a user's
 * applications, and any other as a unit of systemd or an init script.
 */
export function serviceFor(name: string): Service {
  const known = services.find((service) => service.name === name);
  if (known !== undefined) return known;
  return name.startsWith('pm2:') ? pm2(name) : unit(name);
}

const services: readonly Service[] = [apacheService('/etc/apache2'), cron('cron'), cron('crond')];
