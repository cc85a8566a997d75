import type { ProbeType } from '../../../core/probe.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { lastWords } from '../output.ts';

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
    const shown = await instruments.query(
      ['timedatectl', 'show', '--property=NTP', '--property=NTPSynchronized'],
      { timeout: 5 },
    );
    const [, service, synchronized] =
      /^NTP=(yes|no)\nNTPSynchronized=(yes|no)\n$/u.exec(new TextDecoder().decode(shown.stdout)) ?? [];
    if (shown.status !== 0 || service === undefined)
      return {
        unknown: t('measure.command_failed', { program: 'timedatectl', reason: lastWords(shown, 1) }),
      };
    return { fields: { synchronized: synchronized === 'yes', service: service === 'yes' } };
  },
};
