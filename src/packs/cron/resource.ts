import { attributeChanges, ownerNumbers, stepAttributes, type OwnerNumbers } from '../files/attributes.ts';
import { Failure } from '../../core/failure.ts';
import { spoolOf } from '../../core/folders.ts';
import type { Finding } from '../../core/finding.ts';
import type { Path, ResourceItem } from '../../core/policy.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import { present } from '../../core/reading.ts';
import {
  converged,
  type Change,
  type FieldChange,
  type ResourceType,
  type Was,
} from '../../core/resource.ts';
import { findSearchPath, usualPath } from './search-path.ts';
import { t, type Text } from '../../core/text.ts';
import {
  bytesToText,
  cronCommand,
  declareJobs,
  isFault,
  longestDeclared,
  parseCrontab,
  parseSchedule,
  printCrontab,
  textToUtf8,
  tracesOf,
  utf8ToText,
  type CronOutput,
  type Crontab,
  type Job,
} from './crontab/index.ts';
import { movedByOthers } from './output-place.ts';

/** A job as an operator declares it. */
export interface CronJob {
  readonly schedule: string;
  /** The command as one would type it into sh; `%` is escaped by kapa. */
  readonly run: string;
  readonly output?: CronOutput;
  readonly env?: Readonly<Record<string, string>>;
  /** Only in a file of /etc/cron.d: who runs it. */
  readonly user?: string;
}

/** The jobs that kapa looks after in a user's crontab, or in a file of /etc/cron.d. */
export interface CronSpec {
  readonly user?: string;
  readonly file?: string;
  readonly heading?: string;
  readonly jobs?: readonly CronJob[];
  /** Programs whose lines are removed, whoever wrote them. */
  readonly absent?: readonly string[];
  /** Where jobs find their programs; `inherit`: cron's own /usr/bin:/bin, or what the crontab sets. */
  readonly path?: 'inherit' | readonly string[];
  readonly state?: 'present' | 'absent';
}

/** The crontab as it stands, and where jobs will find their programs. */
export interface CronState {
  readonly crontab: Crontab | undefined;
  readonly path: readonly string[];
  /** Of a file in /etc/cron.d. */
  readonly stat: FileStat | undefined;
  readonly owners: OwnerNumbers;
  /** Whether crontab(1) here can judge a file without installing it. */
  readonly dryRun: boolean;
  readonly unreadable?: Text;
}

/** `cron`: jobs in a user's crontab, or in /etc/cron.d. */
export const cron: ResourceType<CronSpec, CronState> = {
  type: 'cron',
  summary:
    "Jobs of cron: lines in a user's crontab, or in a file of /etc/cron.d. Lines that others wrote stay as they are.",
  example: `- name: Monitoring jobs
  cron:
    user: root
    heading: KAPA Monitoring System - Auto-recovery
    jobs:
      - { schedule: "*/3 * * * *", run: "kapa check --group health", output: discard }
`,
  schema: {
    type: 'object',
    additionalProperties: false,
    anyOf: [{ required: ['user'] }, { required: ['file'] }],
    properties: {
      user: {
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
        description: 'Whose crontab it is; with `file`, who runs the jobs (root unless given).',
        examples: ['root'],
      },
      file: {
        type: 'string',
        minLength: 1,
        description: 'Name of a file in /etc/cron.d: letters, digits, - and _ only, as cron ignores others.',
        examples: ['kapa'],
      },
      heading: {
        type: 'string',
        pattern: '^[^\\n\\r]+$',
        description: 'A comment above the jobs.',
        examples: ['KAPA Monitoring System - Auto-recovery'],
      },
      jobs: {
        type: 'array',
        description: 'The jobs. One that leaves this list leaves the crontab.',
        items: {
          type: 'object',
          required: ['schedule', 'run'],
          additionalProperties: false,
          properties: {
            schedule: {
              type: 'string',
              description:
                'Five fields as in crontab(5), or @reboot, @hourly, @daily, @weekly, @monthly, @yearly.',
              examples: ['*/3 * * * *', '@daily'],
            },
            run: {
              type: 'string',
              minLength: 1,
              description: 'The command as one types it into a shell; kapa escapes % for cron.',
              examples: ['kapa check --group health'],
            },
            output: {
              description: 'What becomes of its output: mailed by cron, dropped, or appended to a file.',
              default: 'mail',
              oneOf: [
                { enum: ['mail', 'discard'] },
                {
                  type: 'object',
                  required: ['append'],
                  additionalProperties: false,
                  properties: {
                    append: {
                      type: 'string',
                      pattern: "^/[^\\n'%]*$",
                      description: 'Absolute path of the file.',
                      examples: ['/var/log/backup.log'],
                    },
                  },
                },
              ],
            },
            env: {
              type: 'object',
              description: 'Environment of this job alone.',
              propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
              additionalProperties: { type: 'string', pattern: '^[^\\n]*$' },
              examples: [{ LANG: 'C.UTF-8' }],
            },
            user: { type: 'string', description: 'With `file`: who runs this job.', examples: ['www-data'] },
          },
        },
      },
      absent: {
        type: 'array',
        items: { type: 'string', pattern: '^\\S+$' },
        description: 'Programs whose lines are removed, whoever wrote them: what these jobs replace.',
        examples: [['/usr/local/bin/old_check.sh']],
      },
      path: {
        description:
          "Where jobs find their programs. Unless given, the usual folders and those of the node and kapa that run now; cron's own is /usr/bin:/bin.",
        oneOf: [
          { const: 'inherit' },
          { type: 'array', minItems: 1, items: { type: 'string', pattern: "^/[^:\\n'%]*$" } },
        ],
        examples: [['/opt/node/bin', '/usr/bin', '/bin']],
      },
      state: { enum: ['present', 'absent'], default: 'present', description: 'Absent: all jobs go.' },
    },
  },
  owns: (spec) => [spec.file === undefined ? `crontab:${spec.user ?? ''}` : `file:${pathOf(spec.file)}`],
  after: ({ user, file }) => (file === undefined ? [`user:${user ?? ''}`] : ['file:/etc/cron.d']),
  observe,
  diff,
  traces,
  nothing,
  review,
  lint,
};

