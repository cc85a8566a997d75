import type { AnyResourceType } from '../core/resource.ts';
import { cron } from './cron.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { logrotate } from './logrotate.ts';
import { service } from './service.ts';
import { symlink } from './symlink.ts';

/** Every type of this room, by name. */
export const resourceTypes: readonly AnyResourceType[] = [cron, directory, file, logrotate, service, symlink];
