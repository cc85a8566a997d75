import type { RemedyType } from '../../../core/remedy.ts';
import { performEffect } from '../effect-as-remedy.ts';

/** Spec of `service_restart`. */
export interface ServiceRestartSpec {
  readonly service: string;
}

/** Restarts a service. */
export const serviceRestart: RemedyType<ServiceRestartSpec> = {
  type: 'service_restart',
  elsewhere: ['systemd_restart', 'restart_service', 'systemctl_restart'],
  summary: 'Restarts a service after its check, by systemd or its init script, and watches that it stays up.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['service'],
    properties: {
      service: { type: 'string', pattern: '^[A-Za-z0-9]', description: 'Its name.', examples: ['cron'] },
    },
  },
  example: `- service_restart: { service: cron }`,
  kills: false,
  told: 'restarted',
  target: ({ service }) => `service:${service}`,
  act: ({ service }, context) => performEffect(service, 'restart', context),
};
