import type { AnyResourceType } from '../core/resource.ts';
import { apacheDirectives } from './apache_directives.ts';
import { apacheModule } from './apache_module.ts';
import { apacheMpm } from './apache_mpm.ts';
import { apacheProxy } from './apache_proxy.ts';
import { apacheSite } from './apache_site.ts';
import { cron } from './cron.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { logrotate } from './logrotate.ts';
import { pm2App } from './pm2_app.ts';
import { service } from './service.ts';
import { symlink } from './symlink.ts';
import { systemdUnit } from './systemd_unit.ts';

/** Every type of this room, by name. */
export const resourceTypes: readonly AnyResourceType[] = [
  apacheDirectives,
  apacheModule,
  apacheMpm,
  apacheProxy,
  apacheSite,
  cron,
  directory,
  file,
  logrotate,
  pm2App,
  service,
  symlink,
  systemdUnit,
];
