import { unreadable } from '../../src/core/reading.ts';
import type { AnyProbeType, Measurement } from '../../src/core/probe.ts';
import { t } from '../../src/core/text.ts';
import { beginPass, openHost } from '../../src/host/index.ts';

/** This machine. */
export const { host } = openHost({
  root: '/',
  service: () => Promise.resolve(unreadable(t('measure.not_live', { root: '/' }))),
});

/** Measures with a pass of its own. */
export function measure(
  type: AnyProbeType,
  spec: unknown,
  memory?: unknown,
  now = Date.now(),
): Promise<Measurement> {
  return type.measure(spec, { instruments: beginPass(host), now, memory });
}
