import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments, Pm2Home } from '../../core/instruments.ts';
import { usualPm2Home } from '../../core/pm2-home.ts';
import type { Pm2Process } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import { filesRead } from '../logrotate/configuration.ts';
import { namesSameLog } from '../logrotate/stanzas-there.ts';
import { askAll, runningIn } from './apps.ts';
import { findPm2Command } from './command.ts';

/** Place of each application that a probe looks for: the right user's daemon, or another's; and that daemon alone. */
export async function pm2Diagnoses(patient: Patient): Promise<readonly Diagnosis[]> {
  return [...(await appDiagnoses(patient)), ...(await homeDiagnoses(patient))];
}

/** Standing of the folders in which daemons work. */
async function homeDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  if (!set.probes.some(({ type }) => type === 'pm2_app' || type === 'pm2_daemon')) return [];
  const homes = await instruments.pm2Homes();
  const found: Diagnosis[] = [];
  for (const home of homes.state === 'present' ? homes.value : []) {
    found.push(...(await strayDaemons(home, instruments)));
    const running = await instruments.pm2At(home.home);
    if (running.state !== 'present') continue;
    found.push(...(await unsaved(home, running.value, instruments)));
    found.push(...(await unrotated(home, running.value, instruments)));
  }
  return found;
}

/** More than one daemon in a folder. */
async function strayDaemons(home: Pm2Home, instruments: Instruments): Promise<readonly Diagnosis[]> {
  const daemons = await instruments.pm2Daemons(home.home);
  if (daemons.state !== 'present' || daemons.value.length < 2) return [];
  const strays = daemons.value.filter((pid) => pid !== home.daemon?.pid);
  const told = { home: home.home, user: home.user, pids: strays.join(' ') };
  const cure = t('doctor.pm2_two_daemons_cure', told);
  return [{ id: 'pm2', state: 'ill', finding: t('doctor.pm2_two_daemons', told), cure }];
}

/** Applications that run and are not saved: they do not come back when the machine is started. */
async function unsaved(
  { home, user }: Pm2Home,
  running: readonly Pm2Process[],
  instruments: Instruments,
): Promise<readonly Diagnosis[]> {
  const id = 'pm2_saved';
  const file = `${home}/dump.pm2`;
  const saved = await instruments.pm2SavedAt(home);
  if (saved.state === 'unreadable')
    return [{ id, state: 'unknown', finding: t('doctor.pm2_dump_unknown', { file, reason: saved.reason }) }];
  const names = new Set(saved.state === 'present' ? saved.value : []);
  const lacking = new Set(
    running.flatMap(({ name, module }) => (module === true || names.has(name) ? [] : [name])),
  );
  if (lacking.size === 0) return [];
  const apps = [...lacking].toSorted().join(', ');
  const cure = t('doctor.pm2_unsaved_cure', { user });
  return [{ id, state: 'warning', finding: t('doctor.pm2_unsaved', { file, apps }), cure }];
}

/** Logs of applications that neither PM2's own module nor logrotate rotates. */
async function unrotated(
  { home, user }: Pm2Home,
  running: readonly Pm2Process[],
  instruments: Instruments,
): Promise<readonly Diagnosis[]> {
  const rotates = running.some(({ module, name }) => module === true && name === 'pm2-logrotate');
  const logs = running
    .filter(({ module }) => module !== true)
    .flatMap((one) => [one.logs.out, one.logs.err])
    .filter((log) => log.startsWith('/') && !log.startsWith('/dev/'));
  if (rotates || logs.length === 0) return [];
  const named = (await filesRead(instruments)).flatMap(({ paths }) => paths);
  const left = logs.filter((log) => !named.some((path) => namesSameLog(path, log)));
  const [log] = left.toSorted();
  if (log === undefined) return [];
  const finding = t('doctor.pm2_unrotated', { count: new Set(left).size, log });
  return [
    { id: 'pm2_logs', state: 'warning', finding, cure: t('doctor.pm2_unrotated_cure', { user, home }) },
  ];
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
