import { cronCommand, type Job } from './crontab/index.ts';
import type { CronJob, CronSpec } from './spec.ts';

/** The PATH that Debian's cron gives a job. */
export const cronPath: readonly string[] = ['/usr/bin', '/bin'];

/** A declared job as cron's line has it. */
export function jobLine(job: CronJob, spec: CronSpec, path: readonly string[]): Job {
  const { schedule, run, input, output = 'mail', env = {}, user } = job;
  const { whole, plain } = cronCommand({
    run,
    output,
    env,
    ...(input === undefined ? {} : { input }),
    ...(spec.path === 'inherit' ? {} : { path }),
  });
  return {
    schedule: withSingleBlanks(schedule),
    user: user ?? spec.user ?? 'root',
    command: whole,
    ...(whole === plain ? {} : { alias: plain }),
  };
}

/** A schedule with single blanks between its fields. */
export function withSingleBlanks(schedule: string): string {
  return schedule.trim().split(/\s+/u).join(' ');
}

/** Path of a file of cron.d. */
export function cronFilePath(name: string): string {
  return `/etc/cron.d/${name}`;
}
