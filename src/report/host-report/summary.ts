import type { HostReport } from '../../core/report.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';

/** The report in a few sentences: availability, what does not count, incidents, changes. */
export function reportSummary(report: HostReport): readonly Text[] {
  return [...availability(report), incidents(report), ...changes(report)];
}

/** Seconds as people read them, nothing included. */
export function spanOf(seconds: number): string {
  return seconds < 0.001 ? '0s' : formatDuration(seconds);
}

/** A share as people read it; what is not all is never rounded up to all. */
export function shareOf(share: number): Text {
  const hundred = share * 100;
  const digits = hundred > 99 && hundred < 100 ? 3 : hundred > 0 && hundred < 1 ? 3 : 1;
  const scale = 10 ** digits;
  const cut = Math.floor(hundred * scale + 1e-9) / scale;
  return t('report.share', { share: String(cut) });
}

function availability({ survey: { site } }: HostReport): readonly Text[] {
  if (site === undefined) return [t('report.no_speaker')];
  const { up, down, paused, unknown, not_measured: missing } = site.seconds;
  const all = up + down + paused + unknown + missing;
  if (up + down === 0) return [t('report.never_measured')];
  const lengths = site.outages.map(({ from, to }) => (to - from) / 1000);
  return [
    t('report.available', {
      share: shareOf(up / (up + down)),
      times: lengths.length,
      down: spanOf(down),
      longest: spanOf(Math.max(0, ...lengths)),
    }),
    t('report.not_up', {
      share: shareOf(up / all),
      paused: spanOf(paused),
      unknown: spanOf(unknown),
      missing: spanOf(missing),
    }),
  ];
}

function incidents({ incidents: all }: HostReport): Text {
  const proofs = all.flatMap(({ to, remedies }) =>
    to === undefined ? [] : remedies.filter(({ outcome }) => outcome === 'helped').slice(-1),
  );
  const mean = proofs.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, proofs.length);
  return t('report.incidents', {
    n: all.length,
    alone: proofs.length,
    mean: spanOf(mean),
    open: all.filter(({ to }) => to === undefined).length,
  });
}

function changes({ changes: all }: HostReport): readonly Text[] {
  if (all.length === 0) return [];
  const resources = new Set(all.flatMap(({ resources: changed }) => changed));
  return [t('report.changed', { applies: all.length, resources: resources.size })];
}
