import type { SchemaPart } from '../../core/resource.ts';
import type { CronOutput } from './crontab/index.ts';

/** A job as an operator declares it. */
export interface CronJob {
  readonly schedule: string;
  /** The command as one would type it into sh; `%` is escaped by kapa. */
  readonly run: string;
  /** Text for the command's standard input. */
  readonly input?: string;
  readonly output?: CronOutput;
  readonly env?: Readonly<Record<string, string>>;
  /** Only in a file of /etc/cron.d: who runs it. */
  readonly user?: string;
}

/** The jobs that kapa looks after in a user's crontab, or in a file of /etc/cron.d. */
export interface CronSpec {
  readonly user?: string;
  readonly file?: string;
  readonly heading?: string;
  readonly jobs?: readonly CronJob[];
  /** Set above the first job, for all jobs of the crontab. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Programs, or whole commands, whose lines are removed, whoever wrote them. */
  readonly absent?: readonly string[];
  /**
   * Folders in which jobs find their programs; `inherit`: cron's own /usr/bin:/bin, or what the crontab sets.
   */
  readonly path?: 'inherit' | readonly string[];
  readonly state?: 'present' | 'absent';
}

/** Keys in which other tools take a schedule apart. */
const fields: readonly string[] = ['minute', 'hour', 'day', 'month', 'weekday', 'dom', 'dow', 'special_time'];

/** Schema of a `cron` resource. */
export const cronSchema: SchemaPart = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['user'] }, { required: ['file'] }],
  properties: {
    user: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
      description: 'Whose crontab it is; with `file`, who runs the jobs (root unless given).',
      examples: ['root'],
    },
    file: {
      type: 'string',
      minLength: 1,
      description: 'Name of a file in /etc/cron.d: letters, digits, - and _ only, as cron ignores others.',
      examples: ['kapa'],
    },
    heading: {
      type: 'string',
      pattern: '^[^\\n\\r]+$',
      description: 'A comment above the jobs.',
      examples: ['KAPA Monitoring System - Auto-recovery'],
    },
    jobs: {
      type: 'array',
      description: 'The jobs. One that leaves this list leaves the crontab, unless it was there before kapa.',
      elsewhere: ['job', 'command', 'run', 'schedule', ...fields],
      examples: [[{ schedule: '*/3 * * * *', run: 'kapa check' }]],
      items: {
        type: 'object',
        required: ['schedule', 'run'],
        additionalProperties: false,
        properties: {
          schedule: {
            type: 'string',
            description:
              'Five fields as in crontab(5), or @reboot, @hourly, @daily, @weekly, @monthly, @yearly.',
            elsewhere: fields,
            examples: ['*/3 * * * *', '@daily'],
          },
          run: {
            type: 'string',
            minLength: 1,
            description: 'The command as one types it into a shell; kapa escapes % for cron.',
            examples: ['kapa check --group health'],
          },
          input: {
            type: 'string',
            description:
              'What the command reads on its standard input. It ends with a line feed, given or not.',
            examples: ['yes'],
          },
          output: {
            description: 'What becomes of its output: mailed by cron, dropped, or appended to a file.',
            default: 'mail',
            oneOf: [
              { enum: ['mail', 'discard'] },
              {
                type: 'object',
                required: ['append'],
                additionalProperties: false,
                properties: {
                  append: {
                    type: 'string',
                    pattern: "^/[^\\n'%]*$",
                    description: 'Absolute path of the file.',
                    examples: ['/var/log/backup.log'],
                  },
                },
              },
            ],
          },
          env: {
            type: 'object',
            description: 'Environment of this job alone.',
            propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
            additionalProperties: { type: 'string', pattern: '^[^\\n]*$' },
            examples: [{ LANG: 'C.UTF-8' }],
          },
          user: { type: 'string', description: 'With `file`: who runs this job.', examples: ['www-data'] },
        },
      },
    },
    variables: {
      type: 'object',
      description:
        'Variables of the whole crontab, also for jobs of others in it: MAILTO, SHELL. They stand above the first job.',
      propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
      additionalProperties: { type: 'string', pattern: '^[^\\n\\r]*$' },
      examples: [{ MAILTO: 'ops@example.org' }],
    },
    absent: {
      type: 'array',
      items: { type: 'string', pattern: '^\\S.*$' },
      description:
        'Programs, or whole commands, whose lines are removed, whoever wrote them: what these jobs replace.',
      examples: [['/usr/local/bin/old_check.sh', 'cd /srv/old && ./check']],
    },
    path: {
      description:
        "Where jobs find their programs. Unless given, the usual folders and those of the node and kapa that run now; cron's own is /usr/bin:/bin.",
      oneOf: [
        { const: 'inherit' },
        { type: 'array', minItems: 1, items: { type: 'string', pattern: "^/[^:\\n'%]*$" } },
      ],
      examples: [['/opt/node/bin', '/usr/bin', '/bin']],
    },
    state: {
      enum: ['present', 'absent'],
      default: 'present',
      description:
        'Absent: of the lines that kapa wrote, those of the jobs that are listed go; without a list, all that no other resource declares.',
    },
  },
};
