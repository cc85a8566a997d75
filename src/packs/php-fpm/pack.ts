import type { Pack } from '../../core/pack.ts';
import { phpFpmProbe } from './probes/php-fpm.ts';
import { phpFpmReload } from './remedies/reload.ts';
import { phpFpmService } from './service.ts';

/** Pools of php-fpm. */
export const phpFpmPack: Pack = {
  name: 'php-fpm',
  packages: ['php*-fpm', 'php*-common'],
  probes: [phpFpmProbe],
  remedies: [phpFpmReload],
  service: phpFpmService,
};
