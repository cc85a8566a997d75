import { hostname } from 'node:os';
import { Failure, textWithCure } from '../../core/failure.ts';
import { inline } from '../../core/harmless.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type { GroupMetrics } from '../../core/metrics.ts';
import type { PassResult } from '../../core/pass-result.ts';
import type { Runner } from '../../core/runner.ts';
import type { PolicySet } from '../../core/policy.ts';
import { fieldsOf, type FindProbeType } from '../../core/probe.ts';
import type { Records } from '../../core/records.ts';
import { type Text } from '../../core/text.ts';
import {
  afterCheck,
  forgetGroups,
  keepGroupMetrics,
  readAllMetrics,
  readGroupMetrics,
  type CheckedGroup,
  type Counts,
} from '../../health/index.ts';
import type { Mask } from '../../report/mask.ts';
import { metricsTextOf } from './metrics.ts';

/** Observer of checks: counts what happens, and lets others see it. */
export interface Observer {
  happened(event: HealthEvent): void;
  /**
   * Takes a check of a group in: keeps its metrics, publishes them, and gives a sign of life where one is due. Never
   * throws for a disk or a network; answers with what went wrong.
   */
  checked(group: string, result: PassResult, runner: Runner['kind']): Promise<readonly Text[]>;
}

/** Parts that an observer works with. */
interface Observed {
  readonly set: PolicySet;
  /** Groups that this process checks; all when undefined. */
  readonly groups: readonly string[] | undefined;
  readonly records: Records;
  readonly findProbeType: FindProbeType;
  readonly mask: Mask;
}

/** Milliseconds between two writings of a group where nothing happens. */
const writeEvery = 10_000;

/** Seconds between two checks at the least: of a watch, as they are written; of checks, as cron makes them. */
const least: Readonly<Record<Runner['kind'], number>> = { watch: writeEvery / 1000, check: 60 };

/** Observer of the checks by one policy set. */
export function openObserver(observed: Observed): Observer {
  const { set } = observed;
  let published = Promise.resolve<undefined>(undefined);
  const pending = new Map<string, { checks: number; events: HealthEvent[]; written: number }>();
  const of = (group: string): { checks: number; events: HealthEvent[]; written: number } => {
    const known = pending.get(group) ?? { checks: 0, events: [], written: 0 };
    pending.set(group, known);
    return known;
  };
  return {
    happened(event) {
      if (event.kind === 'alert' || event.kind === 'remedy') of(event.group).events.push(event);
    },
    async checked(group, result, runner) {
      const one = of(group);
      one.checks += 1;
      if (one.events.length === 0 && Math.abs(result.at - one.written) < writeEvery) return [];
      const { checks, events } = one;
      pending.set(group, { checks: 0, events: [], written: result.at });
      return troubles([
        () => keep(observed, group, result, { checks, events, runner }),
        async () => {
          published = published
            .catch(() => undefined)
            .then(() => publishTo(set.settings.metrics?.textfile, observed));
          return published;
        },
        () => beatIfDue(observed, result.at),
      ]);
    },
  };
}

/** Does all, also what follows on something that fails. */
async function troubles(
  works: readonly (() => Promise<Text | undefined> | undefined)[],
): Promise<readonly Text[]> {
  const found: Text[] = [];
  for (const work of works)
    try {
      const problem = await work();
      if (problem !== undefined) found.push(problem);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push(textWithCure(error));
    }
  return found;
}

function keep(
  { set, records, findProbeType }: Observed,
  group: string,
  result: PassResult,
  { runner, ...counts }: Counts & { readonly runner: Runner['kind'] },
): undefined {
  const sources = set.sources.map(({ path }) => path);
  const rules = set.rules.filter((rule) => rule.group === group);
  const policies = new Set(rules.map(({ policy }) => policy));
  const checked: CheckedGroup = {
    group,
    sources,
    least: least[runner],
    rules,
    probes: set.probes
      .filter(({ name, policy }) => name in result.last || policies.has(policy))
      .map((probe) => ({ ...probe, fields: fieldsOf(probe, findProbeType) })),
  };
  const before = readGroupMetrics(records, group);
  keepGroupMetrics(records, afterCheck(checked, result, before, counts));
  forgetGroups(records, { sources, groups: set.groups.map(({ name }) => name) });
}

const lockFile = 'metrics/publish.lock';

/**
 * Writes the file for the collector, one writer at a time, so that no older one replaces a newer. The lock, which costs a
 * process, is only taken where others check groups of their own.
 */
async function publishTo(
  textfile: string | undefined,
  { set, groups, records, mask }: Observed,
): Promise<undefined> {
  if (textfile === undefined) return;
  const { publish } = await import('../../host/index.ts');
  const write = async (): Promise<void> => publish(textfile, await metricsTextOf(records, mask));
  const own = groups ?? set.groups.map(({ name }) => name);
  if (readAllMetrics(records).every(({ group }) => own.includes(group))) await write();
  else await alone(records, write);
}

/** Does something while no other of kapa's processes does it; what another holds for longer than a second is left to the next check. */
async function alone(records: Records, work: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const lock = records.lock(lockFile);
    if (lock.held)
      try {
        return await work();
      } finally {
        lock.release();
      }
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

const heartbeatFile = 'metrics/heartbeat.json';

interface Beat {
  readonly at: number;
  readonly failing: boolean;
}

/** Gives a sign of life of all groups together, where one is due. */
async function beatIfDue({ set, records, mask }: Observed, now: number): Promise<Text | undefined> {
  const { heartbeat } = set.settings;
  if (heartbeat === undefined) return undefined;
  const own = new Set(set.groups.map(({ name }) => name));
  const firing = readAllMetrics(records).flatMap((one) => (own.has(one.group) ? criticalIn(one) : []));
  const failing = firing.length > 0;
  const last = readBeat(records);
  const since = last === undefined ? Number.POSITIVE_INFINITY : Math.abs(now - last.at);
  // A second of grace: cron's minutes are no more exact.
  if (last?.failing === failing && since < heartbeat.every * 1000 - 1000) return undefined;
  const note = (at: number): void => {
    records.write(
      heartbeatFile,
      `${JSON.stringify({ version: 1, at, failing } satisfies Beat & { version: 1 })}\n`,
    );
  };
  note(now);
  const { beat } = await import('../../host/network/heartbeat.ts');
  const names = firing.map((name) => inline(mask.apply(name))).join(', ');
  const problem = await beat(heartbeat.url, failing, `kapa ${hostname()}: ${failing ? names : 'ok'}\n`);
  if (problem !== undefined) note(0);
  return problem;
}

function readBeat(records: Records): Beat | undefined {
  const reading = records.read(heartbeatFile);
  if (reading.state !== 'present') return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(reading.value)) as Beat;
  } catch {
    return undefined;
  }
}

/** Names of critical rules that fire. */
function criticalIn({ rules }: GroupMetrics): readonly string[] {
  return Object.entries(rules).flatMap(([name, { severity, state, condition }]) =>
    severity === 'critical' && (condition === 'firing' || ['firing', 'paused', 'backing_off'].includes(state))
      ? [name]
      : [],
  );
}
