import { attributeChanges, stepAttributes, type OwnerNumbers } from '../files/attributes.ts';
import { observeWholeFile } from '../files/whole-file.ts';
import { Failure } from '../../core/failure.ts';
import { spoolOf } from '../../core/folders.ts';
import type { Reader } from '../../core/reader.ts';
import {
  converged,
  type Change,
  type FieldChange,
  type Known,
  type ResourceType,
} from '../../core/resource.ts';
import { crontabOf, declare, foreign, traces } from './declare.ts';
import { cronPath, withSingleBlanks, cronFilePath } from './job-line.ts';
import { lintCron } from './resource-lint.ts';
import { findSearchPath } from './search-path.ts';
import { cronSchema, type CronSpec } from './spec.ts';
import type { CronState } from './state.ts';
import { t, type Text } from '../../core/text.ts';
import { bytesToText, parseCrontab, printCrontab, textToUtf8, type Crontab } from './crontab/index.ts';
import { movedByOthers } from './output-place.ts';

/** `cron`: jobs in a user's crontab, or in /etc/cron.d. */
export const cron: ResourceType<CronSpec, CronState> = {
  type: 'cron',
  elsewhere: ['crontab'],
  summary:
    "Jobs of cron: lines in a user's crontab, or in a file of /etc/cron.d. Lines that others wrote stay as they are.",
  example: `- name: Monitoring jobs
  cron:
    user: root
    heading: KAPA Monitoring System - Auto-recovery
    jobs:
      - { schedule: "*/3 * * * *", run: "kapa check --group health", output: discard }
`,
  schema: cronSchema,
  owns,
  after: ({ user, file }) => (file === undefined ? [`user:${user ?? ''}`] : ['file:/etc/cron.d']),
  observe,
  diff,
  traces,
  foreign,
  nothing,
  review,
  lint: lintCron,
};

/** The file of cron.d as a whole; of a user's crontab, which others write in as well, each job by itself. */
function owns({ file, user = '', jobs = [], variables = {} }: CronSpec): readonly string[] {
  if (file !== undefined) return [`file:${cronFilePath(file)}`];
  const parts = [
    ...jobs.map(({ schedule, run }) => `crontab:${user}#${withSingleBlanks(schedule)} ${run.trim()}`),
    ...Object.keys(variables).map((name) => `crontab:${user}#${name}=`),
  ];
  return parts.length === 0 ? [`crontab:${user}`] : parts;
}

async function observe(spec: CronSpec, host: Reader): Promise<CronState> {
  const state = await observeCrontab(spec, host);
  const foreign = state.unreadable ?? (await foreignOutput(spec, host));
  return foreign === undefined ? state : { ...state, unreadable: foreign };
}

/** Reason why the shell of a job would write where somebody else leads it. */
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
  if (spec.file !== undefined) return observeFile(spec, host, none);
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

async function observeFile(spec: CronSpec, host: Reader, none: CronState): Promise<CronState> {
  const path = cronFilePath(spec.file ?? '');
  await refuseForeignLink(path, host);
  // The bytes are looked at, whatever they are.
  const { unreadable, stat, bytes, owners } = await observeWholeFile(
    { path, content: '', ...attributes },
    host,
  );
  if (unreadable !== undefined) return { ...none, unreadable };
  for (const { user = spec.user ?? 'root' } of spec.state === 'absent' ? [] : (spec.jobs ?? []))
    if ((await host.account(user)).state === 'absent')
      throw new Failure(t('resources.no_account', { name: user }), {
        cure: t('resources.no_account_cure', { name: user }),
      });
  if (stat === undefined || bytes === undefined) return { ...none, owners };
  const crontab = checked(parseCrontab(bytes, 'system'), path);
  await refuseBadUsers(crontab, path, host);
  return { ...none, owners, stat, crontab };
}

/** cron follows a link of root's only. */
async function refuseForeignLink(path: string, host: Reader): Promise<void> {
  const found = await host.stat(path);
  if (found.state !== 'present' || found.value.kind !== 'link' || found.value.uid === 0) return;
  throw new Failure(t('resources.cron_link', { path }), { cure: t('resources.cron_link_cure', { path }) });
}

