import type { Instruments } from '../../core/instruments.ts';
import { askAll, runningIn } from '../../packs/pm2/apps.ts';
import type { Group, PolicySet, RuleItem } from '../../core/policy.ts';
import { formatDuration, formatSize } from '../../core/quantity.ts';
import type { Records } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';
import { apacheDiagnoses } from '../../packs/apache/doctor.ts';
import { cronDiagnoses } from '../../packs/cron/doctor.ts';
import type { Measurements } from '../pass/measure.ts';
import { readPause } from '../pass/pause.ts';
import { readSamples } from '../record/samples.ts';

/** One thing that the doctor looked at. `unknown`: it could not be told. */
export interface Diagnosis {
  readonly id: string;
  readonly state: 'ok' | 'ill' | 'unknown';
  readonly finding: Text;
  readonly cure?: Text;
}

/** What the doctor looks at. */
export interface Patient {
  readonly set: PolicySet;
  readonly groups: readonly (Group & { readonly rules: readonly { readonly item: RuleItem }[] })[];
  readonly instruments: Instruments;
  readonly records: Records;
  /** What all probes say now. */
  readonly measurements: Measurements;
  readonly now: number;
}

/** Finds why the set-up itself does not work: each finding with what to do. Looks only; changes nothing. */
export async function diagnose(patient: Patient): Promise<readonly Diagnosis[]> {
  const parts = await Promise.all([
    cronDiagnoses(patient),
    Promise.resolve(freshness(patient)),
    pm2(patient),
    apacheDiagnoses(patient),
    rotation(patient),
    disks(patient),
    stateFolder(patient),
    Promise.resolve(probes(patient)),
    Promise.resolve(pause(patient)),
  ]);
  return parts.flat();
}

/** Whether each group was checked lately: the proof that cron, or watch, really runs it. */
function freshness({ groups, records, now }: Patient): readonly Diagnosis[] {
  return groups.map((group) => {
    const every = Math.max(60, ...group.rules.map(({ item }) => item.every));
    let last: number | undefined;
    const range = { since: now - 2 * 86_400_000, until: now, group: group.name };
    for (const { at } of readSamples(records, range)) last = at;
    const id = 'last_check';
    const cure = t('doctor.last_check_cure', { group: group.name });
    if (last === undefined) {
      const [earlier] = readSamples(records, { ...range, since: 0 });
      return earlier === undefined
        ? { id, state: 'unknown', finding: t('doctor.not_yet_checked', { group: group.name }), cure }
        : { id, state: 'ill', finding: t('doctor.not_checked', { group: group.name }), cure };
    }
    const ago = formatDuration(Math.max(1, (now - last) / 1000));
    const finding = t('doctor.last_check', { group: group.name, ago });
    return now - last > 3 * every * 1000 ? { id, state: 'ill', finding, cure } : { id, state: 'ok', finding };
  });
}

/** Whether each application is where its probe looks for it: the right user's daemon. */
async function pm2({ set, measurements, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const probe of set.probes.filter(({ type }) => type === 'pm2_app')) {
    const measurement = measurements[probe.name];
    const spec = probe.spec as { readonly name: string; readonly user?: string; readonly home?: string };
    const id = 'pm2';
    if (measurement === undefined || 'unknown' in measurement) {
      const reason = measurement?.unknown ?? t('health.not_measured', { probe: probe.name });
      found.push({
        id,
        state: 'ill',
        finding: t('doctor.pm2_unknown', { app: spec.name, reason }),
        cure: t('doctor.pm2_unknown_cure'),
      });
      continue;
    }
    const status = measurement.fields['status'];
    if (typeof status !== 'string') continue;
    if (status !== 'missing' && status !== 'no_daemon') {
      found.push({ id, state: 'ok', finding: t('doctor.pm2_ok', { app: spec.name, status }) });
      continue;
    }
    const owner = await ownerOf(instruments, spec.name);
    const user = spec.user ?? (await ownerOfHome(instruments, spec.home));
    found.push({
      id,
      state: 'ill',
      finding:
        user === undefined
          ? t('measure.whose_pm2', { app: spec.name })
          : t('doctor.pm2_not_there', { app: spec.name, user, status }),
      ...(owner === undefined
        ? user === undefined
          ? {}
          : { cure: t('doctor.pm2_start', { app: spec.name, user }) }
        : { cure: t('doctor.pm2_other_user', { app: spec.name, user: owner }) }),
    });
  }
  return found;
}

async function ownerOfHome(instruments: Instruments, path: string | undefined): Promise<string | undefined> {
  const home = path === undefined ? undefined : await instruments.pm2Home(path);
  return home?.state === 'present' ? home.value.user : undefined;
}

async function ownerOf(instruments: Instruments, app: string): Promise<string | undefined> {
  const homes = await instruments.pm2Homes();
  if (homes.state !== 'present') return undefined;
  const answers = await askAll(runningIn(homes.value), instruments);
  return answers.find(
    ({ processes }) => processes.state === 'present' && processes.value.some(({ name }) => name === app),
  )?.home.user;
}

