import { describe, expect, test } from 'vitest';
import type { PolicySet } from '../../src/core/policy.ts';
import type { AnyRemedyType, RemedyContext, RemedyOutcome } from '../../src/core/remedy.ts';
import { t } from '../../src/core/text.ts';
import { planReset, readEvents, readIncident, reset } from '../../src/health/index.ts';
import { findProbeType, registry } from '../../src/packs/index.ts';
import { temporaryRecords, toyRule } from './toys.ts';

const { locate } = toyRule().item;
const done: RemedyOutcome = { outcome: 'done', summary: t('health.none_yet') };

function setWith(rules: PolicySet['rules']): PolicySet {
  return {
    sources: [],
    settings: {
      backups: { placement: 'beside', keep: 5 },
      notify: { channels: [], repeatEvery: 3600, unknownAfter: 1800 },
      concurrency: 8,
    },
    vars: {},
    thresholds: {},
    resources: [],
    groups: [],
    probes: [
      { name: 'backend', policy: 'health', type: 'pm2_app', spec: {}, locate },
      { name: 'load', policy: 'health', type: 'load', spec: {}, locate },
    ],
    rules,
  };
}

const resetSpec = { app: 'kapa-backend', ecosystem: '/var/www/kapa/backend/ecosystem.config.js' };
const rules = [
  toyRule({
    do: [
      { type: 'pm2_restart', spec: {} },
      { type: 'pm2_reset', spec: resetSpec },
    ],
  }).item,
  toyRule({ name: 'b', do: [{ type: 'pm2_reset', spec: resetSpec }] }).item,
  toyRule({ name: 'c', do: [{ type: 'apache_restart', spec: {} }] }).item,
];

/** Resets a world whose backend comes online, or does not, with pm2_reset. */
async function run(heals: boolean, outcome = done): ReturnType<typeof reset> {
  let now = 1_763_000_000_000;
  let status = 'errored';
  const types = ['pm2_reset', 'apache_restart'].map((type): AnyRemedyType => ({
    type,
    summary: '',
    schema: {},
    example: '',
    kills: true,
    target: () => type,
    act: () => {
      if (heals && type === 'pm2_reset') status = 'online';
      return Promise.resolve(type === 'pm2_reset' ? outcome : done);
    },
  }));
  const host = {
    now: () => now,
    sleep: (seconds: number) => {
      now += seconds * 1000;
      return Promise.resolve();
    },
  };
  records = temporaryRecords();
  return reset(planReset(setWith(rules), registry.remedies, findProbeType), {
    find: findProbeType,
    remedies: types,
    context: { host } as unknown as RemedyContext,
    records,
    measure: (probes) =>
      Promise.resolve(Object.fromEntries(probes.map(({ name }) => [name, { fields: { status } }]))),
    evidence: [{ name: 'sockets.txt', collect: () => Promise.resolve('x') }],
    onStep: () => undefined,
  });
}
let records = temporaryRecords();

describe('a total reset', () => {
  test("comes from the policies' own rules: each application once, then Apache", () => {
    const { steps, probes } = planReset(setWith(rules), registry.remedies, findProbeType);
    expect(steps.map(({ type }) => type)).toEqual(['pm2_reset', 'apache_restart']);
    expect(probes.map(({ name }) => name)).toEqual(['backend']);
    expect(planReset(setWith([]), registry.remedies, findProbeType).steps).toEqual([]);
  });

  test('saves the evidence, acts, and is proven', async () => {
    const result = await run(true);
    expect(result.ill).toBeUndefined();
    expect(readIncident(records, result.incident)?.files.map(({ name }) => name)).toContain('sockets.txt');
    const events = [...readEvents(records, { since: 0, until: 2e12 })];
    expect(events.map((event) => event.kind === 'remedy' && [event.remedy, event.outcome])).toEqual([
      ['pm2_reset', 'helped'],
      ['apache_restart', 'helped'],
    ]);
  });

  test('that does not help says which probe is ill', async () => {
    expect(await run(false)).toMatchObject({ ill: { probe: 'backend', reason: 'status errored' } });
  });

  test('goes on where one step fails, and says so', async () => {
    const result = await run(true, { outcome: 'failed', reason: t('health.not_allowed') });
    expect(result.outcomes.map(({ outcome }) => outcome.outcome)).toEqual(['failed', 'done']);
  });
});