function diff(spec: CronSpec, state: CronState, known?: Known): Change {
  if (state.unreadable) return { action: 'unknown', fields: [], steps: [], unknown: state.unreadable };
  const before = crontabOf(spec, state);
  const { crontab, fields: changed } = declare(spec, state, known);
  const empty = crontab.lines.every(({ kind }) => kind === 'blank');
  const fields = [...changed];
  if (crontab !== before && fields.length === 0)
    fields.push({ field: 'lines', from: before.lines.length, to: crontab.lines.length });
  if (spec.file !== undefined) return diffFile(cronFilePath(spec.file), state, { crontab, empty, fields });
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

function nothing([address = '', ...more]: readonly string[]): CronSpec | undefined {
  if (address.startsWith('file:'))
    return { file: address.slice(`file:${cronFilePath('')}`.length), state: 'absent' };
  const user = /^crontab:([^#]*)/u.exec(address)?.[1];
  if (user === undefined) return undefined;
  const jobs = [address, ...more].flatMap((one) => {
    const [, schedule, run] = /^[^#]*#(@\S+|(?:\S+ ){4}\S+) (.*)$/su.exec(one) ?? [];
    return schedule === undefined || run === undefined ? [] : [{ schedule, run }];
  });
  // With no job at all: one that is none, since without a list all would go.
  return { user, jobs: jobs.length === 0 ? [{ schedule: '', run: '' }] : jobs, state: 'absent' };
}

function diffFile(
  path: string,
  { stat, owners, dryRun }: CronState,
  wanted: { readonly crontab: Crontab; readonly empty: boolean; readonly fields: readonly FieldChange[] },
): Change {
  if (wanted.empty)
    return stat === undefined
      ? converged
      : { action: 'remove', fields: wanted.fields, steps: [{ do: 'remove', path }] };
  const fields = [...wanted.fields, ...(isTrusted(stat) ? [] : attributeChanges(attributes, stat, owners))];
  // cron refuses a file with a second hard link; writing it anew cuts the tie.
  if (stat !== undefined && stat.links > 1) fields.push({ field: 'hard links', from: stat.links, to: 1 });
  if (fields.length === 0) return converged;
  return {
    action: stat === undefined ? 'create' : 'update',
    fields,
    steps: [
      {
        do: 'write',
        path,
        content: printCrontab(wanted.crontab),
        ...(isTrusted(stat) ? {} : stepAttributes(attributes)),
      },
    ],
    ...(dryRun ? { validate: [{ path, argv: ['crontab', '-n', '{}'] as const }] } : {}),
  };
}

/** cron takes a file of root's that nobody else can write. */
function isTrusted(stat: CronState['stat']): boolean {
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o022) === 0;
}

async function review(spec: CronSpec, after: Reader): Promise<readonly Text[]> {
  if (spec.state === 'absent') return [];
  const path = await searchPath(spec, after);
  const notes: Text[] = [...(await returnsIn(spec, after))];
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

/** A carriage return in a file of cron.d, which cron takes without a word. */
async function returnsIn({ file }: CronSpec, after: Reader): Promise<readonly Text[]> {
  if (file === undefined) return [];
  const path = cronFilePath(file);
  const found = await after.read(path);
  const at = found.state === 'present' ? found.value.indexOf(13) : -1;
  if (found.state !== 'present' || at < 0) return [];
  return [
    t('resources.cron_returns', { path, line: bytesToText(found.value.subarray(0, at)).split('\n').length }),
  ];
}

const attributes = { mode: '0644', owner: 'root', group: 'root' };
const noOwners: OwnerNumbers = { uid: undefined, gid: undefined };

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

/** Finds out whether a program can be found; one that cannot be looked for counts as there. */
async function isThere(program: string, path: readonly string[], host: Reader): Promise<boolean> {
  const places = program.includes('/') ? [program] : path.map((folder) => `${folder}/${program}`);
  for (const place of places) {
    const stat = await host.stat(place);
    if (stat.state !== 'absent') return true;
  }
  return false;
}

/** Finds out whether crontab(1) has a dry run: Debian's has `-n`, an older one has not. */
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
  throw badLine(where, { at, text: line.text, fault: t(`crontab.${line.fault}`) });
}

/** cron drops a file of cron.d for a user that is not there, and for a line that ends with its user. */
async function refuseBadUsers({ lines }: Crontab, where: string, host: Reader): Promise<void> {
  const known = new Map<string, boolean>();
  for (const [at, line] of lines.entries()) {
    if (line.kind !== 'job') continue;
    const { user, text } = line;
    if (line.command === '' && !/[ \t]$/u.test(text))
      throw badLine(where, { at, text, fault: t('crontab.no_command') });
    const name = textToUtf8(user);
    const there = known.get(name) ?? (await host.account(name)).state !== 'absent';
    known.set(name, there);
    if (!there) throw badLine(where, { at, text, fault: t('crontab.unknown_user', { user: name }) });
  }
}

function badLine(
  where: string,
  { at, text, fault }: { readonly at: number; readonly text: string; readonly fault: Text },
): Failure {
  return new Failure(t('resources.cron_bad_line', { where, line: at + 1, text: textToUtf8(text), fault }), {
    cure: t('resources.cron_bad_line_cure', { where }),
  });
}
