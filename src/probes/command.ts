import { endingOf } from '../core/ending.ts';
import type { ProbeType } from '../core/probe.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import type { Argv } from '../core/step.ts';
import { t } from '../core/text.ts';

/** Spec of `command`. */
export interface CommandSpec {
  readonly argv: Argv;
  readonly timeout?: string | number;
  readonly user?: string;
}

/** What a command says. */
export const command: ProbeType<CommandSpec> = {
  type: 'command',
  summary: 'Runs a command that only asks, without a shell, and takes its exit status and its output.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['argv'],
    properties: {
      argv: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: 'The program and its words; no shell sees them.',
      },
      timeout: {
        type: 'string',
        pattern: durationPattern,
        default: '10s',
        description: 'After it, it is ended.',
      },
      user: { type: 'string', minLength: 1, description: 'Who runs it; whoever runs kapa unless given.' },
    },
  },
  example: `queue: { command: { argv: [/usr/local/bin/queue-length], timeout: 5s } }`,
  fields: () => ({
    exit_status: { type: 'number', description: 'How it ended.' },
    value: { type: 'number', description: 'The number it printed; none where it printed something else.' },
    output: { type: 'string', description: 'The first 1,000 characters it printed.' },
  }),
  async measure({ argv, timeout, user }, { instruments }) {
    const done = await instruments.query(argv, {
      timeout: secondsOf(timeout, 10),
      ...(user === undefined ? {} : { user }),
    });
    if (done.status === null)
      return { unknown: t('measure.command_failed', { program: argv[0], reason: endingOf(done) }) };
    const output = new TextDecoder().decode(done.stdout).trim();
    const value = Number(output);
    return {
      fields: {
        exit_status: done.status,
        output: output.slice(0, 1000),
        ...(output === '' || !Number.isFinite(value) ? {} : { value }),
      },
    };
  },
};
