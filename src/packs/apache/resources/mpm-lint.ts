import type { Finding, FindingId } from '../../../core/finding.ts';
import type { ResourceItem } from '../../../core/policy.ts';
import { t, type Text } from '../../../core/text.ts';
import { mostWorkers, settingOf } from '../facts/mpm.ts';
import { chosen, type MpmSpec } from './mpm-spec.ts';

/** Findings on settings of an MPM that contradict each other, or never replace a worker. */
export function lintMpm({ spec, locate }: ResourceItem<MpmSpec>): readonly Finding[] {
  const { mpm, settings } = chosen(spec);
  const findings: Finding[] = [];
  const find = (
    id: FindingId,
    severity: Finding['severity'],
    name: string,
    message: Text,
    cure: Text,
  ): void => {
    const part = settings[name] === undefined ? 'key' : 'value';
    findings.push({ id, severity, place: locate(part === 'key' ? [mpm] : [mpm, name], part), message, cure });
  };
  if (settingOf(mpm, settings, 'MaxConnectionsPerChild') === 0)
    find(
      'KAPA101',
      'warning',
      'MaxConnectionsPerChild',
      settings['MaxConnectionsPerChild'] === undefined
        ? t('apache.lint_unset_recycling')
        : t('apache.lint_no_recycling'),
      t('apache.lint_no_recycling_cure'),
    );
  const unit = mpm === 'prefork' ? 'Servers' : 'Threads';
  const min = settingOf(mpm, settings, `MinSpare${unit}`);
  const max = settingOf(mpm, settings, `MaxSpare${unit}`);
  if (min >= max)
    find(
      'KAPA102',
      'error',
      settings[`MinSpare${unit}`] === undefined ? `MaxSpare${unit}` : `MinSpare${unit}`,
      t('apache.lint_spare', { unit, min, max }),
      t('apache.lint_spare_cure', { unit, min }),
    );
  const workers = settingOf(mpm, settings, 'MaxRequestWorkers');
  const most = mostWorkers(mpm, settings);
  if (settings['MaxRequestWorkers'] !== undefined && workers > most)
    find(
      'KAPA103',
      'error',
      'MaxRequestWorkers',
      t('apache.lint_workers', { workers, most }),
      t('apache.lint_workers_cure', {
        limit: mpm === 'prefork' ? workers : Math.ceil(workers / settingOf(mpm, settings, 'ThreadsPerChild')),
      }),
    );
  const threads = settings['ThreadsPerChild'];
  if (threads !== undefined && threads > settingOf(mpm, settings, 'ThreadLimit'))
    find(
      'KAPA103',
      'error',
      'ThreadsPerChild',
      t('apache.lint_threads', { threads, limit: settingOf(mpm, settings, 'ThreadLimit') }),
      t('apache.lint_threads_cure', { threads }),
    );
  return findings;
}
