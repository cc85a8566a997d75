import { certificateDiagnoses } from './certificates.ts';
import { mpmNames } from './facts/mpm.ts';
import { t } from '../../core/text.ts';
import type { Diagnosis, Patient } from '../../core/diagnosis.ts';

const modules = '/etc/apache2/mods-enabled';

/** Finds out whether Apache runs, with the modules and the MPM that the policies count on. */
export async function apacheDiagnoses({ set, instruments }: Patient): Promise<readonly Diagnosis[]> {
  const declares = (type: string): boolean => set.resources.some((item) => item.type === type);
  const wanted =
    set.resources.some(({ type }) => type.startsWith('apache_')) ||
    set.probes.some(({ type }) => type === 'apache');
  if (!wanted) return [];
  const found: Diagnosis[] = [];
  const service = await instruments.service('apache2');
  if (service.state === 'present' && service.value.running === false)
    found.push({
      id: 'apache',
      state: 'ill',
      finding: t('doctor.apache_down'),
      cure: t('doctor.apache_down_cure'),
    });
  else if (service.state === 'present' && service.value.running === true)
    found.push(
      { id: 'apache', state: 'ok', finding: t('doctor.apache_runs') },
      ...(await certificateDiagnoses(instruments)),
    );
  const names = await instruments.list(modules);
  if (names.state !== 'present')
    return [...found, { id: 'apache_modules', state: 'unknown', finding: t('doctor.modules_unknown') }];
  const enabled = new Set(names.value.flatMap((name) => (name.endsWith('.load') ? [name.slice(0, -5)] : [])));
  const needed = declares('apache_proxy') ? ['proxy', 'proxy_http'] : [];
  for (const module of needed)
    if (!enabled.has(module))
      found.push({
        id: 'apache_modules',
        state: 'ill',
        finding: t('doctor.module_missing', { module }),
        cure: t('doctor.module_missing_cure', { module }),
      });
  const mpms = [...enabled].filter((name) => name.startsWith('mpm_'));
  const declared = set.resources
    .filter(({ type }) => type === 'apache_mpm')
    .flatMap(({ spec }) => mpmNames.filter((name) => name in (spec as object)).map((name) => `mpm_${name}`));
  const right = mpms.length === 1 && (declared.length === 0 || declared.includes(mpms[0] ?? ''));
  found.push(
    right
      ? { id: 'apache_mpm', state: 'ok', finding: t('doctor.mpm', { mpm: mpms[0] ?? '' }) }
      : {
          id: 'apache_mpm',
          state: 'ill',
          finding: t('doctor.mpm_wrong', {
            found: mpms.join(', ') || '-',
            declared: declared.join(', ') || '-',
          }),
          cure: t('doctor.mpm_wrong_cure'),
        },
  );
  return found;
}
