import { cutTo } from '../../../core/cut.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { lastWords } from '../output.ts';

/** Units that failed, as systemd counts them. */
export const failedUnits: ProbeType<Readonly<Record<string, never>>> = {
  type: 'failed_units',
  summary:
    'How many units of systemd have failed, and which: timers, mounts and services that nobody watches.',
  schema: { type: 'object', additionalProperties: false, properties: {}, description: 'Nothing to state.' },
  example: `units: { failed_units: {} }`,
  fields: () => ({
    count: { type: 'number', unit: 'count', description: 'Units that failed.' },
    units: { type: 'string', description: 'Their names with blanks between; empty: none failed.' },
  }),
  told: tellFields('count', 'units'),
  async measure(_, { instruments }) {
    const listed = await instruments.query(
      ['systemctl', 'list-units', '--state=failed', '--plain', '--full', '--no-legend', '--no-pager'],
      { timeout: 5 },
    );
    if (listed.status !== 0)
      return { unknown: t('measure.command_failed', { program: 'systemctl', reason: lastWords(listed, 1) }) };
    const lines = new TextDecoder().decode(listed.stdout).split('\n');
    const names = lines.flatMap((line) => /^\S+/u.exec(line.trim()) ?? []);
    return { fields: { count: names.length, units: cutTo(names.join(' '), 200) } };
  },
};