/** Whether logrotate is there and knows the groups' logs. */
async function rotation({ groups, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const logs = groups.flatMap(({ log }) => (log === undefined ? [] : [log.file]));
  if (logs.length === 0) return [];
  const id = 'log_rotation';
  const program = await instruments.stat('/usr/sbin/logrotate');
  if (program.state === 'absent')
    return [
      {
        id,
        state: 'ill',
        finding: t('doctor.no_logrotate'),
        cure: t('doctor.no_logrotate_cure'),
      },
    ];
  const names = await instruments.list('/etc/logrotate.d');
  if (names.state !== 'present') return [{ id, state: 'unknown', finding: t('doctor.rotation_unknown') }];
  const texts = await Promise.all(
    names.value.map(async (name) => instruments.read(`/etc/logrotate.d/${name}`)),
  );
  const whole = texts
    .map((text) => (text.state === 'present' ? new TextDecoder().decode(text.value) : ''))
    .join('\n');
  return logs.map((log) =>
    rotates(whole, log)
      ? { id, state: 'ok', finding: t('doctor.rotated', { log }) }
      : {
          id,
          state: 'ill',
          finding: t('doctor.not_rotated', { log }),
          cure: t('doctor.not_rotated_cure'),
        },
  );
}

/** Whether a stanza names the log, itself or by a pattern of its folder. */
function rotates(stanzas: string, log: string): boolean {
  return stanzas.split(/[\s"']+/u).some((word) => {
    if (!word.startsWith('/')) return false;
    const pattern = word.replaceAll(/[.+^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '[^/]*');
    return new RegExp(`^${pattern}$`, 'u').test(log);
  });
}

/** Room where kapa and its logs write. */
async function disks({ groups, instruments, records }: Patient): Promise<readonly Diagnosis[]> {
  const folders = new Set([
    '/',
    records.path,
    ...groups.flatMap(({ log }) => (log ? [log.file.replace(/\/[^/]*$/u, '') || '/'] : [])),
  ]);
  const found: Diagnosis[] = [];
  for (const path of folders) {
    const reading = await instruments.disk(path);
    if (reading.state === 'absent') continue;
    const id = 'disk';
    if (reading.state === 'unreadable') {
      found.push({
        id,
        state: 'unknown',
        finding: t('doctor.disk_unknown', { path, reason: reading.reason }),
      });
      continue;
    }
    const { free, size, inodes, freeInodes } = reading.value;
    const finding = t('doctor.disk', { path, free: formatSize(free) });
    const full = free < size * 0.02 || (inodes > 0 && freeInodes < inodes * 0.02);
    found.push(
      full ? { id, state: 'ill', finding, cure: t('doctor.disk_cure') } : { id, state: 'ok', finding },
    );
  }
  return found;
}

/** The state folder must be root's alone: what kapa reads there it acts upon. */
async function stateFolder({ instruments, records }: Patient): Promise<readonly Diagnosis[]> {
  const id = 'state_folder';
  const { path } = records;
  const reading = await instruments.stat(path);
  if (reading.state === 'absent') return [{ id, state: 'ok', finding: t('doctor.state_not_yet', { path }) }];
  if (reading.state === 'unreadable')
    return [
      {
        id,
        state: 'unknown',
        finding: t('doctor.state_unreadable', { path, reason: reading.reason }),
      },
    ];
  if ((reading.value.mode & 0o077) !== 0)
    return [
      {
        id,
        state: 'ill',
        finding: t('doctor.state_open', { path }),
        cure: t('doctor.state_open_cure', { path }),
      },
    ];
  return [{ id, state: 'ok', finding: t('doctor.state_ok', { path }) }];
}

/** Probes that cannot measure: a rule over them protects nothing. */
function probes({ set, measurements }: Patient): readonly Diagnosis[] {
  const blind = set.probes.flatMap(({ name, type }) => {
    const measurement = measurements[name];
    return type !== 'pm2_app' && measurement !== undefined && 'unknown' in measurement
      ? [
          {
            id: 'probe',
            state: 'ill' as const,
            finding: t('health.probe_unknown', { probe: name, reason: measurement.unknown }),
          },
        ]
      : [];
  });
  if (blind.length > 0) return blind;
  const measured = Object.keys(measurements).length;
  return measured === 0
    ? []
    : [{ id: 'probe', state: 'ok', finding: t('doctor.probes_ok', { count: measured }) }];
}

function pause({ records, now }: Patient): readonly Diagnosis[] {
  const found = readPause(records, now);
  return found === undefined
    ? []
    : [
        {
          id: 'pause',
          state: 'unknown',
          finding: t('check.paused_until', {
            time: new Date(found.until).toISOString(),
            reason: found.reason,
          }),
          cure: t('doctor.pause_cure'),
        },
      ];
}
