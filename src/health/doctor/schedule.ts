import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments } from '../../core/instruments.ts';
import type { Pack } from '../../core/pack.ts';
import { watchNote, type Runner } from '../../core/runner.ts';
import type { Scheduler, Schedulers } from '../../core/schedule.ts';
import { t } from '../../core/text.ts';

/** Finding about each group: one scheduler has it checked, none does, or more than one. */
export async function scheduleDiagnoses(
  patient: Patient,
  packs: readonly Pack[],
): Promise<readonly Diagnosis[]> {
  const { groups, instruments } = patient;
  if (groups.length === 0) return [];
  const all: readonly Schedulers[] = [
    await watchSchedulers(patient),
    ...(await Promise.all(packs.map(async (pack) => pack.schedulers?.(instruments) ?? { found: [] }))),
  ];
  const id = 'schedule';
  const hidden = all.flatMap(({ unknown }) => unknown ?? [])[0];
  return groups.map(({ name: group }): Diagnosis => {
    const where = all.flatMap(({ found }) =>
      found.filter((one) => one.checks(group)).map((one) => one.where),
    );
    const told = { group, where: where.join(', ') };
    if (where.length > 1)
      return {
        id,
        state: 'warning',
        finding: t('doctor.scheduled_twice', told),
        cure: t('doctor.scheduled_twice_cure'),
      };
    if (where.length === 1) return { id, state: 'ok', finding: t('doctor.scheduled', told) };
    return hidden === undefined
      ? {
          id,
          state: 'ill',
          finding: t('doctor.not_scheduled', { group }),
          cure: t('doctor.not_scheduled_cure', { group }),
        }
      : { id, state: 'unknown', finding: t('doctor.schedule_unknown', { group, reason: hidden }) };
  });
}

/**
 * Each `kapa watch` of this host. One of a container is another host's: it has left no note here, and runs in other
 * namespaces. Unknown: one runs that may not be looked into.
 */
async function watchSchedulers({ instruments, records }: Patient): Promise<Schedulers> {
  const found: Scheduler[] = [];
  for (const pid of await watches(instruments)) {
    const note = records.read(watchNote(pid));
    if (note.state === 'present') {
      const groups = groupsIn(new TextDecoder().decode(note.value));
      found.push({ where: `kapa watch (${pid})`, checks: (group) => groups.includes(group) });
    } else if ((await instruments.readlink(`/proc/${pid}/ns/pid`)).state === 'unreadable')
      return { found, unknown: t('doctor.watching_unknown') };
  }
  return { found };
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
