import type { ProbeItem } from '../../core/policy.ts';
import type { FindProbeType, Measurement, Measurements } from '../../core/probe.ts';
import { t, type Text } from '../../core/text.ts';
import type { Measure } from './measure.ts';

/**
 * Seconds for a site to be as well as before, and to be known again: where kapa itself is late, on a host that has much to do, a
 * good change is none that must be undone. And those between the looks at it.
 */
const patience = { ill: 15, unknown: 60, step: 0.5 } as const;

/**
 * Notes the health of the site before a change; what it returns is called after it and answers with a sentence when a
 * probe that was well no longer is. A probe that was ill or unknown before proves nothing, and is left out.
 */
export function siteConfirmation(
  probes: readonly ProbeItem[],
  find: FindProbeType,
  measure: Measure,
  { now, sleep }: { now(): number; sleep(seconds: number): Promise<void> },
): () => Promise<() => Promise<Text | undefined>> {
  const speaking = speakingProbes(probes, find);
  return async () => {
    const before = await measure(speaking, {});
    const well = speaking.filter((probe) => isWell(probe, before, find));
    return async () => {
      if (well.length === 0) return undefined;
      const began = now();
      for (;;) {
        const after = await measure(well, {});
        const notWell = well.filter((probe) => !isWell(probe, after, find));
        const ill = notWell.find(({ name }) => isKnown(after[name])) ?? notWell[0];
        if (ill === undefined) return undefined;
        const limit = isKnown(after[ill.name]) ? patience.ill : patience.unknown;
        if (now() >= began + limit * 1000)
          return t('health.site_worse', { probe: ill.name, reason: illness(after[ill.name]) });
        await sleep(patience.step);
      }
    };
  };
}

/** The probes that speak for the site itself: its pages, its applications, its ports. */
export function speakingProbes(probes: readonly ProbeItem[], find: FindProbeType): readonly ProbeItem[] {
  return probes.filter(({ type }) => find(type)?.isWell !== undefined);
}

/** Tells whether a probe that speaks for the site says that it is well; unknown is not well. */
export function isWell(probe: ProbeItem, measurements: Measurements, find: FindProbeType): boolean {
  const measurement = measurements[probe.name];
  if (measurement === undefined || 'unknown' in measurement) return false;
  return find(probe.type)?.isWell?.(measurement.fields) === true;
}

function isKnown(measurement: Measurement | undefined): boolean {
  return measurement !== undefined && !('unknown' in measurement);
}

/** Illness that a probe measured, in a few words. */
export function illness(measurement: Measurement | undefined): Text | string {
  if (measurement === undefined) return '?';
  if ('unknown' in measurement) return measurement.unknown;
  return Object.entries(measurement.fields)
    .flatMap(([field, value]) => (typeof value === 'object' ? [] : [`${field} ${value}`]))
    .slice(0, 4)
    .join(', ');
}
