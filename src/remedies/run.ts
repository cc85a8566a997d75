import { endingOf } from '../core/ending.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import type { RemedyType } from '../core/remedy.ts';
import type { Argv } from '../core/step.ts';
import { t } from '../core/text.ts';

/** Spec of `run`. */
export interface RunSpec {
  readonly argv: Argv;
  readonly user?: string;
  readonly cwd?: string;
  readonly timeout?: string | number;
}

/** Runs a command. */
export const run: RemedyType<RunSpec> = {
  type: 'run',
  summary: 'Runs a command as a list of words; no shell sees it.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['argv'],
    properties: {
      argv: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: 'The program and its words.',
      },
      user: { type: 'string', minLength: 1, description: 'Who runs it; whoever runs kapa unless given.' },
      cwd: { type: 'string', pattern: '^/', description: 'Where it runs.' },
      timeout: {
        type: 'string',
        pattern: durationPattern,
        default: '30s',
        description: 'After it, it is ended.',
      },
    },
  },
  example: `- run: { argv: [/usr/local/bin/drop-cache, --all], timeout: 30s }`,
  kills: false,
  target: ({ argv }) => `run:${argv[0]}`,
  async act({ argv, user, cwd, timeout }, { host }) {
    const done = await host.run(argv, {
      timeout: secondsOf(timeout, 30),
      ...(user === undefined ? {} : { user }),
      ...(cwd === undefined ? {} : { cwd }),
    });
    const program = argv[0];
    return done.status === 0
      ? { outcome: 'done', summary: t('measure.ran', { program }) }
      : {
          outcome: 'failed',
          reason: t('measure.command_failed', { program, reason: endingOf(done) }),
        };
  },
};
