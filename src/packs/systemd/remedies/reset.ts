import { portProperties, type DeclaredPort } from '../../../core/address.ts';
import { whyNot } from '../../../core/reading.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';
import { freePort } from '../../network/free-port.ts';
import { systemdPid } from '../service-processes.ts';
import { showUnit } from '../show.ts';

/** Spec of `service_reset`. */
export interface ServiceResetSpec extends Partial<DeclaredPort> {
  readonly service: string;
}

/** Stops a unit, frees its port, forgets its failures and starts it anew. */
export const serviceReset: RemedyType<ServiceResetSpec> = {
  type: 'service_reset',
  atPort: true,
  summary:
    'Stops a unit of systemd, frees its port, forgets its failures (`reset-failed`) and starts it anew: its restarts are 0 again.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['service'],
    properties: {
      service: {
        type: 'string',
        pattern: '^[A-Za-z0-9]',
        description: 'Name of the unit; one without a suffix is a service.',
        examples: ['kapa-backend'],
      },
      ...portProperties,
      port: {
        ...portProperties.port,
        description: 'Its port: a Node that still holds it when the unit has stopped is ended.',
      },
    },
  },
  example: `- service_reset: { service: kapa-backend, port: 3001 }`,
  kills: true,
  told: 'reset',
  reset: 'declared',
  announced: ({ service }) => t('systemd.about_to_reset', { service }),
  target: ({ service }) => `service:${service}`,
  async act(spec, context) {
    const { host } = context;
    const shown = await showUnit(spec.service, ['LoadState'], context.instruments());
    if (shown.state !== 'present') return { outcome: 'failed', reason: whyNot(shown, spec.service) };
    // Nothing is stopped that could not be started again.
    const load = shown.value.get('LoadState') ?? '';
    if (load !== 'loaded')
      return { outcome: 'refused', reason: t('systemd.not_loaded', { service: spec.service, state: load }) };
    const unit = context.service(spec.service);
    const stopped = await unit.perform('stop', host);
    if (!stopped.ok) return { outcome: 'failed', reason: stopped.reason };
    const held = await freePort(spec, context, [systemdPid]);
    const started = await unit.perform('start', host);
    if (!started.ok) return { outcome: 'failed', reason: started.reason };
    return held === undefined
      ? { outcome: 'done', summary: t('systemd.reset', { name: spec.service }) }
      : { outcome: 'failed', reason: held };
  },
};
