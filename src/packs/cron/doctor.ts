import { meansGroup } from '../../core/group-name.ts';
import type { Instruments } from '../../core/instruments.ts';
import type { Schedulers } from '../../core/schedule.ts';
import { t, type Text } from '../../core/text.ts';
import type { Diagnosis, Patient } from '../../core/diagnosis.ts';

/** A line of a crontab that runs kapa, with the PATH that holds for it. */
interface Job {
  readonly file: string;
  readonly command: string;
  readonly path: string;
}

/** cron's own PATH on Debian. */
const cronPath = '/usr/bin:/bin';

/** Standing of the jobs that check groups: the daemon that runs them, and the programs that they will find. */
export async function cronDiagnoses({ groups, instruments }: Patient): Promise<readonly Diagnosis[]> {
  if (groups.length === 0) return [];
  const { jobs } = await kapaJobs(instruments);
  const found: Diagnosis[] = [...(await badFiles(instruments))];
  const wanted = groups.flatMap(({ name }) => {
    const job = jobs.find(({ command }) => runsGroup(command, name));
    return job === undefined ? [] : [{ name, job }];
  });
  if (wanted.length > 0) found.unshift(await daemon(instruments));
  for (const { name, job } of wanted) found.push(await findsPrograms(instruments, name, job));
  return found;
}

/** Tables of cron with jobs that check groups. */
export async function cronSchedulers(instruments: Instruments): Promise<Schedulers> {
  const { jobs, unread } = await kapaJobs(instruments);
  return {
    found: jobs.map(({ file, command }) => ({
      where: file,
      checks: (group) => runsGroup(command, group),
    })),
    ...(unread === undefined ? {} : { unknown: unread }),
  };
}

async function daemon(instruments: Instruments): Promise<Diagnosis> {
  const id = 'cron_daemon';
  const processes = await instruments.processes();
  if (processes.state !== 'present') return { id, state: 'unknown', finding: t('doctor.cron_unknown') };
  const runs = [...processes.value.values()].some(
    ({ command, ended }) => (command === 'cron' || command === 'crond') && !ended,
  );
  return runs
    ? { id, state: 'ok', finding: t('doctor.cron_runs') }
    : { id, state: 'ill', finding: t('doctor.cron_down'), cure: t('doctor.cron_down_cure') };
}

/** Jobs that run kapa; `unread`: a table that may hold some could not be read. */
async function kapaJobs(
  instruments: Instruments,
): Promise<{ readonly jobs: readonly Job[]; readonly unread?: Text }> {
  const own = await instruments.crontab('root');
  const jobs = own.state === 'present' ? jobsOf('crontab root', decode(own.value)) : [];
  const names = await instruments.list('/etc/cron.d');
  const unread = [own, names].find(({ state }) => state === 'unreadable');
  const rest = unread?.state === 'unreadable' ? { unread: unread.reason } : {};
  if (names.state !== 'present') return { jobs, ...rest };
  for (const name of names.value) {
    const reading = await instruments.read(`/etc/cron.d/${name}`);
    if (/^[\w-]+$/u.test(name) && reading.state === 'present')
      jobs.push(...jobsOf(`/etc/cron.d/${name}`, decode(reading.value)));
  }
  return { jobs, ...rest };
}

function jobsOf(file: string, text: string): Job[] {
  let path = cronPath;
  const jobs: Job[] = [];
  for (const line of text.split('\n')) {
    const setting = /^\s*PATH\s*=\s*(.*)$/su.exec(line);
    if (setting) path = (setting[1] ?? '').trim().replaceAll(/^["']|["']$/gu, '');
    else if (!/^\s*#/u.test(line) && /\bkapa(\.[cm]js)?['"]?\s+check\b/u.test(line))
      jobs.push({ file, command: line, path });
  }
  return jobs;
}

function runsGroup(command: string, group: string): boolean {
  const named = [...command.matchAll(/--group[ =]["']?([\w./-]+)/gu)].map(([, name = '']) => name);
  return named.length === 0 || named.some((name) => meansGroup(name, group));
}

/** Finds out whether the job's kapa, and the node that runs it, are where the job looks. */
async function findsPrograms(instruments: Instruments, group: string, job: Job): Promise<Diagnosis> {
  const id = 'crontab';
  const before = /^(.*?)\bkapa(\.[cm]js)?['"]?\s+check\b/u.exec(job.command)?.[1] ?? '';
  const absolute = before.split(/[\s'"]+/u).filter((word) => word.startsWith('/')).length;
  const needed = [['kapa', 'node'], ['node']][absolute] ?? [];
  const inline = /\bPATH=["']?([^\s"']+)/u.exec(job.command)?.[1];
  const folders = (inline ?? job.path).split(':');
  for (const program of needed) {
    const there = await Promise.all(
      folders.map(async (folder) => instruments.resolve(`${folder}/${program}`)),
    );
    if (!there.some(({ state }) => state === 'present'))
      return {
        id,
        state: 'ill',
        finding: t('doctor.job_lacks', { group, file: job.file, program, path: folders.join(':') }),
        cure: t('doctor.job_lacks_cure'),
      };
  }
  return { id, state: 'ok', finding: t('doctor.job', { group, file: job.file }) };
}

/** Files in cron.d that cron drops without a word. */
async function badFiles(instruments: Instruments): Promise<readonly Diagnosis[]> {
  const names = await instruments.list('/etc/cron.d');
  if (names.state !== 'present') return [];
  const found: Diagnosis[] = [];
  for (const name of names.value) {
    const path = `/etc/cron.d/${name}`;
    const reading = await instruments.read(path);
    if (reading.state !== 'present' || !decode(reading.value).includes('kapa')) continue;
    const stat = await instruments.stat(path);
    const ill = (reason: 'name' | 'rights' | 'newline'): void => {
      found.push({
        id: 'crontab',
        state: 'ill',
        finding: t(`doctor.cron_file_${reason}`, { path }),
        cure: t('doctor.no_job_cure'),
      });
    };
    if (!/^[\w-]+$/u.test(name)) ill('name');
    else if (stat.state === 'present' && (stat.value.uid !== 0 || (stat.value.mode & 0o022) !== 0))
      ill('rights');
    else if (reading.value.at(-1) !== 10) ill('newline');
  }
  return found;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
