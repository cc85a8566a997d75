import { createHash } from 'node:crypto';
import type { Diagnosis, Patient } from '../../core/diagnosis.ts';
import type { Instruments } from '../../core/instruments.ts';
import { t } from '../../core/text.ts';
import { changedConffiles } from './conffiles.ts';

/** Files that dpkg and kapa share: what an upgrade does with them, and kapa's own units. */
export async function dpkgDiagnoses({ files, instruments }: Patient): Promise<readonly Diagnosis[]> {
  return [...(await conffileDiagnoses(files, instruments)), ...(await unitDiagnoses(instruments))];
}

async function conffileDiagnoses(
  files: readonly string[],
  instruments: Instruments,
): Promise<readonly Diagnosis[]> {
  const id = 'conffiles';
  const places = await Promise.all(files.map(async (path) => instruments.resolve(path)));
  const there = places.flatMap((place) => (place.state === 'present' ? [place.value] : []));
  const changed = await changedConffiles(there, instruments);
  if (changed.state === 'absent') return [];
  if (changed.state === 'unreadable')
    return [{ id, state: 'unknown', finding: t('dpkg.conffiles_unknown', { reason: changed.reason }) }];
  if (changed.value.length === 0) return [];
  const told = { files: changed.value.map(({ path, package: name }) => `${path} (${name})`).join(', ') };
  return (await keepsConffiles(instruments))
    ? [{ id, state: 'ok', finding: t('dpkg.conffiles_kept', told) }]
    : [{ id, state: 'warning', finding: t('dpkg.conffiles', told), cure: t('dpkg.conffiles_cure') }];
}

/** Tells whether apt has dpkg keep configuration files that were changed, without asking. */
async function keepsConffiles(instruments: Instruments): Promise<boolean> {
  const said = await instruments.query(['apt-config', 'dump', 'DPkg::Options'], { timeout: 5 });
  return said.status === 0 && /"--force-conf(?:old|def)";/u.test(new TextDecoder().decode(said.stdout));
}

const list = '/var/lib/dpkg/info/kapa.md5sums';

/** Units of kapa's package that are no longer what it shipped: the next upgrade overwrites them. */
async function unitDiagnoses(instruments: Instruments): Promise<readonly Diagnosis[]> {
  const sums = await instruments.read(list);
  if (sums.state !== 'present') return [];
  const found: Diagnosis[] = [];
  const units = /^([0-9a-f]{32}) {2}(usr\/lib\/systemd\/system\/.*)$/gmu;
  for (const [, sum, file] of new TextDecoder().decode(sums.value).matchAll(units)) {
    const path = `/${file}`;
    const read = await instruments.read(path);
    if (read.state === 'present' && createHash('md5').update(read.value).digest('hex') === sum) continue;
    const finding =
      read.state === 'absent' ? t('dpkg.unit_gone', { path }) : t('dpkg.unit_changed', { path });
    if (read.state === 'unreadable') continue;
    found.push({ id: 'service', state: 'warning', finding, cure: t('dpkg.unit_changed_cure', { path }) });
  }
  return found;
}
