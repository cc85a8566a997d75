import { utf8ToText } from './bytes.ts';
import { escapeCommand, unescapeCommand, unescapedPercent } from './percent.ts';
import { longestCommand, parseLine, type Crontab, type CrontabLine, type Dialect } from './document.ts';
import { withoutEnd } from '../../../core/ends.ts';

/** A job as it is to stand in the crontab; the command is escaped for cron. */
export interface Job {
  readonly schedule: string;
  /** Written in `system` crontabs only. */
  readonly user: string;
  readonly command: string;
  /** Another spelling under which a hand-made line counts as this job. */
  readonly alias?: string;
}

/** Demands of kapa on a crontab. */
export interface Declaration {
  /** The comment above the jobs, without its `#`. */
  readonly heading?: string;
  readonly jobs: readonly Job[];
  /** Programs, or whole commands as the crontab has them, whose lines go, whoever wrote them. */
  readonly absent: readonly string[];
  /** Tells of one of kapa's lines whether it is this declaration's, to be changed or removed; unless given, it is. */
  readonly mine?: (line: KapasLine) => boolean;
  /** Tells whether a heading, by its trace, is kapa's own work. */
  readonly madeHeading?: (trace: string) => boolean;
  /** The line of others that one of kapa's, by its trace, stands in the place of. */
  readonly replaced?: (trace: string) => string | undefined;
}

/** A line that ends in kapa's mark. */
export interface KapasLine {
  readonly trace: string;
  readonly schedule: string;
  /** Without the mark. */
  readonly command: string;
}

/** A line of others that is a declared job, or its heading; `replaced`: kapa's own stands in its place. */
export interface AdoptedLine {
  readonly trace: string;
  readonly text: string;
  readonly replaced: boolean;
}

/** Change of an edit to one job: null is "not there". */
export interface JobChange {
  readonly from: string | null;
  readonly to: string | null;
}

/** An edited crontab, and what became of its jobs. */
export interface Edited {
  readonly crontab: Crontab;
  readonly changes: readonly JobChange[];
  readonly adopted: readonly AdoptedLine[];
}

/** Ends each line that kapa writes: the shell takes it for a comment, and `crontab -l | grep kapa` lists them all. */
const marker = '# kapa';

/** The bytes that a command may have beside the marker. */
export const longestDeclared = longestCommand - marker.length - 1;

/**
 * Makes a crontab hold the declared jobs. A line is kapa's when it ends in the marker, wherever it stands; only such
 * lines are changed or leave. A line of others that is a declared job counts as that job and stays as it is; one that
 * is but for the PATH that kapa adds is replaced, and comes back with the end of the declaration. All other lines stay
 * as they are, byte for byte. A job that changed is changed in its place, new ones follow the last, or the heading, or
 * the end.
 */
export function declareJobs(crontab: Crontab, wanted: Declaration): Edited {
  const { dialect } = crontab;
  const slots: Slot[] = crontab.lines.map((line) => ({ line, before: line }));
  const mine = (line: CrontabLine): boolean => isMarked(line) && (wanted.mine?.(kapasLine(line)) ?? true);
  const missing = assign(slots, wanted.jobs, mine);
  if (wanted.jobs.length > 0) renewHeading(slots, wanted);
  for (const slot of slots) settle(slot, wanted, mine, dialect);

  const lines: { line: CrontabLine; from?: CrontabLine }[] = slots.flatMap(({ line, before }) =>
    line === undefined ? [] : [{ line, from: before }],
  );
  const fresh = missing.map((job) => writeJob(job, dialect));
  insert(lines, slots, fresh, wanted.heading);
  if (wanted.jobs.length === 0) dropHeading(lines, slots, wanted);

  const adopted = adoptedOf(slots, wanted);
  const same =
    crontab.complete &&
    lines.length === crontab.lines.length &&
    lines.every(({ line }, index) => line.text === crontab.lines[index]?.text);
  if (same) return { crontab, changes: [], adopted };
  return {
    crontab: { dialect, lines: lines.map(({ line }) => line), complete: true },
    changes: changesOf(slots, lines),
    adopted,
  };
}

