import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import type { HealthView } from './health-view.ts';

/** Sentence on a watch that has measured, and how long ago. */
export function measuredText({ pid, at }: NonNullable<HealthView['measured']>, now: number): Text {
  return t('watch.measured', { pid, ago: formatDuration(Math.max(1, (now - at) / 1000)) });
}

/** Sentence on who checks a group at this moment. */
export function lockedText(group: string, locked: NonNullable<HealthView['locked']>, now: number): Text {
  return (
    locked.because ??
    t('health.locked', {
      group,
      pid: locked.pid,
      for: formatDuration(Math.max(0, now - locked.since) / 1000),
    })
  );
}
