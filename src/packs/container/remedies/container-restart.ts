import { durationPattern, secondsOf } from '../../../core/quantity.ts';
import { whyNot } from '../../../core/reading.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';
import { askEngine, containerName, engineProperties, saidBy, type EngineName } from '../engine.ts';
import { inspectContainer } from '../inspect.ts';

/** Spec of `container_restart`. */
export interface ContainerRestartSpec extends EngineName {
  readonly container: string;
  readonly grace?: string | number;
}

/** Seconds that an engine may take beyond the grace, to end the container and to start it. */
const patience = 20;

/** Restarts a container. */
export const containerRestart: RemedyType<ContainerRestartSpec> = {
  type: 'container_restart',
  elsewhere: ['docker_restart'],
  summary:
    'Restarts a container through Docker or Podman, or starts it where it has ended, and sees that it runs. Refuses where there is none.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['container'],
    properties: {
      container: containerName,
      ...engineProperties,
      grace: {
        type: 'string',
        pattern: durationPattern,
        default: '10s',
        description: 'That it has to end by itself before it is killed.',
      },
    },
  },
  example: `- container_restart: { container: shop-api }`,
  kills: false,
  told: 'restarted',
  reset: 'declared',
  announced: ({ container }) => t('container.about_to_restart', { name: container }),
  target: ({ container, user, socket }) =>
    `container:${[user ?? socket, container].filter(Boolean).join('/')}`,
  async act({ container, grace: declared, ...engine }, context) {
    const name = { name: container, ...engine };
    const look = async (): ReturnType<typeof inspectContainer> => {
      const instruments = context.instruments();
      return inspectContainer(name, { exchange: instruments.exchange, reader: instruments });
    };
    const found = await look();
    if (found.state === 'absent')
      return { outcome: 'refused', reason: t('container.missing', { name: container }) };
    if (found.state === 'unreadable') return { outcome: 'failed', reason: found.reason };
    const { id, socket, owner } = found.value;
    const grace = Math.ceil(secondsOf(declared, 10));
    // By its number: the name may by now be another's.
    const path = `/containers/${id}/restart?t=${grace}`;
    const timeout = grace + patience;
    const done = await askEngine(
      { method: 'POST', path, timeout },
      { socket, owner: owner.uid },
      context.exchange,
    );
    if (done.state !== 'present') return { outcome: 'failed', reason: whyNot(done, socket) };
    if (done.value.status !== 204)
      return {
        outcome: 'failed',
        reason: t('container.engine_failed', { socket, said: saidBy(done.value) }),
      };
    const after = await look();
    if (after.state !== 'present') return { outcome: 'failed', reason: whyNot(after, container) };
    const { status } = after.value;
    return status === 'running'
      ? { outcome: 'done', summary: t('container.restarted', { name: container }) }
      : { outcome: 'failed', reason: t('container.did_not_stay', { name: container, state: status }) };
  },
};
