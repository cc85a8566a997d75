import { meansGroup } from '../../core/group-name.ts';
import type { Path, ResourceItem } from '../../core/policy.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import {
  boundsOf,
  gaps,
  isFault,
  meantSchedule,
  parseSchedule,
  type Schedule,
  type ScheduleFault,
} from './crontab/index.ts';
import { findingAt, resourcesOf, type LintCheck } from '../../core/lint-check.ts';

/** Cure of a schedule that cron refuses: what is meant, else what the field may be. */
function scheduleCure(schedule: string, fault: ScheduleFault): Text {
  const meant = meantSchedule(schedule);
  if (meant !== undefined) return t('expression.write', { meant: `"${meant}"` });
  const bounds = boundsOf(fault);
  return bounds === undefined || schedule.trim().split(/\s+/u).length !== 5
    ? t('lint.bad_schedule_cure')
    : t('lint.schedule_field_cure', { field: fault, low: bounds.low, high: bounds.high });
}

interface CronJobs {
  readonly state?: 'present' | 'absent';
  readonly path?: 'inherit' | readonly string[];
  readonly jobs?: readonly { readonly schedule: string; readonly run: string }[];
}

/** KAPA046 and KAPA049: a schedule that never fires, or that cron refuses, the whole crontab with it. */
export const deadSchedule: LintCheck = function* deadSchedule(subject) {
  for (const item of declaredIn(subject))
    for (const [index, { schedule }] of (item.spec.jobs ?? []).entries()) {
      const at: Path = ['jobs', index, 'schedule'];
      const read = parseSchedule(schedule);
      if (isFault(read))
        yield findingAt(item, at, 'value', {
          id: 'KAPA049',
          severity: 'error',
          message: t('lint.bad_schedule', { schedule, field: read.fault }),
          cure: scheduleCure(schedule, read.fault),
        });
      else if (read.reversed.length > 0) yield* reversedRange(item, at, schedule, read);
      else if (!read.reboot && gaps(read) === undefined)
        yield findingAt(item, at, 'value', {
          id: 'KAPA046',
          severity: 'error',
          message: t('lint.never_fires', { schedule }),
          cure: t('lint.never_fires_cure'),
        });
      else if (read.wideSteps.length > 0 || read.ignored.length > 0)
        yield findingAt(item, at, 'value', {
          id: 'KAPA046',
          severity: 'warning',
          message: t('lint.odd_schedule', { part: [...read.wideSteps, ...read.ignored].join(' ') }),
          cure: t('lint.odd_schedule_cure'),
        });
    }
};

function* reversedRange(
  item: ResourceItem<CronJobs>,
  at: Path,
  schedule: string,
  read: Schedule,
): ReturnType<LintCheck> {
  const dead = gaps(read) === undefined;
  const range = read.reversed.map((one) => one.range).join(', ');
  yield findingAt(item, at, 'value', {
    id: 'KAPA046',
    severity: dead ? 'error' : 'warning',
    message: dead ? t('lint.reversed_range', { schedule, range }) : t('lint.reversed_part', { range }),
    cure: t('lint.reversed_range_cure', { instead: read.reversed.map(({ instead }) => instead).join(', ') }),
  });
}

/** KAPA047: a rule is judged only when cron runs the check. */
export const schedulesApart: LintCheck = function* schedulesApart(subject) {
  const { set } = subject;
  const lines = declaredIn(subject).flatMap(({ spec }) =>
    (spec.jobs ?? []).map(({ run }) => checkedGroup(run)),
  );
  // Lines of one group may cover each other's gaps.
  const isOneOfSeveral = (group: string): boolean => lines.filter((one) => one === group).length > 1;
  for (const item of declaredIn(subject))
    for (const [index, { schedule, run }] of (item.spec.jobs ?? []).entries()) {
      const group = checkedGroup(run);
      const read = parseSchedule(schedule);
      if (group === undefined || isFault(read) || read.reboot) continue;
      const longest = (gaps(read)?.longest ?? 0) * 60;
      const rules = set.rules.filter((rule) => group === '' || meansGroup(group, rule.group));
      const hasty = rules.find(
        ({ every, everyIsDefault }) => everyIsDefault !== true && longest > every * 1.5,
      );
      if (hasty !== undefined && !isOneOfSeveral(group))
        yield findingAt(item, ['jobs', index, 'schedule'], 'value', {
          id: 'KAPA047',
          severity: 'warning',
          message: t('lint.schedules_apart', {
            gap: formatDuration(longest),
            rule: hasty.name,
            every: formatDuration(hasty.every),
          }),
          cure: t('lint.schedules_apart_cure', { every: formatDuration(hasty.every) }),
        });
      if (group !== '' && rules.length === 0)
        yield findingAt(item, ['jobs', index, 'run'], 'value', {
          id: 'KAPA014',
          severity: 'warning',
          message: t('lint.no_such_group', { group }),
          cure: t('lint.no_such_group_cure', {
            known: [...new Set(set.rules.map((rule) => rule.group))].join(', '),
          }),
        });
    }
};

/** KAPA048: cron looks for programs in few folders only. */
export const programNotFound: LintCheck = function* programNotFound(subject) {
  for (const item of declaredIn(subject))
    for (const [index, { run }] of (item.spec.jobs ?? []).entries()) {
      const program = programOf(run);
      if (program === undefined || !isMissing(program, item)) continue;
      yield findingAt(item, ['jobs', index, 'run'], 'value', {
        id: 'KAPA048',
        severity: 'warning',
        message: t('lint.program_not_found', { program, path: searched(item.spec).join(':') }),
        cure: t('lint.program_not_found_cure'),
      });
    }
};

/** Resources whose jobs are to run. */
function declaredIn(subject: Parameters<LintCheck>[0]): readonly ResourceItem<CronJobs>[] {
  return resourcesOf<CronJobs>(subject, 'cron').filter(({ spec }) => spec.state !== 'absent');
}

/** The group that a command has checked: empty for all, undefined where it is no check. */
function checkedGroup(run: string): string | undefined {
  const words = run.split(/\s+/u);
  const program = words.findIndex((word) => word === 'kapa' || word.endsWith('/kapa'));
  if (program === -1 || !words.includes('check', program + 1)) return undefined;
  return /--group[ =]"?([^\s"]+)/u.exec(run)?.[1] ?? '';
}

/** The first word of a command that is not the setting of a variable. */
function programOf(run: string): string | undefined {
  return run
    .trim()
    .split(/\s+/u)
    .find((word) => !/^\w+=/u.test(word));
}

/** Path that cron gives a job unless told otherwise. */
const cronPath = ['/usr/bin', '/bin'];

function searched({ path }: CronJobs): readonly string[] {
  return path === undefined || path === 'inherit' ? cronPath : path;
}

function isMissing(program: string, { spec }: ResourceItem<CronJobs>): boolean {
  if (program.startsWith('/')) return false;
  if (program.includes('/')) return !program.startsWith('~') && !program.startsWith('$');
  // Unless told otherwise kapa brings a PATH with the folders of Node and of system programs.
  if (spec.path === undefined) return false;
  const path = searched(spec);
  if (systemPrograms.has(program)) return !path.some((folder) => folder.endsWith('/sbin'));
  return nodePrograms.has(program) && path.every((folder) => cronPath.includes(folder));
}

const nodePrograms = new Set(['kapa', 'node', 'npm', 'npx', 'pm2', 'yarn', 'pnpm']);
const systemPrograms = new Set(
  'a2enmod a2dismod a2ensite a2dissite apache2 apache2ctl apachectl httpd logrotate service nginx nft iptables certbot-auto'.split(
    ' ',
  ),
);
