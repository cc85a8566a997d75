import { utf8ToText } from './bytes.ts';
import { longestCommand, parseLine, type Crontab, type CrontabLine } from './document.ts';

/** A job as it is to stand in the crontab; the command is escaped for cron. */
export interface Job {
  readonly schedule: string;
  /** Written in `system` crontabs only. */
  readonly user: string;
  readonly command: string;
  /** Another spelling under which a hand-made line counts as this job. */
  readonly alias?: string;
}

/** What kapa wants of a crontab. */
export interface Declaration {
  /** The comment above the jobs, without its `#`. */
  readonly heading?: string;
  readonly jobs: readonly Job[];
  /** Programs whose lines go, whoever wrote them. */
  readonly absent: readonly string[];
  /** Whether a trace, see `tracesOf`, is one of the declaration before. */
  readonly was?: (trace: string) => boolean;
}

/** What an edit does to one job: null is "not there". */
export interface JobChange {
  readonly from: string | null;
  readonly to: string | null;
}

/** An edited crontab, and what became of its jobs. */
export interface Edited {
  readonly crontab: Crontab;
  readonly changes: readonly JobChange[];
}

/** Ends each line that kapa writes: the shell takes it for a comment, and `crontab -l | grep kapa` lists them all. */
const marker = '# kapa';

/** The bytes that a command may have beside the marker. */
export const longestDeclared = longestCommand - marker.length - 1;

/** Escapes `%`, which cron turns into a line feed. */
export function escapeCommand(command: string): string {
  return command.replaceAll('%', '\\%');
}

/**
 * Makes a crontab hold the declared jobs once each. A line is kapa's when it ends in the marker, wherever it stands;
 * an unmarked line equal to a declared job is taken over as that job. All other lines stay as they are, byte for
 * byte. A job that changed is changed in its place, new ones follow the last, or the heading, or the end.
 */
export function declareJobs(crontab: Crontab, wanted: Declaration): Edited {
  const gentle = edit(crontab, wanted, false);
  // Adopted lines get the marker only together with another change, so that taking over alone changes nothing.
  return gentle.crontab === crontab ? gentle : edit(crontab, wanted, true);
}

/** By what the lines of a declaration are known again when the next one has them no more. */
export function tracesOf({ heading, jobs }: Pick<Declaration, 'heading' | 'jobs'>): readonly string[] {
  return [
    ...(heading === undefined ? [] : [headingOf(titleOf(heading))]),
    ...jobs.flatMap(({ schedule, user, command, alias }) =>
      [command, ...(alias === undefined ? [] : [alias])].map((one) =>
        jobTrace(schedule, user, utf8ToText(one)),
      ),
    ),
  ];
}

function jobTrace(schedule: string, user: string, command: string): string {
  return `${schedule} ${user} ${command}`;
}

function titleOf(heading: string): CrontabLine {
  return parseLine(utf8ToText(`# ${heading}`), 'user');
}

function isMarked(line: CrontabLine): boolean {
  return line.kind === 'job' && line.command.endsWith(marker);
}

interface Slot {
  line: CrontabLine | undefined;
  readonly before: CrontabLine;
  job?: Job;
}

function edit(crontab: Crontab, wanted: Declaration, markAdopted: boolean): Edited {
  const { dialect } = crontab;
  const slots: Slot[] = crontab.lines.map((line) => ({ line, before: line }));
  const write = (job: Job): CrontabLine =>
    parseLine(
      utf8ToText(`${job.schedule} ${dialect === 'system' ? `${job.user} ` : ''}${job.command} ${marker}`),
      dialect,
    );

  const missing = assign(slots, wanted.jobs, write);
  if (wanted.jobs.length > 0) renewHeading(slots, wanted);
  for (const slot of slots) {
    if (slot.line?.kind !== 'job') continue;
    if (slot.job === undefined) {
      if (
        isMarked(slot.line) ||
        isAbsent(slot.line, wanted.absent) ||
        isDouble(slot.line, wanted.jobs) ||
        wasJob(slot.line, wanted)
      )
        slot.line = undefined;
    } else if (!isMarked(slot.line) && !sameAs(slot.line, slot.job)) slot.line = write(slot.job);
    else if (!isMarked(slot.line) && markAdopted) slot.line = write(slot.job);
  }

  const lines: { line: CrontabLine; from?: CrontabLine }[] = slots.flatMap(({ line, before }) =>
    line === undefined ? [] : [{ line, from: before }],
  );
  insert(lines, slots, missing.map(write), wanted.heading);
  if (wanted.jobs.length === 0) dropHeading(lines, slots, wanted);

  const changes = changesOf(slots, lines);
  const same =
    crontab.complete &&
    lines.length === crontab.lines.length &&
    lines.every(({ line }, index) => line.text === crontab.lines[index]?.text);
  return same
    ? { crontab, changes: [] }
    : { crontab: { dialect, lines: lines.map(({ line }) => line), complete: true }, changes };
}

/** Gives each declared job the line that stands for it; returns those without one. */
function assign(
  slots: readonly Slot[],
  jobs: readonly Job[],
  write: (job: Job) => CrontabLine,
): readonly Job[] {
  let open = [...jobs];
  const pass = (fits: (line: CrontabLine, job: Job) => boolean): void => {
    open = open.filter((job) => {
      const slot = slots.find(({ line, job: taken }) => taken === undefined && line && fits(line, job));
      if (!slot) return true;
      slot.job = job;
      return false;
    });
  };
  pass((line, job) => isMarked(line) && sameAs(line, job));
  pass((line, job) => !isMarked(line) && (sameAs(line, job) || isAlias(line, job)));
  pass((line, job) => isMarked(line) && line.kind === 'job' && commandOf(line) === utf8ToText(job.command));
  pass((line) => isMarked(line));
  for (const slot of slots)
    if (slot.job && slot.line && isMarked(slot.line) && !sameAs(slot.line, slot.job))
      slot.line = write(slot.job);
  return open;
}

