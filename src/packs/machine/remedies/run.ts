import { commandOptions, commandProperties, type DeclaredCommand } from '../declared-command.ts';
import { endingOf } from '../../../core/command-result.ts';
import type { RemedyType } from '../../../core/remedy.ts';
import { t } from '../../../core/text.ts';

/** Spec of `run`. */
export interface RunSpec extends DeclaredCommand {
  readonly cwd?: string;
}

const usualSeconds = 30;

/** Runs a command. */
export const run: RemedyType<RunSpec> = {
  type: 'run',
  summary: 'Runs a command as a list of words; no shell sees it.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['argv'],
    properties: {
      ...commandProperties(usualSeconds),
      cwd: { type: 'string', pattern: '^/', description: 'Where it runs.' },
    },
  },
  example: `- run: { argv: [/usr/local/bin/drop-cache, --all], timeout: 30s }`,
  kills: false,
  target: ({ argv }) => `run:${argv[0]}`,
  async act(spec, { host }) {
    const { argv, cwd } = spec;
    const done = await host.run(argv, {
      ...commandOptions(spec, usualSeconds),
      // It may start what is the site's and not kapa's.
      apart: true,
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