async function observe(spec: CronSpec, host: Reader): Promise<CronState> {
  const state = await observeCrontab(spec, host);
  const foreign = state.unreadable ?? (await foreignOutput(spec, host));
  return foreign === undefined ? state : { ...state, unreadable: foreign };
}

/** Why the shell of a job would write where somebody else leads it. */
async function foreignOutput(spec: CronSpec, host: Reader): Promise<Text | undefined> {
  if (spec.state === 'absent') return undefined;
  for (const { output, user = spec.user ?? 'root' } of spec.jobs ?? []) {
    if (typeof output !== 'object') continue;
    const account = await host.account(user);
    if (account.state !== 'present') continue;
    const place = await movedByOthers(output.append, account.value.uid, host);
    if (place !== undefined) return t('resources.cron_output_foreign', { path: output.append, place, user });
  }
  return undefined;
}

async function observeCrontab(spec: CronSpec, host: Reader): Promise<CronState> {
  const path = await searchPath(spec, host);
  const dryRun = host.live && (await canJudge(host));
  const none = { crontab: undefined, path, stat: undefined, owners: noOwners, dryRun };
  if (spec.file !== undefined) return observeFile(spec.file, host, none);
  const user = spec.user ?? '';
  const account = await host.account(user);
  if (account.state === 'unreadable') return { ...none, unreadable: account.reason };
  if (account.state === 'absent')
    throw new Failure(t('resources.no_account', { name: user }), {
      cure: t('resources.no_account_cure', { name: user }),
    });
  const listed = await host.crontab(user);
  if (listed.state === 'unreadable') return { ...none, unreadable: listed.reason };
  if (listed.state === 'absent') return none;
  await refuseCarriageReturns(listed.value, user, host);
  return { ...none, crontab: checked(parseCrontab(listed.value, 'user'), `crontab -u ${user}`) };
}

async function observeFile(name: string, host: Reader, none: CronState): Promise<CronState> {
  const path = pathOf(name);
  const found = await host.examine(path);
  if (found.state === 'unreadable') return { ...none, unreadable: found.reason };
  const owners = await ownerNumbers(attributes, host);
  if (found.state === 'absent') return { ...none, owners };
  const { stat, content } = found.value;
  if (stat.kind === 'directory')
    throw new Failure(t('resources.is_folder', { path }), { cure: t('resources.is_folder_cure') });
  const bytes = content === undefined ? await host.read(path) : present(content);
  if (bytes.state === 'unreadable') return { ...none, unreadable: bytes.reason };
  const crontab = bytes.state === 'present' ? checked(parseCrontab(bytes.value, 'system'), path) : undefined;
  return { ...none, owners, stat, crontab };
}