function insert(
  lines: { line: CrontabLine; from?: CrontabLine }[],
  slots: readonly Slot[],
  fresh: readonly CrontabLine[],
  heading: string | undefined,
): void {
  const title = heading === undefined ? undefined : titleOf(heading);
  const ours = new Set(slots.filter(({ job }) => job).map(({ before }) => before));
  const first = lines.findIndex(({ from }) => from && ours.has(from));
  const last = lines.findLastIndex(({ from }) => from && ours.has(from));
  const titleAt = title === undefined ? -1 : lines.findIndex(({ line }) => isHeading(line, title));
  if (last >= 0) {
    lines.splice(last + 1, 0, ...fresh.map((line) => ({ line })));
    if (title !== undefined && titleAt < 0) lines.splice(first, 0, { line: title });
    return;
  }
  if (fresh.length === 0) return;
  if (titleAt >= 0) {
    let end = titleAt + 1;
    while (lines[end]?.line.kind === 'job') end += 1;
    lines.splice(end, 0, ...fresh.map((line) => ({ line })));
    return;
  }
  const blank = lines.length > 0 && lines.at(-1)?.line.kind !== 'blank' ? [parseLine('', 'user')] : [];
  for (const line of [...blank, ...(title === undefined ? [] : [title]), ...fresh]) lines.push({ line });
}

/** A heading whose last job is gone goes as well; one that stood alone before stays. */
function dropHeading(
  lines: { line: CrontabLine; from?: CrontabLine }[],
  slots: readonly Slot[],
  { heading, was }: Declaration,
): void {
  if (slots.every(({ line }) => line !== undefined)) return;
  const title = heading === undefined ? undefined : titleOf(heading);
  const at = lines.findIndex(({ line }) => (title && isHeading(line, title)) || wasHeading(line, was));
  if (at >= 0 && lines[at + 1]?.line.kind !== 'job') lines.splice(at, 1);
}

/** The heading of the declaration before becomes that of this one, or goes. */
function renewHeading(slots: readonly Slot[], { heading, was }: Declaration): void {
  let title = heading === undefined ? undefined : titleOf(heading);
  if (title !== undefined && slots.some(({ line }) => line && title && isHeading(line, title)))
    title = undefined;
  for (const slot of slots) {
    if (slot.line === undefined || !wasHeading(slot.line, was)) continue;
    if (heading !== undefined && isHeading(slot.line, titleOf(heading))) continue;
    slot.line = title;
    title = undefined;
  }
}

function changesOf(
  slots: readonly Slot[],
  lines: readonly { line: CrontabLine; from?: CrontabLine }[],
): readonly JobChange[] {
  const changed = slots.flatMap(({ before, line }) =>
    before.kind === 'job' && line?.text !== before.text
      ? [{ from: before.text, to: line?.text ?? null }]
      : [],
  );
  const added = lines.flatMap(({ line, from }) =>
    from === undefined && line.kind === 'job' ? [{ from: null, to: line.text }] : [],
  );
  return [...changed, ...added];
}

function isHeading(line: CrontabLine, title: CrontabLine): boolean {
  return line.kind === 'comment' && headingOf(line) === headingOf(title);
}

function wasHeading(line: CrontabLine, was: Declaration['was']): boolean {
  return line.kind === 'comment' && was !== undefined && was(headingOf(line));
}

/** A comment as a heading, whatever blanks are around it. */
function headingOf({ text }: CrontabLine): string {
  return text.replace(/^[ \t]*#[ \t]*/u, '# ').trimEnd();
}

function wasJob(line: CrontabLine, { was }: Declaration): boolean {
  return (
    line.kind === 'job' &&
    was !== undefined &&
    was(jobTrace(line.schedule.replace(/[ \t]+/gu, ' '), line.user, commandOf(line)))
  );
}

function isDouble(line: CrontabLine, jobs: readonly Job[]): boolean {
  return jobs.some((job) => sameAs(line, job) || isAlias(line, job));
}

function isAbsent(line: CrontabLine, programs: readonly string[]): boolean {
  if (line.kind !== 'job') return false;
  const [program] = line.command.split(/[ \t]/u);
  return programs.some((absent) => utf8ToText(absent) === program);
}

function sameAs(line: CrontabLine, job: Job): boolean {
  return fits(line, job) && commandOf(line) === utf8ToText(job.command);
}

function isAlias(line: CrontabLine, job: Job): boolean {
  return job.alias !== undefined && fits(line, job) && commandOf(line) === utf8ToText(job.alias);
}

function fits(line: CrontabLine, job: Job): boolean {
  if (line.kind !== 'job') return false;
  const user = line.user === '' || line.user === job.user;
  return user && line.schedule.replace(/[ \t]+/gu, ' ') === job.schedule;
}

/** A line's command without kapa's marker. */
function commandOf(line: CrontabLine): string {
  if (line.kind !== 'job') return '';
  const end = isMarked(line) ? -marker.length : undefined;
  return line.command.slice(0, end).trimEnd();
}
