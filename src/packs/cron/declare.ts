import type { FieldChange, Foreign, Known } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import {
  declareJobs,
  declareVariables,
  foreignJobs,
  textToUtf8,
  tracesOf,
  utf8ToText,
  variableTrace,
  type Crontab,
  type Declaration,
  type Edited,
  type Job,
} from './crontab/index.ts';
import { jobLine, cronFilePath } from './job-line.ts';
import type { CronSpec } from './spec.ts';
import type { CronState } from './state.ts';

/** The crontab as it stands, or an empty one. */
export function crontabOf({ file }: CronSpec, { crontab }: CronState): Crontab {
  return crontab ?? (file === undefined ? noCrontab : noFile);
}

const noCrontab: Crontab = { dialect: 'user', lines: [], complete: true };
const noFile: Crontab = { dialect: 'system', lines: [], complete: true };

/** The crontab as declared, what changes in it, and what of it others made. */
export interface DeclaredCrontab {
  readonly crontab: Crontab;
  readonly fields: readonly FieldChange[];
  readonly adopted: Edited['adopted'];
}

/** Makes the crontab as declared: its variables first, then its jobs. */
export function declare(spec: CronSpec, state: CronState, known?: Known): DeclaredCrontab {
  const variables = declareVariables(crontabOf(spec, state), {
    variables: spec.state === 'absent' ? {} : (spec.variables ?? {}),
    made: (trace) => known?.made(placed(spec, trace)) === true && !known.declaredByOther(placed(spec, trace)),
    replaced: (trace) => known?.replaced(placed(spec, trace)),
  });
  const jobs = declareJobs(variables.crontab, {
    ...(spec.heading === undefined ? {} : { heading: spec.heading }),
    jobs: spec.state === 'absent' ? [] : (spec.jobs ?? []).map((job) => jobLine(job, spec, state.path)),
    absent: spec.absent ?? [],
    ...(known === undefined ? {} : ofKnown(spec, known)),
  });
  return {
    crontab: jobs.crontab,
    fields: [
      ...variables.changes.map((change) => told('variable', change)),
      ...jobs.changes.map((change) => told('job', change)),
    ],
    adopted: [...variables.adopted, ...jobs.adopted],
  };
}

function told(field: string, { from, to }: Edited['changes'][number]): FieldChange {
  return {
    field,
    from: from === null ? null : textToUtf8(from),
    to: to === null ? null : textToUtf8(to),
  };
}

/** By what its heading, its jobs and its variables are known again. */
export function traces(spec: CronSpec): readonly string[] {
  if (spec.state === 'absent') return [];
  const { heading, variables = {} } = spec;
  return [
    ...tracesOf({ ...(heading === undefined ? {} : { heading }), jobs: jobsOf(spec) }),
    ...Object.entries(variables).map(([name, value]) => variableTrace(utf8ToText(name), utf8ToText(value))),
  ].map((trace) => placed(spec, trace));
}

/** Lines of others that are declared, and those that were and stay. */
export function foreign(spec: CronSpec, state: CronState, known: Known): Foreign {
  if (state.unreadable) return { adopted: [], notes: [] };
  const adopted = declare(spec, state, known).adopted.map((one) => ({
    ...one,
    trace: placed(spec, one.trace),
  }));
  const notes = adopted.flatMap(({ trace, text, replaced }) => {
    const line = textToUtf8(text);
    if (!replaced) return known.found(trace) ? [] : [t('resources.cron_adopted', { line })];
    return known.replaced(trace) === undefined ? [t('resources.cron_takes_over', { line })] : [];
  });
  return { adopted, notes: atMost([...notes, ...left(spec, state, { known, adopted })]) };
}

/** Lines of others that are declared no more, or that do what a declared job does already. */
function left(
  spec: CronSpec,
  state: CronState,
  { known, adopted }: { readonly known: Known; readonly adopted: Foreign['adopted'] },
): readonly Text[] {
  const covered = new Set(adopted.map(({ text }) => text));
  const same = new Set(
    spec.state === 'absent'
      ? []
      : jobsOf(spec).flatMap(({ alias, ...job }) =>
          tracesOf({ jobs: [job, ...(alias === undefined ? [] : [{ ...job, command: alias }])] }),
        ),
  );
  return foreignJobs(crontabOf(spec, state)).flatMap(({ trace, text }) => {
    const line = textToUtf8(text);
    if (covered.has(text) || known.declaredByOther(placed(spec, trace))) return [];
    if (same.has(trace)) return [t('resources.cron_double', { line })];
    return known.found(placed(spec, trace)) ? [t('resources.cron_stays', { line })] : [];
  });
}

const mostNotes = 10;

function atMost(notes: readonly Text[]): readonly Text[] {
  const more = notes.length - mostNotes;
  return more <= 1 ? notes : [...notes.slice(0, mostNotes), t('resources.cron_more', { n: more })];
}

/** The jobs that it names, to be there or not, as their lines are known again: with any PATH. */
function jobsOf(spec: CronSpec): readonly Job[] {
  const path = spec.path === undefined || spec.path === 'inherit' ? ['/'] : spec.path;
  return (spec.jobs ?? []).map((job) => {
    const line = jobLine(job, spec, path);
    return spec.file === undefined ? { ...line, user: '' } : line;
  });
}

function placed({ file, user = '' }: CronSpec, trace: string): string {
  return `${file === undefined ? `crontab:${user}` : cronFilePath(file)} ${trace}`;
}

/** Answers of earlier declarations, and of the others, about the lines of a crontab. */
function ofKnown(spec: CronSpec, known: Known): Pick<Declaration, 'mine' | 'madeHeading' | 'replaced'> {
  const at = (trace: string): string => placed(spec, trace);
  const named = new Set(jobsOf(spec).flatMap((job) => tracesOf({ jobs: [{ ...job, schedule: '' }] })));
  return {
    madeHeading: (trace) => known.made(at(trace)),
    replaced: (trace) => known.replaced(at(trace)),
    mine({ trace, schedule }) {
      const full = at(trace);
      if (known.declaredByOther(full)) return false;
      if (known.made(full)) return true;
      if (spec.state !== 'absent') return !known.madeByOther(full);
      // Named jobs go whenever they run; without names, all that kapa made.
      return named.size === 0 || named.has(trace.slice(schedule.length));
    },
  };
}