/** Traces of the jobs that others wrote: what a declaration found, or might have. */
export function foreignJobs({
  lines,
}: Crontab): readonly { readonly trace: string; readonly text: string }[] {
  return lines.flatMap((line) =>
    line.kind === 'job' && !isMarked(line) ? [{ trace: traceOf(line), text: line.text }] : [],
  );
}

/** By what the lines of a declaration are known again when the next one has them no more. */
export function tracesOf({ heading, jobs }: Pick<Declaration, 'heading' | 'jobs'>): readonly string[] {
  return [...(heading === undefined ? [] : [headingOf(titleOf(heading))]), ...jobs.map(traceOfJob)];
}

function traceOfJob({ schedule, user, command }: Job): string {
  return jobTrace(schedule, user, utf8ToText(command));
}

/** A job's trace is the same whatever PATH kapa gives it: that follows the node that runs. */
function jobTrace(schedule: string, user: string, command: string): string {
  return `${schedule} ${user} ${command.replace(givenPath, '$1PATH=')}`;
}

const givenPath =
  /^((?:exec [^;]*; )?(?:export )?(?:\w+=(?:'(?:[^']|'\\'')*'|[^\s';]*) )*?)PATH=(?:'(?:[^']|'\\'')*'|[\w./:@,+-]*)(?=[ ;])/u;

function traceOf(line: CrontabLine): string {
  return line.kind === 'job' ? jobTrace(scheduleOf(line), line.user, commandOf(line)) : headingOf(line);
}

function kapasLine(line: CrontabLine): KapasLine {
  const schedule = line.kind === 'job' ? scheduleOf(line) : '';
  return { trace: traceOf(line), schedule, command: commandOf(line) };
}

function titleOf(heading: string): CrontabLine {
  return parseLine(utf8ToText(`# ${heading}`), 'user');
}

function isMarked(line: CrontabLine): boolean {
  return line.kind === 'job' && partsOf(line.command).shell.endsWith(marker);
}

/** A line before and after; the job that it stands for. */
interface Slot {
  line: CrontabLine | undefined;
  readonly before: CrontabLine;
  job?: Job;
}

function writeJob(job: Job, dialect: Dialect): CrontabLine {
  const user = dialect === 'system' ? `${job.user} ` : '';
  const { shell, input } = partsOf(job.command);
  return parseLine(utf8ToText(`${job.schedule} ${user}${shell} ${marker}${input}`), dialect);
}

/** The part of a command that the shell gets, and the rest from the `%` on. */
function partsOf(command: string): { readonly shell: string; readonly input: string } {
  const end = unescapedPercent(command);
  return end < 0
    ? { shell: command, input: '' }
    : { shell: command.slice(0, end), input: command.slice(end) };
}

/** Gives each declared job the line that stands for it; returns those without one. */
function assign(
  slots: readonly Slot[],
  jobs: readonly Job[],
  mine: (line: CrontabLine) => boolean,
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
  // What others wrote comes first: a double of it is kapa's, and goes.
  pass((line, job) => !isMarked(line) && sameAs(line, job));
  pass((line, job) => isMarked(line) && sameAs(line, job));
  pass((line, job) => !isMarked(line) && isAlias(line, job));
  pass((line, job) => mine(line) && commandOf(line) === utf8ToText(job.command));
  pass((line) => mine(line));
  return open;
}

/** Writes a slot's job where it stands otherwise, and takes away what stands for none. */
function settle(
  slot: Slot,
  wanted: Declaration,
  mine: (line: CrontabLine) => boolean,
  dialect: Dialect,
): void {
  const { line, job } = slot;
  if (line?.kind !== 'job') return;
  if (job !== undefined) {
    if (!sameAs(line, job)) slot.line = writeJob(job, dialect);
    return;
  }
  if (isMarked(line)) {
    if (!mine(line)) return;
    const original = wanted.replaced?.(traceOf(line));
    slot.line = original === undefined ? undefined : parseLine(original, dialect);
  }
  if (slot.line && isAbsent(slot.line, wanted.absent)) slot.line = undefined;
}

/**
 * Lines that stand for declared jobs and were not made by kapa, and those that its own lines have replaced.
 */
function adoptedOf(slots: readonly Slot[], wanted: Declaration): readonly AdoptedLine[] {
  const title = wanted.heading === undefined ? undefined : titleOf(wanted.heading);
  return slots.flatMap(({ before, line, job }) => {
    if (title !== undefined && isHeading(before, title)) {
      const trace = headingOf(title);
      return wanted.madeHeading?.(trace) === true ? [] : [{ trace, text: before.text, replaced: false }];
    }
    if (job === undefined || line === undefined) return [];
    const trace = traceOf(line);
    if (!isMarked(before)) return [{ trace, text: before.text, replaced: isMarked(line) }];
    const text = wanted.replaced?.(traceOf(before));
    return text === undefined ? [] : [{ trace, text, replaced: true }];
  });
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
  { heading, madeHeading }: Declaration,
): void {
  if (slots.every(({ line }) => line !== undefined)) return;
  const title = heading === undefined ? undefined : titleOf(heading);
  const at = lines.findIndex(
    ({ line }) => (title && isHeading(line, title)) || isMadeHeading(line, madeHeading),
  );
  if (at >= 0 && lines[at + 1]?.line.kind !== 'job') lines.splice(at, 1);
}

/** The heading of the declaration before becomes that of this one, or goes. */
function renewHeading(slots: readonly Slot[], { heading, madeHeading }: Declaration): void {
  let title = heading === undefined ? undefined : titleOf(heading);
  if (title !== undefined && slots.some(({ line }) => line && title && isHeading(line, title)))
    title = undefined;
  for (const slot of slots) {
    if (slot.line === undefined || !isMadeHeading(slot.line, madeHeading)) continue;
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

function isMadeHeading(line: CrontabLine, made: Declaration['madeHeading']): boolean {
  return line.kind === 'comment' && made?.(headingOf(line)) === true;
}

/** A comment as a heading, whatever blanks are around it. */
function headingOf({ text }: CrontabLine): string {
  return withoutEnd(text.replace(/^[ \t]*#[ \t]*/u, '# '), ' \t\r');
}

/** A name without blanks is that of a program, one with blanks a whole command as it stands or as a shell reads it. */
function isAbsent(line: CrontabLine, names: readonly string[]): boolean {
  if (line.kind !== 'job') return false;
  const command = commandOf(line);
  const [program] = command.split(/[ \t]/u);
  return names.some((name) => {
    const absent = utf8ToText(name.trim());
    return (
      absent === program ||
      [absent, escapeCommand(absent)].some((one) => one === command || isAsWritten(line, one))
    );
  });
}

function isAsWritten({ command }: Extract<CrontabLine, { kind: 'job' }>, text: string): boolean {
  return withoutEnd(command, ' \t') === text;
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
  return user && scheduleOf(line) === job.schedule;
}

function scheduleOf({ schedule }: Extract<CrontabLine, { kind: 'job' }>): string {
  return schedule.replace(/[ \t]+/gu, ' ');
}

/** A line's command without kapa's marker, in the one spelling that kapa would give it. */
export function commandOf(line: CrontabLine): string {
  if (line.kind !== 'job') return '';
  const { shell, input } = partsOf(line.command);
  const end = isMarked(line) ? -marker.length : undefined;
  const { run, input: lines } = unescapeCommand(withoutEnd(shell.slice(0, end), ' \t') + input);
  return escapeCommand(run, lines);
}
