import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments } from '../../core/instruments.ts';
import { t } from '../../core/text.ts';
import { askAll, runningIn } from './apps.ts';

/** Place of each application that a probe looks for: the right user's daemon, or another's; and that daemon alone. */
export async function pm2Diagnoses(patient: Patient): Promise<readonly Diagnosis[]> {
  return [...(await appDiagnoses(patient)), ...(await daemonDiagnoses(patient))];
}

/** Folders in which more than one daemon works. */
async function daemonDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  if (!set.probes.some(({ type }) => type === 'pm2_app' || type === 'pm2_daemon')) return [];
  const homes = await instruments.pm2Homes();
  const found: Diagnosis[] = [];
  for (const home of homes.state === 'present' ? homes.value : []) {
    const daemons = await instruments.pm2Daemons(home.home);
    if (daemons.state !== 'present' || daemons.value.length < 2) continue;
    const strays = daemons.value.filter((pid) => pid !== home.daemon?.pid);
    const told = { home: home.home, user: home.user, pids: strays.join(' ') };
    found.push({
      id: 'pm2',
      state: 'ill',
      finding: t('doctor.pm2_two_daemons', told),
      cure: t('doctor.pm2_two_daemons_cure', told),
    });
  }
  return found;
}

async function appDiagnoses({ set, measurements, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const probe of set.probes.filter(({ type }) => type === 'pm2_app')) {
    const measurement = measurements[probe.name];
    const spec = probe.spec as { readonly name: string; readonly user?: string; readonly home?: string };
    const head = { id: 'pm2', probe: probe.name };
    if (measurement === undefined || 'unknown' in measurement) {
      const reason = measurement?.unknown ?? t('health.not_measured', { probe: probe.name });
      found.push({
        ...head,
        state: 'ill',
        finding: t('doctor.pm2_unknown', { app: spec.name, reason }),
        cure: t('doctor.pm2_unknown_cure'),
      });
      continue;
    }
    const status = measurement.fields['status'];
    if (typeof status !== 'string') continue;
    if (status !== 'missing' && status !== 'no_daemon') {
      found.push({ ...head, state: 'ok', finding: t('doctor.pm2_ok', { app: spec.name, status }) });
      continue;
    }
    const owner = await ownerOf(instruments, spec.name);
    const user = spec.user ?? (await ownerOfHome(instruments, spec.home));
    found.push({
      ...head,
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
