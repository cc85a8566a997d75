import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuleOrder } from '../../../src/core/ordered.ts';
import { increase } from '../../../src/core/series.ts';
import { t } from '../../../src/core/text.ts';
import {
  beginPause,
  giveOrder,
  pass,
  readEvents,
  readIncident,
  readPause,
  readSamples,
  type Rule,
} from '../../../src/health/index.ts';
import {
  expression,
  temporaryRecords,
  toyRequest,
  toyRule,
  toyTools,
  toyWorld,
  type ToyWorld,
} from '../toys.ts';

const done = { outcome: 'done', summary: t('health.none_yet') } as const;
const minute = 60_000;

async function check(
  world: ToyWorld,
  records: ReturnType<typeof temporaryRecords>,
  request = toyRequest([toyRule()]),
): ReturnType<typeof pass> {
  return pass(request, toyTools(world, records));
}

describe('a pass', () => {
  test('acts, proves that it helped, and keeps evidence, events and samples', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    await check(world, records);
    world.now += 3 * minute;
    world.fields['status'] = 'stopped';
    world.remedies['pm2_restart'] = () => {
      world.fields['status'] = 'online';
      return done;
    };
    const { rules } = await check(world, records);
    expect(rules[0]?.ruleState.state).toBe('healed');
    expect(rules[0]?.attempts).toMatchObject([{ remedy: 'pm2_restart', outcome: 'helped', incident: '1' }]);
    expect(world.acts.map(({ remedy }) => remedy)).toEqual(['pm2_restart']);
    expect(world.told).toEqual([['Backend is not online: firing'], ['Backend is not online: healed']]);
    const incident = readIncident(records, '1');
    expect(incident?.head.rule).toBe('Backend is not online');
    expect(incident?.files.map(({ name }) => name)).toEqual(['samples.jsonl', 'sockets.txt']);
    const period = { since: 0, until: world.now };
    expect([...readEvents(records, period)].map((event) => event.kind)).toEqual(['alert', 'remedy', 'alert']);
    expect([...readSamples(records, period)].map(({ values }) => values[0])).toEqual([
      'online',
      'stopped',
      'online',
    ]);
    world.now += 3 * minute;
    expect((await check(world, records)).rules[0]?.ruleState.state).toBe('ok');
  });

  test('what has mended itself while the evidence was saved is left alone, and costs no budget', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    const mends = (): Promise<string> => {
      world.fields['status'] = 'online';
      return Promise.resolve('');
    };
    const tools = { ...toyTools(world, records), evidence: () => [{ name: 'sockets.txt', collect: mends }] };
    const { rules } = await pass(
      toyRequest([toyRule({ limit: { times: 1, within: 3600, then: 'back_off' } })]),
      tools,
    );
    expect(world.acts).toEqual([]);
    expect(rules[0]).toMatchObject({ attempts: [], held: { because: 'recovering' } });
    expect(records.list('incidents')).toEqual([]);
    world.fields['status'] = 'stopped';
    const rule = toyRule({ limit: { times: 1, within: 3600, then: 'back_off' } });
    await check(world, records, toyRequest([rule]));
    expect(world.acts.map(({ remedy }) => remedy)).toEqual(['pm2_restart']);
  });

  test('climbs within one check when the first rung does not help', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'errored';
    world.remedies['pm2_reset'] = () => {
      world.fields['status'] = 'online';
      return done;
    };
    const { rules } = await check(world, records);
    expect(rules[0]?.attempts.map(({ remedy, outcome }) => [remedy, outcome])).toEqual([
      ['pm2_restart', 'not_helped'],
      ['pm2_reset', 'helped'],
    ]);
  });

  test('spends its budget over many cron runs, backs off, and tries again later', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'errored';
    const states: string[] = [];
    for (let run = 0; run < 40; run += 1) {
      const { rules } = await check(world, records);
      states.push(rules[0]?.ruleState.state ?? '');
      world.now += 3 * minute;
    }
    expect(states.slice(1, 10)).toContain('backing_off');
    expect(world.told.flat()).toContain('Backend is not online: backing_off');
    for (const [index, { at }] of world.acts.entries())
      expect(world.acts.slice(index).filter((act) => act.at < at + 60 * minute).length).toBeLessThanOrEqual(
        3,
      );
    expect(world.acts.length).toBeGreaterThan(3);
  });

  test('a fault that healed and comes again within the cooldown is remedied at once, until it is a loop', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.remedies['pm2_restart'] = () => {
      world.fields['status'] = 'online';
      return done;
    };
    const outcomes: string[] = [];
    for (let fault = 0; fault < 10; fault += 1) {
      world.fields['status'] = 'stopped';
      const { rules } = await check(world, records);
      outcomes.push(rules[0]?.attempts[0]?.outcome ?? rules[0]?.held?.because ?? '');
      world.now += minute / 6;
      world.fields['status'] = 'online';
      await check(world, records);
      world.now += minute / 6;
    }
    expect(outcomes).toEqual([...Array.from({ length: 9 }, () => 'helped'), 'back_off']);
    expect(world.told.flat().at(-2)).toBe('Backend is not online: backing_off');
  });

  test('while an apply is at work nothing is remedied', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    world.changing = true;
    const { rules } = await check(world, records);
    expect(rules[0]).toMatchObject({ ruleState: { state: 'firing' }, held: { because: 'applying' } });
    expect(world.acts).toEqual([]);
  });

  test('a pause holds remedies back, not alerts', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    beginPause(
      records,
      { since: world.now, until: world.now + 30 * minute, reason: 'deploy' },
      { now: world.now },
    );
    const { rules, pause } = await check(world, records);
    expect(rules[0]).toMatchObject({ ruleState: { state: 'paused' }, held: { because: 'paused' } });
    expect(pause?.reason).toBe('deploy');
    expect(world.acts).toEqual([]);
    expect(world.told.flat()).toEqual(['Backend is not online: firing']);
    world.now += 31 * minute;
    await check(world, records);
    expect(world.acts.length).toBeGreaterThan(0);
  });

  test('a pause and a silence that were ordered on a fast clock end when their length has passed', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    const rule = toyRule();
    const day = 1440 * minute;
    // The clock is two days ahead when they are ordered, and set right soon after.
    world.ahead = 2 * day;
    world.now += world.ahead;
    const ordered = { now: world.now, uptime: (world.now - world.ahead) / 1000, boot: 'b' };
    const span = { since: world.now, until: world.now + 30 * minute, reason: 'deploy' };
    beginPause(records, span, ordered);
    const silence: RuleOrder = { ...span, kind: 'silence', rule: rule.item.name, by: 'ana' };
    await giveOrder(records, silence, rule.item, ordered);
    world.now -= world.ahead;
    world.ahead = 0;
    world.fields['status'] = 'stopped';
    world.now += 10 * minute;
    const { rules, pause } = await check(world, records);
    expect(rules[0]?.ruleState.state).toBe('paused');
    expect(pause?.until).toBe(world.now + 20 * minute);
    expect(world.told).toEqual([]);
    world.now += 21 * minute;
    expect((await check(world, records)).pause).toBeUndefined();
    expect(world.acts.length).toBeGreaterThan(0);
    expect(world.told.flat()[0]).toContain('firing');
  });

  test('a pause is over after a reboot at the latest when the machine has run for its length', () => {
    const records = temporaryRecords();
    const since = Date.UTC(2030, 0, 1);
    beginPause(
      records,
      { since, until: since + 30 * minute, reason: 'deploy' },
      { now: since, uptime: 5, boot: 'a' },
    );
    const now = Date.UTC(2026, 0, 1);
    const paused = (uptime: number): boolean => readPause(records, { now, uptime, boot: 'b' }) !== undefined;
    expect(paused(1800)).toBe(false);
    const late = { since: now, until: now + 30 * minute, reason: 'deploy' };
    beginPause(records, late, { now, uptime: 5, boot: 'a' });
    expect(paused(60)).toBe(true);
  });

  test('a probe that stays unknown is told, by itself, again, and when it is known once more', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.unknown = true;
    const request = toyRequest([toyRule()], { unknownAfter: 600 });
    const told = async (minutes: number): Promise<string[]> => {
      world.now += minutes * minute;
      await check(world, records, request);
      return world.told.splice(0).flat();
    };
    expect(await told(0)).toEqual([]);
    expect(await told(9)).toEqual([]);
    expect(await told(1)).toEqual(['backend: unknown']);
    expect(await told(30)).toEqual([]);
    expect(await told(30)).toEqual(['backend: unknown']);
    world.unknown = false;
    expect(await told(3)).toEqual(['backend: healed']);
    expect(await told(3)).toEqual([]);
    world.unknown = true;
    expect(await told(3)).toEqual([]);
    // One that nobody speaks of is told as well.
    expect(await told(9)).toEqual([]);
    await check(world, records, { ...request, rules: [] });
    world.now += minute;
    await check(world, records, { ...request, rules: [] });
    expect(world.told.splice(0).flat()).toEqual(['backend: unknown']);
  });

  test('a condition without a value, though its probe is known, is told as unknown; one that records will end is not', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    const unknown = (uncovered?: true): Rule =>
      toyRule(
        { name: uncovered === undefined ? 'Backup is fresh' : 'Restarts are few' },
        {
          when: {
            ...toyRule().when,
            judge: () => ({
              unknown: t('health.none_yet'),
              ...(uncovered === undefined ? {} : { uncovered }),
            }),
          },
        },
      );
    const request = toyRequest([unknown(), unknown(true)]);
    await check(world, records, request);
    world.now += 31 * minute;
    await check(world, records, request);
    expect(world.told.flat()).toEqual(['Backup is fresh: unknown']);
  });

  test('a remedy has helped once health has held for as long as the rule says', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    let restarts = 0;
    world.fields['status'] = 'stopped';
    // Up for some seconds after each restart, then down again; the third stays up.
    world.remedies['pm2_restart'] = () => {
      restarts += 1;
      const since = world.now;
      const stays = restarts >= 2;
      Object.defineProperty(world.fields, 'status', {
        configurable: true,
        enumerable: true,
        get: () => (world.now - since < 4000 || stays ? 'online' : 'errored'),
      });
      return done;
    };
    const rule = toyRule({ do: [{ type: 'pm2_restart', spec: {} }], verify: { within: 8, stable: 5 } });
    const first = await check(world, records, toyRequest([rule]));
    expect(first.rules[0]?.attempts[0]).toMatchObject({ outcome: 'not_helped' });
    world.now += 3 * minute;
    const began = world.now;
    const second = await check(world, records, toyRequest([rule]));
    expect(second.rules[0]?.attempts[0]).toMatchObject({ outcome: 'helped' });
    expect(world.now - began).toBeGreaterThanOrEqual(5000);
  });

  test('an unknown probe fires nothing and is said', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.unknown = true;
    const { rules } = await check(world, records);
    expect(rules[0]?.ruleState.state).toBe('unknown');
    expect(world.acts).toEqual([]);
  });

  test('without its symptom a rule alerts but does not act', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    const rule = toyRule({}, { onlyIf: expression(() => false) });
    const { rules } = await check(world, records, toyRequest([rule]));
    expect(rules[0]).toMatchObject({ ruleState: { state: 'firing' }, held: { because: 'symptom' } });
    expect(world.acts).toEqual([]);
  });

  test('of two rules for one outage only the first acts', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    world.remedies['pm2_restart'] = () => {
      world.fields['status'] = 'online';
      return done;
    };
    await check(world, records, toyRequest([toyRule(), toyRule({ name: 'The same, said otherwise' })]));
    expect(world.acts.length).toBe(1);
  });

  test('a rule that only tells people holds no other rule up', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    const began = world.now;
    const tells = toyRule({ name: 'A flag is there', do: [{ type: 'notify', spec: { app: 'x' } }] });
    const { rules } = await check(world, records, toyRequest([tells, toyRule()]));
    expect(rules[0]?.attempts).toMatchObject([{ remedy: 'notify', outcome: 'told' }]);
    expect(world.acts.map(({ remedy }) => remedy).slice(0, 2)).toEqual(['notify', 'pm2_restart']);
    expect((world.acts[1]?.at ?? 0) - began).toBeLessThan(1000);
  });

  test('a remedy that refuses costs no budget, and a stronger one upon the same target is tried', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    world.remedies['pm2_restart'] = () => ({ outcome: 'refused', reason: t('health.not_allowed') });
    const { rules } = await check(world, records);
    expect(rules[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'not_helped']);
    const state = JSON.parse(
      new TextDecoder().decode((records.read('rules.json') as { value: Uint8Array }).value),
    ) as {
      budgets: Record<string, number[]>;
    };
    expect(state.budgets['pm2:kapa-backend']?.length).toBe(1);
  });

  test('a remedy that finds nothing to do costs no budget, and no rung follows when all is well by then', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    world.remedies['pm2_restart'] = () => {
      world.fields['status'] = 'online';
      return { outcome: 'not_needed', reason: t('health.none_yet') };
    };
    const { rules } = await check(world, records);
    expect(rules[0]).toMatchObject({
      attempts: [{ outcome: 'not_needed' }],
      held: { because: 'recovering' },
    });
    expect(world.acts).toHaveLength(1);
  });

  test('a remedy that throws has failed, and kapa goes on', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    world.remedies['pm2_restart'] = () => Promise.reject(new Error('boom'));
    const { rules } = await check(world, records);
    expect(rules[0]?.attempts[0]).toMatchObject({ outcome: 'failed' });
  });

  test('a kapa that its own remedy ends goes on at the next rung', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    const killed = new Promise<never>(() => undefined);
    world.remedies['pm2_restart'] = () => killed;
    void check(world, records);
    await expect.poll(() => world.acts.length).toBe(1);
    world.now += 3 * minute;
    world.remedies['pm2_reset'] = () => {
      world.fields['status'] = 'online';
      return done;
    };
    await check(world, records);
    expect(world.acts.map(({ remedy }) => remedy)).toEqual(['pm2_restart', 'pm2_reset']);
  });

  test('a corrupt state is set aside and said, and nothing fires at that check', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    await check(world, records);
    for (const garbage of [
      '{"version":1,"rules"',
      '[]',
      '{"version":1,"rules":{"a":{"since":"x"}}}',
      '\u0000',
    ]) {
      writeFileSync(join(records.path, 'rules.json'), garbage);
      world.fields['status'] = 'stopped';
      const { rules, problems } = await check(world, records);
      expect(rules[0]?.ruleState.state).toBe('pending');
      expect(problems.map(({ id }) => id)).toEqual(['health.state_corrupt']);
    }
    expect(world.acts).toEqual([]);
    expect(records.read('rules.json.corrupt').state).toBe('present');
    world.now += 3 * minute;
    await check(world, records);
    expect(world.acts.length).toBeGreaterThan(0);
  });

  test('a look at a corrupt state changes nothing, and a group checked later is as careful', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    world.fields['status'] = 'stopped';
    records.write('rules.json', '{');
    await check(world, records, toyRequest([toyRule()], { dryRun: true }));
    expect(records.read('rules.json.corrupt').state).toBe('absent');
    await check(world, records);
    expect(records.read('rules.json.corrupt').state).toBe('present');
    const { rules } = await check(world, records, toyRequest([toyRule({ name: 'Of another group' })]));
    expect(rules[0]?.ruleState.state).toBe('pending');
    expect(world.acts).toEqual([]);
  });

  test('a counter is judged by its increase, reset or not, and afresh after a remedy', async () => {
    const records = temporaryRecords();
    const world = toyWorld();
    const restarts = { probe: 'backend', field: 'restarts' };
    const rule = toyRule(
      {
        name: 'Restarts in a loop',
        when: 'increase(backend.restarts, 1h) >= 50',
        do: [{ type: 'pm2_reset', spec: { app: 'kapa-backend' } }],
      },
      {
        when: expression(
          (_fields, history) => {
            const { points } = history.field(restarts, 3600);
            return increase(points.map(({ value }) => Number(value))) >= 50;
          },
          [{ call: 'increase', field: restarts, seconds: 3600 }],
        ),
      },
    );
    world.remedies['pm2_reset'] = () => {
      world.fields['restarts'] = 0;
      return done;
    };
    const states: string[] = [];
    for (const seen of [136, 150, 160, 5, 20, 30, 30]) {
      world.fields['restarts'] = seen;
      const { rules } = await check(world, records, toyRequest([rule]));
      states.push(rules[0]?.ruleState.state ?? '');
      world.now += 3 * minute;
    }
    expect(states).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'healed', 'ok']);
    expect(world.acts.length).toBe(1);
  });
});
