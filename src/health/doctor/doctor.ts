import { localTime } from '../../core/local-time.ts';
import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Pack } from '../../core/pack.ts';
import { formatDuration, formatSize } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { orderText } from '../../core/ordered.ts';
import { readOrders } from '../pass/orders.ts';
import { instantOf, type Instant } from '../pass/instant.ts';
import { readPause } from '../pass/pause.ts';
import { readSamples } from '../record/samples.ts';
import { backupDiagnoses } from './backups.ts';
import { programDiagnoses } from './program.ts';
import { scheduleDiagnoses } from './schedule.ts';

/** Reasons why the set-up itself does not work, each with what to do. Looks only; changes nothing. */
export async function diagnose(patient: Patient, packs: readonly Pack[]): Promise<readonly Diagnosis[]> {
  const ofPacks = (await Promise.all(packs.map(async (pack) => pack.diagnose?.(patient) ?? []))).flat();
  const { instruments, now } = patient;
  const instant = { ...(await instantOf(() => instruments)()), now };
  const explained = new Set(ofPacks.map(({ probe }) => probe));
  return [
    ...ofPacks,
    ...(await scheduleDiagnoses(patient, packs)),
    ...(await programDiagnoses(patient)),
    ...(await backupDiagnoses(patient)),
    ...freshness(patient),
    ...(await disks(patient)),
    ...(await stateFolder(patient)),
    ...probes(patient, explained),
    ...pause(patient, instant),
    ...orders(patient, instant),
    ...channels(patient),
  ];
}

/** Finds out whether each group was checked lately: the proof that cron, or watch, really runs it. */
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
function probes(
  { set, measurements }: Patient,
  explained: ReadonlySet<string | undefined>,
): readonly Diagnosis[] {
  const blind = set.probes.flatMap(({ name }) => {
    const measurement = measurements[name];
    return !explained.has(name) && measurement !== undefined && 'unknown' in measurement
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

/** Orders of operators about single rules. */
function orders({ records }: Patient, instant: Instant): readonly Diagnosis[] {
  return readOrders(records, instant)
    .filter(({ kind }) => kind !== 'clear')
    .map((order) => ({
      id: 'order',
      state: 'unknown',
      finding: t('doctor.order', { rule: order.rule, order: orderText(order) }),
      cure: t('doctor.order_cure', { kind: order.kind, rule: order.rule }),
    }));
}

/** Rules that alert where nobody is told. */
function channels({ set }: Patient): readonly Diagnosis[] {
  if (set.rules.length === 0 || set.settings.notify.channels.length > 0) return [];
  return [
    {
      id: 'notify',
      state: 'warning',
      finding: t('doctor.no_channels'),
      cure: t('doctor.no_channels_cure'),
    },
  ];
}

function pause({ records }: Patient, instant: Instant): readonly Diagnosis[] {
  const found = readPause(records, instant);
  return found === undefined
    ? []
    : [
        {
          id: 'pause',
          state: 'unknown',
          finding: t('check.paused_until', {
            time: localTime(found.until),
            reason: found.reason,
            by: found.by ?? '',
          }),
          cure: t('doctor.pause_cure'),
        },
      ];
}
