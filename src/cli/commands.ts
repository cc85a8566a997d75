import type { ExitStatus } from '../core/exit.ts';
import type { MessageId } from '../core/text.ts';
import type { CommandContext, Given } from '../app/context.ts';
import type { Matter, OptionDeclaration } from '../app/option.ts';

/** A command: how it is called, and where it lives. Its code is loaded only when it runs. */
export interface CommandDeclaration {
  readonly name: CommandName;
  readonly arguments?: readonly (readonly [syntax: string, description: MessageId])[];
  readonly options?: readonly OptionDeclaration[];
  /** Options of every command that matter to this one, and stand in its help. */
  readonly takes: readonly Matter[];
  readonly example: string;
  /** Read by a monitoring system: a wrong command line is "unknown", 3. */
  readonly monitoring?: true;
  run(args: readonly string[], given: Given, context: CommandContext): Promise<ExitStatus>;
}

type CommandName =
  | 'lint'
  | 'plan'
  | 'apply'
  | 'check'
  | 'watch'
  | 'status'
  | 'history'
  | 'metrics'
  | 'replay'
  | 'report'
  | 'pause'
  | 'resume'
  | 'silence'
  | 'ack'
  | 'clear'
  | 'doctor'
  | 'reset'
  | 'backups'
  | 'restore'
  | 'recover'
  | 'init'
  | 'show'
  | 'snapshot'
  | 'schema'
  | 'explain';

const policies = ['[policies...]', 'cli.argument.policies'] as const;
const yes: OptionDeclaration = { flags: '-y, --yes', description: 'cli.option.yes' };
const reason: OptionDeclaration = { flags: '--reason <TEXT>', description: 'cli.option.reason' };
const full: OptionDeclaration = { flags: '--full', description: 'cli.option.full' };
const prune: OptionDeclaration = { flags: '--prune', description: 'cli.option.prune' };

const everything: readonly Matter[] = ['root', 'state', 'values', 'choice', 'json', 'trust'];
/** Measuring is of the running host only. */
const measuring: readonly Matter[] = everything.filter((matter) => matter !== 'root');
const recorded: readonly Matter[] = ['root', 'state', 'json'];

