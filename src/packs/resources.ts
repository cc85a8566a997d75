import type { AnyResourceType } from '../core/resource.ts';
import { apacheDirectives } from './apache/resources/directives.ts';
import { apacheModule } from './apache/resources/module.ts';
import { apacheMpm } from './apache/resources/mpm.ts';
import { apacheProxy } from './apache/resources/proxy.ts';
import { apacheSite } from './apache/resources/site.ts';
import { cron } from './cron/resource.ts';
import { directory } from './files/directory.ts';
import { file } from './files/file.ts';
import { logrotate } from './logrotate/resource.ts';
import { pm2App } from './pm2/resource.ts';
import { service } from './systemd/resources/service.ts';
import { symlink } from './files/symlink.ts';
import { systemdUnit } from './systemd/resources/unit.ts';

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
