import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { meansGroup } from '../../core/group-name.ts';
import type { Instruments } from '../../core/instruments.ts';
import { sameBytes } from '../../core/bytes.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { Schedulers } from '../../core/schedule.ts';
import { whyNot } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { readClock } from './clock-state.ts';
import { lastWords } from './output.ts';
import { systemdUnit, type SystemdUnitSpec } from './resources/unit.ts';
import { showUnit, unitNamed } from './show.ts';

/** Standing of kapa's own service, and of each unit that a probe looks at: systemd knows it, and starts it at boot. */
export async function serviceDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [...(await ownUnits(set, instruments)), await clockDiagnosis(instruments)];
  for (const { name: probe, type, spec } of set.probes) {
    if (type !== 'service') continue;
    const { name } = spec as { readonly name: string };
    const head = { id: 'service', probe };
    const shown = await showUnit(name, ['LoadState', 'UnitFileState', 'ActiveState'], instruments);
    if (shown.state !== 'present') {
      const finding = t('systemd.unknown', { name, reason: whyNot(shown, name) });
      found.push({ ...head, state: 'unknown', finding });
      continue;
    }
    const load = shown.value.get('LoadState') ?? '';
    if (load !== 'loaded') {
      const finding = t('systemd.cannot_run', { name, state: load });
      found.push({ ...head, state: 'ill', finding, cure: t('systemd.cannot_run_cure') });
    } else if (shown.value.get('UnitFileState') === 'disabled') {
      const finding = t('systemd.not_at_boot', { name });
      found.push({ ...head, state: 'warning', finding, cure: t('systemd.not_at_boot_cure', { name }) });
    } else
      found.push({
        ...head,
        state: 'ok',
        finding: t('systemd.stands', { name, state: shown.value.get('ActiveState') ?? '' }),
      });
  }
  return found;
}

/** Standing of the clock: something keeps it right, or nothing does. */
async function clockDiagnosis(instruments: Instruments): Promise<Diagnosis> {
  const id = 'clock';
  const clock = await readClock(instruments);
  if (clock.state !== 'present') return { id, state: 'unknown', finding: t('doctor.clock_unknown') };
  return clock.value.synchronized
    ? { id, state: 'ok', finding: t('doctor.clock_right') }
    : { id, state: 'warning', finding: t('doctor.clock_alone'), cure: t('doctor.clock_alone_cure') };
}

/** Timers of kapa's package, one a group, that run. */
export async function timerSchedulers(instruments: Instruments): Promise<Schedulers> {
  if (!(await runsSystemd(instruments))) return { found: [] };
  const argv = [
    'systemctl',
    'list-units',
    '--type=timer',
    '--state=active',
    '--plain',
    '--no-legend',
  ] as const;
  const listed = await instruments.query([...argv, 'kapa-check@*.timer'], { timeout: 5 });
  if (listed.status !== 0)
    return {
      found: [],
      unknown: t('measure.command_failed', { program: 'systemctl', reason: lastWords(listed, 1) }),
    };
  const text = new TextDecoder().decode(listed.stdout);
  return {
    found: [...text.matchAll(/^kapa-check@(\S+)\.timer\b/gmu)].map(([where, name = '']) => ({
      where,
      checks: (group) => meansGroup(name, group),
    })),
  };
}

async function runsSystemd(instruments: Instruments): Promise<boolean> {
  return (await instruments.stat('/run/systemd/system')).state === 'present';
}

/** Findings about the unit for `kapa watch`, where there is one. */
async function ownUnits(set: PolicySet, instruments: Instruments): Promise<readonly Diagnosis[]> {
  if (!(await runsSystemd(instruments))) return [];
  const id = 'service';
  const name = 'kapa-watch';
  const properties = ['LoadState', 'ActiveState', 'Result', 'NeedDaemonReload', 'FragmentPath'] as const;
  const shown = await showUnit(name, properties, instruments);
  if (shown.state !== 'present' || shown.value.get('LoadState') === 'not-found') return [];
  const found: Diagnosis[] = [];
  // Systemd has given it up: nobody heals the host.
  if (shown.value.get('ActiveState') === 'failed') {
    const finding = t('systemd.failed', { name, result: shown.value.get('Result') ?? '' });
    found.push({ id, state: 'ill', finding, cure: t('systemd.failed_cure', { name }) });
  }
  if (shown.value.get('NeedDaemonReload') === 'yes') {
    const cure = t('systemd.not_reread_cure', { name });
    found.push({ id, state: 'warning', finding: t('systemd.not_reread', { name }), cure });
  }
  return [...found, ...(await hidesShipped(shown.value.get('FragmentPath') ?? '', set, instruments))];
}

/** Finding about a unit of /etc that differs from the shipped one, which it hides. One that policies declare is theirs. */
async function hidesShipped(
  path: string,
  set: PolicySet,
  instruments: Instruments,
): Promise<readonly Diagnosis[]> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isDeclared = set.resources.some(({ type, spec }) => {
    const unit = spec as SystemdUnitSpec;
    return type === systemdUnit.type && unit.state !== 'absent' && unitNamed(unit.name) === name;
  });
  if (!path.startsWith('/etc/') || isDeclared) return [];
  const shipped = `/usr/lib/systemd/system/${name}`;
  const [own, theirs] = await Promise.all([path, shipped].map(async (one) => instruments.read(one)));
  if (own?.state !== 'present' || theirs?.state !== 'present' || sameBytes(own.value, theirs.value))
    return [];
  const told = { path, shipped };
  const cure = t('systemd.hides_shipped_cure', told);
  return [{ id: 'service', state: 'warning', finding: t('systemd.hides_shipped', told), cure }];
}
