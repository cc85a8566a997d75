import type { Finding } from '../../core/finding.ts';
import type { Path, ResourceItem } from '../../core/policy.ts';
import { t, type Text } from '../../core/text.ts';
import { isFault, longestDeclared, parseSchedule, utf8ToText } from './crontab/index.ts';
import { cronPath, jobLine } from './job-line.ts';
import { usualPath } from './search-path.ts';
import type { CronSpec } from './spec.ts';

/** Findings of one `cron` resource, beyond its schema. */
export function lintCron({
  spec,
  locate,
}: Pick<ResourceItem<CronSpec>, 'spec' | 'locate'>): readonly Finding[] {
  const findings: Finding[] = [];
  const found = (id: Finding['id'], path: Path, message: Text, cure: Text, part?: 'key'): void => {
    const severity = id === 'KAPA204' || id === 'KAPA205' ? 'error' : 'warning';
    findings.push({ id, severity, place: locate(path, part), message, cure });
  };
  if (spec.file !== undefined && !/^[A-Za-z0-9_-]+$/u.test(spec.file))
    found('KAPA205', ['file'], t('resources.cron_name', { name: spec.file }), t('resources.cron_name_cure'));
  const jobs = new Map<string, number>();
  for (const [index, job] of (spec.jobs ?? []).entries()) {
    const at: Path = ['jobs', index];
    const same = JSON.stringify([
      job.schedule.trim().split(/\s+/u),
      job.run.trim(),
      job.user,
      job.input,
      job.env,
    ]);
    const earlier = jobs.get(same);
    if (earlier === undefined) jobs.set(same, index);
    else
      found('KAPA207', at, t('resources.cron_twice', { first: earlier + 1 }), t('resources.cron_twice_cure'));
    const read = parseSchedule(job.schedule);
    if (!isFault(read) && !read.reboot && !read.anyDay && !read.anyWeekday)
      found(
        'KAPA201',
        [...at, 'schedule'],
        t('resources.cron_either_day'),
        t('resources.cron_either_day_cure'),
      );
    if (job.run.includes('\\%'))
      found('KAPA202', [...at, 'run'], t('resources.cron_escaped'), t('resources.cron_escaped_cure'));
    const [first = '', second] = job.run.trim().split(/\s+/u);
    if (second !== undefined && (first === 'root' || first === (job.user ?? spec.user)))
      found(
        'KAPA203',
        [...at, 'run'],
        t('resources.cron_user_field', { user: first }),
        t('resources.cron_user_field_cure'),
      );
    if (job.input !== undefined && (/[\r\0]/u.test(job.input) || /\\(?:\n|$)/u.test(job.input.trimEnd())))
      found('KAPA204', [...at, 'input'], t('resources.cron_input'), t('resources.cron_input_cure'));
    if (/[\n\r\0]/u.test(job.run.trim()))
      found('KAPA204', [...at, 'run'], t('resources.cron_line_feed'), t('resources.cron_line_feed_cure'));
    const path = spec.path === 'inherit' ? cronPath : (spec.path ?? usualPath);
    const { length } = utf8ToText(jobLine(job, spec, path).command);
    if (length > longestDeclared)
      found(
        'KAPA204',
        [...at, 'run'],
        t('resources.cron_too_long', { length, most: longestDeclared }),
        t('resources.cron_too_long_cure'),
      );
    if (job.env !== undefined && 'CRON_TZ' in job.env)
      found('KAPA206', [...at, 'env', 'CRON_TZ'], t('resources.cron_tz'), t('resources.cron_tz_cure'), 'key');
  }
  return findings;
}
