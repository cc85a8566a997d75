import type { Finder, Found } from '../../core/found.ts';
import { Failure } from '../../core/failure.ts';
import { packagedFiles } from '../../core/packaged.ts';
import type { Reader } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import {
  commandOf,
  declareJobs,
  declareVariables,
  gaps,
  isFault,
  parseSchedule,
  textToUtf8,
  unescapeCommand,
  variablesOf,
  type Crontab,
  type CrontabLine,
} from './crontab/index.ts';
import { jobLine, withSingleBlanks, cronFilePath } from './job-line.ts';
import { lintCron } from './resource-lint.ts';
import { cron } from './resource.ts';
import type { CronJob, CronSpec } from './spec.ts';

/** A resource that says what a host has already. Its texts are meant as they stand: no template. */
interface FoundJobs {
  readonly name: string;
  readonly cron: CronSpec;
}

/** Jobs of a host as a policy. */
export async function findJobs({ host, leaveOut }: Finder): Promise<Found> {
  return {
    policy: 'crontab',
    description: 'Jobs as they are on this host.',
    resources: (await findCronJobs(host, leaveOut)).map(({ name, cron: spec }) => ({
      name,
      type: 'cron',
      spec: { ...spec },
    })),
  };
}

/**
 * The jobs of all users' crontabs, and of the files of cron.d that are no package's, as policies that change nothing.
 * What a policy cannot say is told and left out.
 */
export async function findCronJobs(
  host: Reader,
  leaveOut: (reason: Text) => void,
): Promise<readonly FoundJobs[]> {
  const found: FoundJobs[] = [];
  const look = async (name: string, where: string, spec: CronSpec): Promise<void> => {
    try {
      const state = await cron.observe({ ...spec, jobs: [] }, host);
      if (state.unreadable !== undefined) leaveOut(state.unreadable);
      if (state.crontab === undefined) return;
      const jobs = jobsOf(state.crontab, { ...spec, jobs: [] }, (line, why) => {
        leaveOut(t('found.cron_line', { where, line, why }));
      });
      const variables = variablesIn(state.crontab, (variable) => {
        leaveOut(t('found.cron_variable', { where, variable }));
      });
      if (jobs.length > 0)
        found.push({ name, cron: { ...spec, ...(variables === undefined ? {} : { variables }), jobs } });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      leaveOut(error.text);
    }
  };
  for (const user of await usersWithJobs(host, leaveOut))
    await look(`Jobs of ${user}`, `crontab -u ${user}`, { user, path: 'inherit' });
  for (const file of await filesWithJobs(host))
    await look(`Jobs in cron.d/${file}`, cronFilePath(file), { file, path: 'inherit' });
  return found;
}

/** Users with a crontab; without the right to see whose there are, root's is tried. */
async function usersWithJobs(host: Reader, leaveOut: (reason: Text) => void): Promise<readonly string[]> {
  const spool = await host.list('/var/spool/cron/crontabs');
  if (spool.state === 'unreadable') leaveOut(spool.reason);
  if (spool.state !== 'present') return spool.state === 'absent' ? [] : ['root'];
  const users: string[] = [];
  for (const name of [...spool.value].sort()) {
    const account = await host.account(name);
    if (account.state === 'absent') leaveOut(t('found.cron_no_user', { user: name }));
    else users.push(name);
  }
  return users;
}

/** Files of cron.d that cron reads and no package brought. */
async function filesWithJobs(host: Reader): Promise<readonly string[]> {
  const names = await host.list('/etc/cron.d');
  if (names.state !== 'present') return [];
  const isPackaged = await packagedFiles(host);
  return [...names.value].filter((name) => /^[\w-]+$/u.test(name) && !isPackaged(cronFilePath(name))).sort();
}

/** The jobs that a policy can say so that its plan changes nothing. */
function jobsOf(
  { dialect, lines }: Crontab,
  spec: CronSpec,
  leaveOut: (line: number, why: Text) => void,
): readonly CronJob[] {
  return lines.flatMap((line, index) => {
    if (line.kind !== 'job') return [];
    const alone: Crontab = { dialect, lines: [line], complete: true };
    const job = candidates(line).find(
      (one) => declareJobs(alone, { jobs: [jobLine(one, spec, [])], absent: [] }).crontab === alone,
    );
    const why = job === undefined ? t('found.cron_bytes') : reasonAgainst(job, spec);
    if (job !== undefined && why === undefined) return [job];
    if (why !== undefined) leaveOut(index + 1, why);
    return [];
  });
}

/** Ways to say a line's command, the plainest last. */
function candidates(line: Extract<CrontabLine, { kind: 'job' }>): readonly CronJob[] {
  const { run, input } = unescapeCommand(commandOf(line));
  const job = {
    schedule: withSingleBlanks(line.schedule),
    run: textToUtf8(run),
    ...(input === undefined ? {} : { input: textToUtf8(input) }),
    ...(line.user === '' || line.user === 'root' ? {} : { user: textToUtf8(line.user) }),
  };
  const quiet = ' >/dev/null 2>&1';
  const discards = { ...job, run: job.run.slice(0, -quiet.length), output: 'discard' as const };
  return job.run.endsWith(quiet) ? [discards, job] : [job];
}

/** Reason why lint would refuse a job: a policy with it could not be applied. */
function reasonAgainst(job: CronJob, spec: CronSpec): Text | undefined {
  if (job.run === '') return t('found.cron_empty');
  const read = parseSchedule(job.schedule);
  if (isFault(read) || (!read.reboot && gaps(read) === undefined)) return t('found.cron_never');
  const place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return lintCron({ spec: { ...spec, jobs: [job] }, locate: () => place }).find(
    ({ severity }) => severity === 'error',
  )?.message;
}

/** The variables for all jobs, where a policy can say them. */
function variablesIn(crontab: Crontab, leaveOut: (name: string) => void): CronSpec['variables'] {
  const { variables: all, between } = variablesOf(crontab);
  const told = Object.entries(all).flatMap(([name, value]) => {
    const pair = [textToUtf8(name), textToUtf8(value)] as const;
    const variables = Object.fromEntries([pair]);
    const same = declareVariables(crontab, { variables, made: () => false, replaced: () => undefined });
    const isSaid =
      same.crontab === crontab && /^[A-Za-z_][A-Za-z0-9_]*$/u.test(name) && !/[\n\r]/u.test(value);
    if (!isSaid) leaveOut(pair[0]);
    return isSaid ? [pair] : [];
  });
  for (const name of between) leaveOut(textToUtf8(name));
  return told.length === 0 ? undefined : Object.fromEntries(told);
}
