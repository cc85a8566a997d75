import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledExpression, History } from '../../src/core/expression.ts';
import type { Host } from '../../src/core/host.ts';
import type { Instruments } from '../../src/core/instruments.ts';
import type { RuleItem } from '../../src/core/policy.ts';
import type { AnyProbeType, FieldReading, Measurement } from '../../src/core/probe.ts';
import type { AnyRemedyType, RemedyOutcome } from '../../src/core/remedy.ts';
import { t } from '../../src/core/text.ts';
import {
  createRuleStateStore,
  createMeasure,
  fileSampleLog,
  type PassRequest,
  type PassTools,
  type Rule,
} from '../../src/health/index.ts';
import { openRecords } from '../../src/host/state/records.ts';

/** A new state folder for a test. */
export function temporaryRecords(): ReturnType<typeof openRecords> {
  return openRecords(mkdtempSync(join(tmpdir(), 'kapa-health-')));
}

/** A world of one backend: its fields, what a restart makes of them, and a clock that tests move. */
export interface ToyWorld {
  now: number;
  fields: Record<string, FieldReading>;
  unknown: boolean;
  /** What each remedy does to the world, by type. */
  remedies: Record<string, () => RemedyOutcome | Promise<RemedyOutcome>>;
  readonly acts: { readonly remedy: string; readonly at: number }[];
  readonly told: string[][];
  /** Milliseconds that the wall clock is ahead of the one that only runs. */
  ahead?: number;
  /** Another process changes the host. */
  changing: boolean;
}

/** A world in which the backend is online. */
export function toyWorld(): ToyWorld {
  return {
    now: 1_763_000_000_000,
    fields: { status: 'online', restarts: 0 },
    unknown: false,
    remedies: {},
    acts: [],
    told: [],
    changing: false,
  };
}

/** A condition from a function, as if it had been compiled. */
export function expression(
  test: (fields: Readonly<Record<string, FieldReading>>, history: History) => boolean,
  windows: CompiledExpression['windows'] = [],
): CompiledExpression {
  return {
    probes: ['backend'],
    windows,
    comparisons: [],
    judge({ measurements, history }) {
      const { backend } = measurements;
      if (backend === undefined || 'unknown' in backend) return { unknown: t('health.none_yet') };
      return { holds: test(backend.fields, history) };
    },
  };
}

/** A rule over the toy backend. */
export function toyRule(changes: Partial<RuleItem> = {}, conditions: Partial<Rule> = {}): Rule {
  return {
    item: {
      name: 'Backend is not online',
      policy: 'health',
      group: 'health',
      severity: 'critical',
      every: 180,
      when: 'backend.status != "online"',
      for: { checks: 1 },
      do: [
        { type: 'pm2_restart', spec: { app: 'kapa-backend' } },
        { type: 'pm2_reset', spec: { app: 'kapa-backend' } },
      ],
      verify: { within: 5 },
      cooldown: 60,
      limit: { times: 3, within: 3600, then: 'back_off' },
      locate: () => ({ file: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 }),
      ...changes,
    },
    compared: { probe: 'backend', field: 'status' },
    when: expression((fields) => fields['status'] !== 'online'),
    ...conditions,
  };
}

/** A request over the toy backend. */
export function toyRequest(rules: readonly Rule[], changes: Partial<PassRequest> = {}): PassRequest {
  return {
    group: 'health',
    rules,
    probes: [
      {
        name: 'backend',
        policy: 'health',
        type: 'toy',
        spec: {},
        locate: () => ({ file: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 }),
      },
    ],
    thresholds: {},
    dryRun: false,
    repeatEvery: 3600,
    unknownAfter: 1800,
    ...changes,
  };
}

/** Tools over a toy world and a real state folder; each call is a new process as far as memory goes. */
export function toyTools(world: ToyWorld, records: PassTools['records']): PassTools {
  const probe: AnyProbeType = {
    type: 'toy',
    summary: '',
    schema: {},
    example: '',
    fields: () => ({}),
    measure: (): Promise<Measurement> =>
      Promise.resolve(world.unknown ? { unknown: t('health.disk_full') } : { fields: { ...world.fields } }),
  };
  const remedies: AnyRemedyType[] = ['pm2_restart', 'pm2_reset', 'notify'].map((type) => ({
    type,
    summary: '',
    schema: {},
    example: '',
    kills: true,
    tells: type === 'notify',
    target: (spec: { app: string }) => `pm2:${spec.app}`,
    act: async () => {
      world.acts.push({ remedy: type, at: world.now });
      return (await world.remedies[type]?.()) ?? { outcome: 'done', summary: t('health.none_yet') };
    },
  }));
  const sleep = (seconds: number): Promise<void> => {
    world.now += seconds * 1000;
    return Promise.resolve();
  };
  return {
    measure: createMeasure({
      find: () => probe,
      instruments: () => ({ now: () => world.now }) as Instruments,
      concurrency: 8,
    }),
    remedies,
    remedyContext: {
      host: { now: () => world.now } as Host,
      instruments: refuse,
      service: refuse,
      pm2: refuse,
      exchange: refuse,
      apply: refuse,
      notify: refuse,
    },
    records,
    ruleStates: createRuleStateStore({ records }, { sleep: () => Promise.resolve(), resident: false }),
    samples: fileSampleLog(records),
    evidence: () => [{ name: 'sockets.txt', collect: () => Promise.resolve('LISTEN 3001 node\n') }],
    instant: () =>
      Promise.resolve(
        world.ahead === undefined
          ? { now: world.now }
          : { now: world.now, uptime: (world.now - world.ahead) / 1000, boot: 'b' },
      ),
    sleep,
    tell: (alerts) => {
      world.told.push(alerts.map(({ rule, state }) => `${rule}: ${state}`));
      return Promise.resolve([]);
    },
    changing: () => world.changing,
    stopping: () => false,
    yielding: () => false,
    happened: () => undefined,
  };
}

function refuse(): never {
  throw new Error('not in this world');
}
