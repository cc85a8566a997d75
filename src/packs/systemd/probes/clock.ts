import type { ProbeType } from '../../../core/probe.ts';
import { whyNot } from '../../../core/reading.ts';
import { tellFields } from '../../../core/told.ts';
import { readClock } from '../clock-state.ts';

/** The host's clock, and who keeps it right. */
export const clock: ProbeType<Readonly<Record<string, never>>> = {
  type: 'clock',
  summary: 'Whether the clock of the host is in sync with others, as the kernel has it.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `clock: { clock: {} }`,
  fields: () => ({
    synchronized: {
      type: 'bool',
      description:
        'Whether the kernel holds its clock for right: nothing has set it for hours, if not. A container has that of its host.',
    },
    service: {
      type: 'bool',
      description: 'Whether a service that keeps time (systemd-timesyncd, chrony, ntpsec) is enabled.',
    },
  }),
  told: tellFields('synchronized', 'service'),
  async measure(_, { instruments }) {
    const clock = await readClock(instruments);
    return clock.state === 'present'
      ? { fields: { ...clock.value } }
      : { unknown: whyNot(clock, 'timedatectl') };
  },
};
