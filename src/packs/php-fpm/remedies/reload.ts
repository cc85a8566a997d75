import type { RemedyType } from '../../../core/remedy.ts';
import { performEffect } from '../../systemd/effect-as-remedy.ts';

/** Spec of `php_fpm_reload`. */
export interface PhpFpmReloadSpec {
  readonly service: string;
}

/** Reloads php-fpm. */
export const phpFpmReload: RemedyType<PhpFpmReloadSpec> = {
  type: 'php_fpm_reload',
  summary:
    'Reloads php-fpm after its own test: workers are replaced, and a configuration with faults is not taken.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['service'],
    properties: {
      service: {
        type: 'string',
        pattern: String.raw`^php\d+\.\d+-fpm$`,
        description: 'Its unit.',
        examples: ['php8.2-fpm'],
      },
    },
  },
  example: `- php_fpm_reload: { service: php8.2-fpm }`,
  kills: false,
  told: 'reloaded',
  target: ({ service }) => `service:${service}`,
  act: ({ service }, context) => performEffect(service, 'reload', context),
};
