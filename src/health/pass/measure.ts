import type { Instruments } from '../../core/instruments.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { FindProbeType, Measurement, Measurements } from '../../core/probe.ts';
import { askOnTime } from '../../core/lateness.ts';
import { formatDuration, parseDuration } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';

/** Measures probes side by side; remembers which of them never came back. */
export type Measure = (
  probes: readonly ProbeItem[],
  memory: Readonly<Record<string, unknown>>,
) => Promise<Measurements>;

/** Tools that measuring needs. */
export interface MeasureTools {
  readonly find: FindProbeType;
  /** Fresh for each round: what one probe read of /proc the others share. */
  instruments(): Instruments;
  /** Number of probes that are measured side by side. */
  readonly concurrency: number;
  /** Seconds for a probe whose spec states no `timeout` of its own. */
  readonly timeout?: number;
}

const usualTimeout = 10;

/**
 * A way to measure. A probe that fails or takes too long is unknown with its reason; one that still hangs from an
 * earlier round is not started again.
 */
export function createMeasure(tools: MeasureTools): Measure {
  const hanging = new Map<string, number>();
  return async (probes, memory) => {
    const instruments = tools.instruments();
    const results: Record<string, Measurement> = {};
    const waiting = [...probes];
    const worker = async (): Promise<void> => {
      for (let probe = waiting.shift(); probe !== undefined; probe = waiting.shift())
        results[probe.name] = await measureOne(probe, memory[probe.name], instruments, tools, hanging);
    };
    await Promise.all(Array.from({ length: Math.min(tools.concurrency, probes.length) }, worker));
    return Object.fromEntries(probes.map(({ name }) => [name, results[name] as Measurement]));
  };
}

async function measureOne(
  probe: ProbeItem,
  memory: unknown,
  instruments: Instruments,
  tools: MeasureTools,
  hanging: Map<string, number>,
): Promise<Measurement> {
  const type = tools.find(probe.type);
  if (type === undefined) return { unknown: t('health.no_probe_type', { type: probe.type }) };
  const now = instruments.now();
  const since = hanging.get(probe.name);
  if (since !== undefined)
    return { unknown: t('health.still_hangs', { for: formatDuration((now - since) / 1000) }) };
  const seconds = timeoutOf(probe.spec) ?? tools.timeout ?? usualTimeout;
  hanging.set(probe.name, now);
  const measuring = Promise.resolve()
    .then(async () => type.measure(probe.spec, { instruments, now, memory }))
    .catch((error: unknown): Measurement => ({
      unknown: t('health.probe_failed', { reason: error instanceof Error ? error.message : String(error) }),
    }))
    .finally(() => hanging.delete(probe.name));
  const timedOut: Measurement = { unknown: t('health.timed_out', { after: formatDuration(seconds) }) };
  return askOnTime<Measurement>({
    ask: async () => within(measuring, seconds, timedOut),
    isOfTime: (measurement) => measurement === timedOut,
    late: (by) => ({ unknown: t('measure.self_late', { by: formatDuration(by) }) }),
  });
}

/** A probe's own time-out, twice since it may ask again, with a second on top so that it can report it itself. */
function timeoutOf(spec: unknown): number | undefined {
  const timeout = (spec as { timeout?: unknown } | undefined)?.timeout;
  const seconds = typeof timeout === 'string' ? parseDuration(timeout) : timeout;
  return typeof seconds === 'number' ? seconds * 2 + 1 : undefined;
}

async function within<T>(work: Promise<T>, seconds: number, late: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(late);
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
