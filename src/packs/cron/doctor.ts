import { meansGroup } from '../../core/group-name.ts';
import type { Instruments } from '../../core/instruments.ts';
import { watchNote, type Runner } from '../../core/runner.ts';
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

/**
 * Finds out whether something runs the checks: the cron daemon with a job for each group that finds kapa, or
 * `kapa watch`.
 */
export async function cronDiagnoses(patient: Patient): Promise<readonly Diagnosis[]> {
  const { groups, instruments } = patient;
  if (groups.length === 0) return [];
  const watched = await watchedGroups(patient);
  if (watched === 'unknown') {
    const jobs = (await scheduled(groups, instruments)).filter(({ state }) => state !== 'ill');
    return [{ id: 'schedule', state: 'unknown', finding: t('doctor.watching_unknown') }, ...jobs];
  }
  const others = groups.filter(({ name }) => !watched.has(name));
  const watching: readonly Diagnosis[] =
    others.length === groups.length ? [] : [{ id: 'schedule', state: 'ok', finding: t('doctor.watching') }];
  return others.length === 0 ? watching : [...watching, ...(await scheduled(others, instruments))];
}

async function scheduled(groups: Patient['groups'], instruments: Instruments): Promise<readonly Diagnosis[]> {
  const { jobs, unread } = await kapaJobs(instruments);
  const found: Diagnosis[] = [await daemon(instruments), ...(await badFiles(instruments))];
  for (const { name } of groups) {
    const job = jobs.find(({ command }) => runsGroup(command, name));
    found.push(
      job === undefined && unread !== undefined
        ? {
            id: 'crontab',
            state: 'unknown',
            finding: t('doctor.jobs_unread', { group: name, reason: unread }),
          }
        : job === undefined
          ? {
              id: 'crontab',
              state: 'ill',
              finding: t('doctor.no_job', { group: name }),
              cure: t('doctor.no_job_cure'),
            }
          : await findsPrograms(instruments, name, job),
    );
  }
  return found;
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

/**
 * Groups that a `kapa watch` of this host checks. One of a container is another host's: it has left no note here, and
 * runs in other namespaces. Unknown: one runs that may not be looked into.
 */
async function watchedGroups({ instruments, records }: Patient): Promise<'unknown' | ReadonlySet<string>> {
  const watched = new Set<string>();
  for (const pid of await watches(instruments)) {
    const note = records.read(watchNote(pid));
    if (note.state === 'present') for (const group of groupsIn(decode(note.value))) watched.add(group);
    else if ((await instruments.readlink(`/proc/${pid}/ns/pid`)).state === 'unreadable') return 'unknown';
  }
  return watched;
}

function groupsIn(note: string): readonly string[] {
  try {
    return (JSON.parse(note) as Partial<Runner>).groups ?? [];
  } catch {
    return [];
  }
}

/** Processes that run `kapa watch`. */
async function watches(instruments: Instruments): Promise<readonly number[]> {
  const processes = await instruments.processes();
  if (processes.state !== 'present') return [];
  const found: number[] = [];
  for (const { pid, command } of processes.value.values()) {
    if (!/^(node|kapa|MainThread)/u.test(command)) continue;
    const detail = await instruments.inspect(pid);
    if (detail.state !== 'present') continue;
    const { argv } = detail.value;
    const kapa = argv.findIndex((word) => /(^|\/)kapa(\.[cm]js)?$/u.test(word));
    if (kapa >= 0 && argv[kapa + 1] === 'watch') found.push(pid);
  }
  return found;
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
