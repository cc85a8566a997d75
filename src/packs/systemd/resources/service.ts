import type { Reader, ServiceState as HostState } from '../../../core/reader.ts';
import type { Reading } from '../../../core/reading.ts';
import { converged, type Change, type FieldChange, type ResourceType } from '../../../core/resource.ts';
import type { Step } from '../../../core/step.ts';
import { t, type Text } from '../../../core/text.ts';
import { unitPattern } from '../show.ts';

/** Spec of a service: it runs now or not, it starts at boot or not; what is left out is not looked after. */
export interface ServiceSpec {
  readonly name: string;
  readonly running?: boolean;
  readonly enabled?: boolean;
}

/** State of the service, and whether services can be told at all. */
export interface ServiceSeen {
  readonly live: boolean;
  readonly found: Reading<HostState>;
}

/** `service`: a service that runs, or does not, now and after a boot. */
export const service: ResourceType<ServiceSpec, ServiceSeen> = {
  type: 'service',
  elsewhere: ['systemd', 'systemctl'],
  summary:
    'A service: running or not, started at boot or not. By systemd where it runs, else by its init script.',
  example: `- name: Apache runs, also after a boot
  service:
    name: apache2
    running: true
    enabled: true
`,
  schema: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    anyOf: [{ required: ['running'] }, { required: ['enabled'] }],
    properties: {
      name: {
        type: 'string',
        pattern: unitPattern,
        description: 'Name of the service; for systemd a unit, `.service` may be left out.',
        examples: ['apache2', 'certbot.timer'],
      },
      running: { type: 'boolean', description: 'Whether it runs now.', examples: [true] },
      enabled: { type: 'boolean', description: 'Whether it starts at boot.', examples: [true] },
    },
  },
  owns: ({ name }) => [`service:${bare(name)}`],
  after: ({ name }) => [`file:/etc/systemd/system/${bare(name)}.service`, `file:/etc/systemd/system/${name}`],
  observe: async ({ name }, host) => ({ live: host.live, found: await host.service(name) }),
  diff,
  review: async (_spec, after: Reader): Promise<readonly Text[]> =>
    after.live ? [] : [t('resources.not_live', { root: after.root })],
};

function diff({ name, running, enabled }: ServiceSpec, { live, found }: ServiceSeen): Change {
  if (!live) return converged;
  if (found.state === 'unreadable') return unknown(found.reason);
  if (found.state === 'absent')
    return running === true || enabled === true
      ? unknown(t('resources.service_unknown', { name }))
      : converged;
  const now = found.value;
  if (
    (running !== undefined && now.running === undefined) ||
    (enabled !== undefined && now.enabled === undefined)
  )
    return unknown(t('resources.service_state_unknown', { name }));
  const fields: FieldChange[] = [];
  const steps: Step[] = [];
  if (enabled !== undefined && now.enabled !== enabled) {
    fields.push({ field: 'enabled', from: now.enabled ?? null, to: enabled });
    steps.push({ do: 'service', service: name, effect: enabled ? 'enable' : 'disable' });
  }
  if (running !== undefined && now.running !== running) {
    fields.push({ field: 'running', from: now.running ?? null, to: running });
    steps.push({ do: 'service', service: name, effect: running ? 'start' : 'stop' });
  }
  return steps.length === 0 ? converged : { action: 'update', fields, steps };
}

function unknown(reason: Text): Change {
  return { action: 'unknown', fields: [], steps: [], unknown: reason };
}

function bare(name: string): string {
  return name.replace(/\.service$/u, '');
}
