import type { Pack } from '../../core/pack.ts';
import { phpFpmProbe } from './probes/php-fpm.ts';

/** Pools of php-fpm. */
export const phpFpm: Pack = {
  name: 'php-fpm',
  probes: [phpFpmProbe],
};
