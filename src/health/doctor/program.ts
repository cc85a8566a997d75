import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import { t } from '../../core/text.ts';

/** The kapa that runs: alone on the search path, and on a Node with a code cache of its own. */
export async function programDiagnoses(patient: Patient): Promise<readonly Diagnosis[]> {
  return [...(await otherKapas(patient)), codeCacheDiagnosis(patient)];
}

/** Several programs of the name: cron, systemd and people need not start the same one. */
async function otherKapas({ instruments, program }: Patient): Promise<readonly Diagnosis[]> {
  const programs = new Map<string, string>();
  for (const folder of program.searchPath) {
    const path = `${folder}/kapa`;
    const real = await instruments.resolve(path);
    if (real.state === 'present' && !programs.has(real.value)) programs.set(real.value, path);
  }
  if (programs.size < 2) return [];
  const paths = [...programs.values()].join(', ');
  const finding = t('doctor.two_kapas', { paths });
  return [{ id: 'program', state: 'warning', finding, cure: t('doctor.two_kapas_cure') }];
}

function codeCacheDiagnosis({ program }: Patient): Diagnosis {
  const { node, codeCache } = program;
  const id = 'node';
  const { folder, refused, missing } = codeCache;
  const finding = t('doctor.node', { version: node.version, path: node.path });
  if (refused + missing === 0) return { id, state: 'ok', finding };
  return {
    id,
    state: 'warning',
    finding: t('doctor.no_code_cache', { version: node.version, path: node.path, folder }),
    cure: t('doctor.no_code_cache_cure'),
  };
}