function diff(spec: CronSpec, state: CronState, was?: Was): Change {
  if (state.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: state.unreadable };
  const before = state.crontab ?? (spec.file === undefined ? noCrontab : noFile);
  const { crontab, changes } = declareJobs(before, {
    ...(spec.heading === undefined ? {} : { heading: spec.heading }),
    jobs: spec.state === 'absent' ? [] : (spec.jobs ?? []).map((job) => written(job, spec, state.path)),
    absent: spec.absent ?? [],
    ...(was === undefined ? {} : { was }),
  });
  const empty = crontab.lines.every(({ kind }) => kind === 'blank');
  const fields: FieldChange[] = changes.map(({ from, to }) => ({
    field: 'job',
    from: from === null ? null : textToUtf8(from),
    to: to === null ? null : textToUtf8(to),
  }));
  if (crontab !== before && fields.length === 0)
    fields.push({ field: 'lines', from: before.lines.length, to: crontab.lines.length });
  if (spec.file !== undefined) return diffFile(pathOf(spec.file), state, { crontab, empty, fields });
  if (crontab === before) return converged;
  return {
    action: state.crontab === undefined ? 'create' : empty ? 'remove' : 'update',
    fields,
    steps: [{ do: 'crontab', user: spec.user ?? '', content: empty ? null : printCrontab(crontab) }],
    ...(state.dryRun && !empty
      ? { validate: [{ path: spoolOf(spec.user ?? ''), argv: ['crontab', '-n', '{}'] as const }] }
      : {}),
  };
}

/** Its heading and its jobs: a line of the operator's that was taken over is one of them, and may bear no mark. */
function traces(spec: CronSpec): readonly string[] {
  if (spec.state === 'absent') return [];
  const path = spec.path === undefined || spec.path === 'inherit' ? [] : spec.path;
  return tracesOf({
    ...(spec.heading === undefined ? {} : { heading: spec.heading }),
    jobs: (spec.jobs ?? []).map((job) => ({
      ...written(job, spec, path),
      ...(spec.file === undefined ? { user: '' } : {}),
    })),
  });
}

function nothing([address = '']: readonly string[]): CronSpec {
  return address.startsWith('crontab:')
    ? { user: address.slice('crontab:'.length), state: 'absent' }
    : { file: address.slice(pathOf('').length + 'file:'.length), state: 'absent' };
}

function diffFile(
  path: string,
  { crontab: before, stat, owners, dryRun }: CronState,
  wanted: { readonly crontab: Crontab; readonly empty: boolean; readonly fields: readonly FieldChange[] },
): Change {
  if (wanted.empty)
    return stat === undefined
      ? converged
      : { action: 'remove', fields: wanted.fields, steps: [{ do: 'remove', path }] };
  const fields = [...wanted.fields, ...attributeChanges(attributes, stat, owners)];
  // cron refuses a file with a second hard link; writing it anew cuts the tie.
  if (stat !== undefined && stat.links > 1) fields.push({ field: 'hard links', from: stat.links, to: 1 });
  if (fields.length === 0) return converged;
  const onlyAttributes = stat !== undefined && stat.links === 1 && wanted.crontab === before;
  if (onlyAttributes)
    return { action: 'update', fields, steps: [{ do: 'attributes', path, ...stepAttributes(attributes) }] };
  return {
    action: stat === undefined ? 'create' : 'update',
    fields,
    steps: [{ do: 'write', path, content: printCrontab(wanted.crontab), ...stepAttributes(attributes) }],
    ...(dryRun ? { validate: [{ path, argv: ['crontab', '-n', '{}'] as const }] } : {}),
  };
}

async function review(spec: CronSpec, after: Reader): Promise<readonly Text[]> {
  if (spec.state === 'absent') return [];
  const path = await searchPath(spec, after);
  const notes: Text[] = [];
  const missing = new Set<string>();
  for (const { run } of spec.jobs ?? []) {
    const [program = ''] = run.trim().split(/\s+/u);
    if (missing.has(program) || !/^[\w./+-]+$/u.test(program) || builtins.has(program)) continue;
    if (await isThere(program, path, after)) continue;
    missing.add(program);
    notes.push(
      program.startsWith('/')
        ? t('resources.cron_no_program', { program })
        : t('resources.cron_not_on_path', { program, path: path.join(':') }),
    );
  }
  return notes;
}

const attributes = { mode: '0644', owner: 'root', group: 'root' };
const noOwners: OwnerNumbers = { uid: undefined, gid: undefined };
const noCrontab: Crontab = { dialect: 'user', lines: [], complete: true };
const noFile: Crontab = { dialect: 'system', lines: [], complete: true };

/** The PATH that Debian's cron gives a job. */
const cronPath = ['/usr/bin', '/bin'];

