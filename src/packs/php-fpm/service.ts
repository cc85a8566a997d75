import type { Service } from '../../core/service.ts';
import { unit } from '../systemd/unit.ts';

/** php-fpm of one version of PHP: its own test judges its pools before it takes them. Undefined: another service. */
export function phpFpmService(name: string): Service | undefined {
  const version = /^php(\d+\.\d+)-fpm(?:\.service)?$/u.exec(name)?.[1];
  if (version === undefined) return undefined;
  const program = `/usr/sbin/php-fpm${version}`;
  return {
    ...unit(name),
    checks: async (reader) => ((await reader.stat(program)).state === 'absent' ? [] : [[program, '--test']]),
  };
}