/** Every command, in the order of the help. */
export const commands: readonly CommandDeclaration[] = [
  {
    name: 'lint',
    arguments: [policies],
    options: [
      {
        flags: '--format <FORMAT>',
        description: 'cli.option.format',
        choices: ['text', 'json', 'github', 'sarif', 'gitlab', 'junit'],
      },
      { flags: '--strict', description: 'cli.option.strict' },
    ],
    takes: ['values', 'json'],
    example: 'kapa lint --strict policies/',
    run: async (...call) => (await import('./commands/lint.ts')).lintCommand(...call),
  },
  {
    name: 'plan',
    arguments: [policies],
    options: [
      { flags: '-o, --out <FILE>', description: 'cli.option.out' },
      { flags: '--detailed-exitcode', description: 'cli.option.detailed_exitcode' },
      prune,
      full,
    ],
    takes: everything,
    example: 'kapa plan policies/ --out tonight.plan',
    run: async (...call) => (await import('./commands/plan.ts')).planCommand(...call),
  },
  {
    name: 'apply',
    arguments: [['[policies...]', 'cli.argument.policies_or_plan']],
    options: [yes, prune, reason, full],
    takes: everything,
    example: 'kapa apply policies/',
    run: async (...call) => (await import('./commands/apply.ts')).applyCommand(...call),
  },
  {
    name: 'check',
    arguments: [policies],
    options: [
      { flags: '--group <NAME>', description: 'cli.option.group', many: true },
      { flags: '--dry-run', description: 'cli.option.dry_run' },
      {
        flags: '--format <FORMAT>',
        description: 'cli.option.check_format',
        choices: ['text', 'json', 'nagios'],
      },
    ],
    takes: measuring,
    example: 'kapa check --group health',
    monitoring: true,
    run: async (...call) => (await import('./commands/check.ts')).checkCommand(...call),
  },
  {
    name: 'watch',
    arguments: [policies],
    options: [{ flags: '--group <NAME>', description: 'cli.option.group', many: true }],
    takes: measuring.filter((matter) => matter !== 'json'),
    example: 'kapa watch policies/',
    run: async (...call) => (await import('./commands/watch.ts')).watchCommand(...call),
  },
  {
    name: 'status',
    arguments: [['[policies...]', 'cli.argument.status']],
    options: [
      { flags: '--watch', description: 'cli.option.watch' },
      { flags: '-v, --verbose', description: 'cli.option.all_fields' },
    ],
    takes: measuring,
    example: 'kapa status --watch',
    monitoring: true,
    run: async (...call) => (await import('./commands/status.ts')).statusCommand(...call),
  },
  {
    name: 'history',
    arguments: [policies],
    options: [
      { flags: '--since <TIME>', description: 'cli.option.since' },
      { flags: '--until <TIME>', description: 'cli.option.until' },
      { flags: '--rule <NAME>', description: 'cli.option.rule' },
      {
        flags: '--kind <KIND>',
        description: 'cli.option.kind',
        choices: ['sample', 'alert', 'remedy', 'apply', 'reset', 'pause', 'silence', 'ack', 'clear'],
      },
      { flags: '--incident <N>', description: 'cli.option.incident' },
      { flags: '--compare <TIME>', description: 'cli.option.compare' },
    ],
    takes: [...recorded, 'values'],
    example: 'kapa history --since 24h --kind remedy',
    run: async (...call) => (await import('./commands/history.ts')).historyCommand(...call),
  },
  {
    name: 'metrics',
    arguments: [policies],
    takes: recorded,
    example: 'kapa metrics',
    run: async (...call) => (await import('./commands/metrics.ts')).metricsCommand(...call),
  },
  {
    name: 'replay',
    arguments: [policies],
    options: [
      { flags: '--since <TIME>', description: 'cli.option.since', fallback: '30d' },
      { flags: '--until <TIME>', description: 'cli.option.until' },
      { flags: '--rule <NAME>', description: 'cli.option.rule' },
    ],
    takes: [...recorded, 'values', 'trust'],
    example: 'kapa replay --set close_wait_max=5',
    run: async (...call) => (await import('./commands/replay.ts')).replayCommand(...call),
  },
  {
    name: 'report',
    arguments: [policies],
    options: [
      { flags: '--since <TIME>', description: 'cli.option.since', fallback: '30d' },
      { flags: '--until <TIME>', description: 'cli.option.until' },
      { flags: '--incident <N>', description: 'cli.option.report_incident' },
      { flags: '--compare <PERIODS>', description: 'cli.option.report_compare' },
      {
        flags: '--format <FORMAT>',
        description: 'cli.option.report_format',
        choices: ['html', 'md', 'json'],
      },
      { flags: '--merge <DIR>', description: 'cli.option.merge' },
      { flags: '-o, --out <FILE>', description: 'cli.option.report_out' },
    ],
    takes: [...recorded, 'values', 'trust'],
    example: 'kapa report --since 30d -o november.html',
    run: async (...call) => (await import('./commands/report.ts')).reportCommand(...call),
  },
  {
    name: 'pause',
    arguments: [policies],
    options: [{ flags: '--for <DURATION>', description: 'cli.option.for' }, reason],
    takes: ['state', 'json'],
    example: 'kapa pause --for 30m --reason "deploy 4.2"',
    run: async (...call) => (await import('./commands/pause.ts')).pauseCommand(...call),
  },
  {
    name: 'resume',
    arguments: [policies],
    takes: ['state', 'json'],
    example: 'kapa resume',
    run: async (...call) => (await import('./commands/resume.ts')).resumeCommand(...call),
  },
  {
    name: 'silence',
    arguments: [['<rule>', 'cli.argument.rule'], policies],
    options: [
      { flags: '--for <DURATION>', description: 'cli.option.for' },
      reason,
      { flags: '--end', description: 'cli.option.end' },
    ],
    takes: ['state', 'json'],
    example: 'kapa silence "Site answers" --for 2h --reason "provider works"',
    run: async (...call) => (await import('./commands/order.ts')).silenceCommand(...call),
  },
  {
    name: 'ack',
    arguments: [['<rule>', 'cli.argument.rule'], policies],
    options: [
      { flags: '--for <DURATION>', description: 'cli.option.for' },
      reason,
      { flags: '--end', description: 'cli.option.end' },
    ],
    takes: ['state', 'json'],
    example: 'kapa ack "Site answers" --reason "with the provider"',
    run: async (...call) => (await import('./commands/order.ts')).ackCommand(...call),
  },
  {
    name: 'clear',
    arguments: [['<rule>', 'cli.argument.rule'], policies],
    options: [reason],
    takes: ['state', 'json'],
    example: 'kapa clear "Backend is online" --reason "port freed"',
    run: async (...call) => (await import('./commands/order.ts')).clearCommand(...call),
  },
  {
    name: 'doctor',
    arguments: [policies],
    options: [{ flags: '--notify', description: 'cli.option.notify' }],
    takes: measuring.filter((matter) => matter !== 'choice'),
    example: 'kapa doctor',
    run: async (...call) => (await import('./commands/doctor.ts')).doctorCommand(...call),
  },
  {
    name: 'reset',
    arguments: [policies],
    options: [yes, reason],
    takes: measuring.filter((matter) => matter !== 'choice'),
    example: 'kapa reset',
    run: async (...call) => (await import('./commands/reset.ts')).resetCommand(...call),
  },
  {
    name: 'backups',
    takes: recorded,
    example: 'kapa backups',
    run: async (...call) => (await import('./commands/backups.ts')).backupsCommand(...call),
  },
  {
    name: 'restore',
    arguments: [['<what>', 'cli.argument.restore']],
    options: [yes, { flags: '--with-others', description: 'cli.option.with_others' }],
    takes: recorded,
    example: 'kapa restore /etc/apache2/mods-available/mpm_prefork.conf',
    run: async (...call) => (await import('./commands/restore.ts')).restoreCommand(...call),
  },
  {
    name: 'recover',
    options: [{ flags: '--accept', description: 'cli.option.accept' }],
    takes: recorded,
    example: 'kapa recover',
    run: async (...call) => (await import('./commands/recover.ts')).recoverCommand(...call),
  },
  {
    name: 'init',
    options: [
      { flags: '--out <DIR>', description: 'cli.option.init_out', fallback: 'policies' },
      { flags: '--drop-in', description: 'cli.option.drop_in' },
      { flags: '--force', description: 'cli.option.force' },
    ],
    takes: ['root', 'json'],
    example: 'kapa init --out policies/',
    run: async (...call) => (await import('./commands/init.ts')).initCommand(...call),
  },
  {
    name: 'show',
    arguments: [['<plan>', 'cli.argument.plan']],
    options: [
      {
        flags: '--format <FORMAT>',
        description: 'cli.option.show_format',
        choices: ['text', 'markdown', 'comment', 'json'],
      },
      full,
    ],
    takes: ['json'],
    example: 'kapa show tonight.plan --format markdown',
    run: async (...call) => (await import('./commands/show.ts')).showCommand(...call),
  },
  {
    name: 'snapshot',
    arguments: [policies],
    options: [
      { flags: '-o, --out <FILE>', description: 'cli.option.snapshot_out', fallback: 'kapa-snapshot.tar' },
    ],
    takes: ['root', 'values', 'choice', 'trust'],
    example: 'kapa snapshot --out web1.tar',
    run: async (...call) => (await import('./commands/snapshot.ts')).snapshotCommand(...call),
  },
  {
    name: 'schema',
    takes: [],
    example: 'kapa schema > policy.schema.json',
    run: async (...call) => (await import('./commands/schema.ts')).schemaCommand(...call),
  },
  {
    name: 'explain',
    arguments: [['<topic>', 'cli.argument.explain']],
    takes: ['json'],
    example: 'kapa explain KAPA101',
    run: async (...call) => (await import('./commands/explain.ts')).explainCommand(...call),
  },
];
