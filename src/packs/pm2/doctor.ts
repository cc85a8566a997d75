import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments } from '../../core/instruments.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import { t, type Text } from '../../core/text.ts';
import { askAll, runningIn } from './apps.ts';
import { findPm2Command } from './command.ts';

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
          : { cure: await startOf(spec.name, { user, home: spec.home }, instruments) }
        : { cure: t('doctor.pm2_other_user', { app: spec.name, user: owner }) }),
    });
  }
  return found;
}

/** Way to start an application: with PM2, which must be there first. */
async function startOf(
  app: string,
  { user, home }: { readonly user: string; readonly home: string | undefined },
  instruments: Instruments,
): Promise<Text> {
  const start = t('doctor.pm2_start', { app, user });
  const account = await instruments.account(user);
  if (account.state !== 'present') return start;
  const command = await findPm2Command({ user, home: home ?? usualPm2Home(account.value) }, instruments);
  return command === undefined ? t('doctor.pm2_install', { user, start }) : start;
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
