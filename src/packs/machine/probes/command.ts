import { commandOptions, commandProperties, type DeclaredCommand } from '../declared-command.ts';
import { endingOf } from '../../../core/command-result.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { t } from '../../../core/text.ts';
import { cutTo } from '../../../core/cut.ts';
import { tellFields } from '../../../core/told.ts';

/** Spec of `command`. */
export type CommandSpec = DeclaredCommand;

const usualSeconds = 10;

/** Probe of what a command says. */
export const command: ProbeType<CommandSpec> = {
  type: 'command',
  summary: 'Runs a command that only asks, without a shell, and takes its exit status and its output.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['argv'],
    properties: {
      ...commandProperties(usualSeconds),
    },
  },
  example: `queue: { command: { argv: [/usr/local/bin/queue-length], timeout: 5s } }`,
  fields: () => ({
    exit_status: { type: 'number', names: true, codes: true, description: 'How it ended.' },
    value: { type: 'number', description: 'The number it printed; none where it printed something else.' },
    output: { type: 'string', description: 'The first 1,000 characters it printed.' },
  }),
  told: tellFields('exit_status', 'value'),
  async measure(spec, { instruments }) {
    const { argv } = spec;
    const done = await instruments.query(argv, commandOptions(spec, usualSeconds));
    if (done.status === null)
      return { unknown: t('measure.command_failed', { program: argv[0], reason: endingOf(done) }) };
    const output = new TextDecoder().decode(done.stdout).trim();
    const value = Number(output);
    return {
      fields: {
        exit_status: done.status,
        output: cutTo(output, 1000),
        ...(output === '' || !Number.isFinite(value) ? {} : { value }),
      },
    };
  },
};