const builtins = new Set([
  '.',
  ':',
  'cd',
  'exec',
  'exit',
  'export',
  'if',
  'for',
  'while',
  'case',
  'set',
  'umask',
]);

/** A declared job as cron's line has it. */
function written(job: CronJob, spec: CronSpec, path: readonly string[]): Job {
  const { schedule, run, output = 'mail', env = {}, user } = job;
  const { whole, plain } = cronCommand({ run, output, env, ...(spec.path === 'inherit' ? {} : { path }) });
  return {
    schedule: schedule.trim().split(/\s+/u).join(' '),
    user: user ?? spec.user ?? 'root',
    command: whole,
    ...(whole === plain ? {} : { alias: plain }),
  };
}

function searchPath(spec: CronSpec, host: Reader): Promise<readonly string[]> {
  if (spec.path === undefined) return defaultPath(host);
  return Promise.resolve(spec.path === 'inherit' ? cronPath : spec.path);
}

function defaultPath(host: Reader): Promise<readonly string[]> {
  return findSearchPath(async (path) => isThere(path, [], host), {
    async node() {
      const node = await host.readlink('/proc/self/exe');
      return node.state === 'present' ? node.value : undefined;
    },
    async kapa() {
      const words = await host.read('/proc/self/cmdline');
      return words.state === 'present' ? bytesToText(words.value).split('\0')[1] : undefined;
    },
  });
}

/** Whether a program can be found; one that cannot be looked for counts as there. */
async function isThere(program: string, path: readonly string[], host: Reader): Promise<boolean> {
  const places = program.includes('/') ? [program] : path.map((folder) => `${folder}/${program}`);
  for (const place of places) {
    const stat = await host.stat(place);
    if (stat.state !== 'absent') return true;
  }
  return false;
}

function lint({ spec, locate }: ResourceItem<CronSpec>): readonly Finding[] {
  const findings: Finding[] = [];
  const found = (id: Finding['id'], path: Path, message: Text, cure: Text, part?: 'key'): void => {
    const severity = id === 'KAPA204' || id === 'KAPA205' ? 'error' : 'warning';
    findings.push({ id, severity, place: locate(path, part), message, cure });
  };
  if (spec.file !== undefined && !/^[A-Za-z0-9_-]+$/u.test(spec.file))
    found('KAPA205', ['file'], t('resources.cron_name', { name: spec.file }), t('resources.cron_name_cure'));
  for (const [index, job] of (spec.jobs ?? []).entries()) {
    const at: Path = ['jobs', index];
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
    if (/[\n\r\0]/u.test(job.run.trim()))
      found('KAPA204', [...at, 'run'], t('resources.cron_line_feed'), t('resources.cron_line_feed_cure'));
    const path = spec.path === 'inherit' ? cronPath : (spec.path ?? usualPath);
    const { length } = utf8ToText(written(job, spec, path).command);
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

/** Whether crontab(1) has a dry run: Debian's has `-n`, an older one has not. */
async function canJudge(host: Reader): Promise<boolean> {
  const { stdout, stderr } = await host.query(['crontab', '--help']);
  return bytesToText(stdout).includes(' [-n]') || bytesToText(stderr).includes('[-n]');
}

/**
 * `crontab -l` writes each carriage return as a backslash and an r, so that what it lists cannot be written back. Only
 * the file itself tells whether there is one.
 */
async function refuseCarriageReturns(listed: Uint8Array, user: string, host: Reader): Promise<void> {
  const text = bytesToText(listed);
  if (!text.includes('\\r') && !text.includes('\r')) return;
  const spool = await host.read(spoolOf(user));
  if (spool.state === 'present' && !spool.value.includes(13)) return;
  const line = text.slice(0, text.search(/\\r|\r/u)).split('\n').length;
  throw new Failure(t('resources.cron_carriage_return', { user, line }), {
    cure: t('resources.cron_carriage_return_cure', { user }),
  });
}

/** A line that cron refuses makes it drop the whole file, kapa's jobs with it: a person has to look. */
function checked(crontab: Crontab, where: string): Crontab {
  const at = crontab.lines.findIndex(({ kind }) => kind === 'bad');
  const line = crontab.lines[at];
  if (line?.kind !== 'bad') return crontab;
  throw new Failure(
    t('resources.cron_bad_line', {
      where,
      line: at + 1,
      text: textToUtf8(line.text),
      fault: t(`crontab.${line.fault}`),
    }),
    { cure: t('resources.cron_bad_line_cure', { where }) },
  );
}

function pathOf(name: string): string {
  return `/etc/cron.d/${name}`;
}
