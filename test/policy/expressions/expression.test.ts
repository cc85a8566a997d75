import { describe, expect, test } from 'vitest';
import type { CompiledExpression, History, Verdict } from '../../../src/core/expression.ts';
import type { Fields, ProbeField } from '../../../src/core/probe.ts';
import { render, t } from '../../../src/core/text.ts';
import { compileRule, compileWhen } from '../../../src/policy/expressions/expression.ts';

const field = (
  type: ProbeField['type'],
  unit?: ProbeField['unit'],
  words?: readonly string[],
): ProbeField => ({
  type,
  description: '',
  ...(unit === undefined ? {} : { unit }),
  ...(words === undefined ? {} : { words }),
});
const declared = {
  thresholds: {
    few: { kind: 'count', value: 10 },
    hour: { kind: 'duration', value: 3600 },
    large: { kind: 'size', value: 4096 },
    full: { kind: 'count', value: 80 },
  },
  probes: {
    app: {
      status: field('string', undefined, ['online', 'stopped']),
      restarts: field('number', 'count'),
      memory: field('number', 'size'),
      cpu: field('number', 'share'),
      up: field('bool'),
      name: field('string'),
      holders: field('map'),
    },
    disk: { used: field('number', 'share') },
    site: { failing: field('bool'), latency: field('number', 'duration') },
    backup: { exists: field('bool'), age: field('number', 'duration') },
    broken: { count: field('number', 'count'), up: field('bool') },
    load: { one: field('number', 'count'), five: field('number', 'count') },
  },
} as const;

const nothing: History = {
  field: () => ({ points: [] }),
  moments: () => ({ points: [] }),
  before: () => undefined,
};

async function compiled(expression: string): Promise<CompiledExpression> {
  const result = await compileRule(expression, declared);
  if ('compiled' in result) return result.compiled;
  throw new Error(`${expression}: ${result.faults.map(({ message }) => render(message, 'en')).join('; ')}`);
}

/** Judges a condition over fields; `broken` cannot be read. */
async function judged(
  expression: string,
  fields: Readonly<Record<string, Fields>>,
  history: History = nothing,
): Promise<boolean | string> {
  const measurements = Object.fromEntries(
    Object.entries(fields).map(([probe, read]) => [probe, { fields: read }] as const),
  );
  const verdict: Verdict = (await compiled(expression)).judge({
    thresholds: declared.thresholds,
    measurements: { ...measurements, broken: { unknown: t('health.none_yet') } },
    history,
    now: new Date(2026, 10, 24, 22, 30).getTime(),
  });
  return 'holds' in verdict ? verdict.holds : 'unknown';
}

/** Faults as `start-end message | cure`. */
async function faults(expression: string): Promise<readonly string[]> {
  const result = await compileRule(expression, declared);
  return ['faults' in result ? result.faults : [], result.warnings]
    .flat()
    .map(
      ({ start, end, message, cure }) => `${start}-${end} ${render(message, 'en')} | ${render(cure, 'en')}`,
    );
}

test('a comparison is told as if the field stood on the left, with what it is compared with', async () => {
  expect(await compiled('few <= app.restarts || "online" == app.status || app.up != false')).toMatchObject({
    first: { probe: 'app', field: 'restarts' },
    comparisons: [
      { probe: 'app', field: 'restarts', operator: '>=', bound: 10 },
      { probe: 'app', field: 'status', operator: '==', bound: 'online' },
      { probe: 'app', field: 'up', operator: '!=', bound: false },
    ],
  });
});

describe('a side that has no value leaves the other to decide, in whatever order', () => {
  test.each([
    ['backup.age > hour || !backup.exists', true],
    ['!backup.exists || backup.age > hour', true],
    ['(backup.age > hour) || !backup.exists', true],
    ['backup.age > hour && backup.exists', false],
    ['backup.exists && backup.age > hour', false],
    ['backup.age > hour', 'unknown'],
    ['backup.age > hour || backup.exists', 'unknown'],
    ['backup.age > hour && !backup.exists', 'unknown'],
    ['increase(backup.age, hour) > 1s || !backup.exists', true],
    ['increase(backup.age, hour) > 1s', 'unknown'],
    ['1 / app.restarts > 2', 'unknown'],
    ['1 / app.restarts > 2 || true', true],
    ['broken.count > 5 || app.restarts == 0', true],
    ['app.restarts == 1 && broken.count > 5', false],
    ['broken.count > 5 && app.restarts == 1', false],
    ['broken.count > 5', 'unknown'],
    ['!broken.up', 'unknown'],
    ['broken.up == broken.up', 'unknown'],
    ['broken.up ? true : app.up', 'unknown'],
    ['known(broken.count)', false],
    ['absent(broken.count)', true],
    ['known(broken)', false],
    ['known(backup)', true],
    ['known(backup.age)', false],
    ['absent(backup.age) && !backup.exists', true],
    ['has(backup.age)', false],
    ['has(broken.count)', 'unknown'],
    ['[1, 0].exists(x, 1 / x > 0)', true],
    ['[0, 1].exists(x, 1 / x > 0)', true],
    ['[0, 1].all(x, 1 / x > 5)', false],
    ['[0].all(x, 1 / x > 5)', 'unknown'],
  ])('%s', async (expression, expected) => {
    expect(await judged(expression, { backup: { exists: false }, app: { restarts: 0 } })).toBe(expected);
  });
});

describe('numbers compare and compute as people expect', () => {
  const app = { restarts: 3, memory: 3 * 2 ** 30, cpu: 0.5, name: 'abcdef', holders: { node: 4, curl: 1 } };
  const load = { one: 10, five: 9 };
  test.each([
    ['(load.one + load.five) / 2 > 8', true],
    ['(load.one + load.five) / 2 == 9.5', true],
    ['(load.one - load.five) % 2 == 1', true],
    ['size(app.name) == 6', true],
    ['app.name.size() == 6', true],
    ['size(app.holders) == 2', true],
    ['int(3.7) == 3', true],
    ['"3 4".split(" ")[0] == "3"', true],
    ['"hello".substring(0, 2) == "he"', true],
    ['0x10 == 16', true],
    ['1 == 1.0', true],
    ['3 / 2 == 1.5', true],
    ['app.memory > 2GiB', true],
    ['app.memory / 1GiB == 3', true],
    ['app.memory > 512MB && app.memory < 4GiB', true],
    ['app.cpu >= 50%', true],
    ['app.cpu > 0.4', true],
    ['app.cpu * 100 > 40', true],
    ['7 % 4 == 3', true],
    ['7%4 == 3', true],
    ['100% - app.cpu == 50%', true],
    ['min(load.one, load.five) == 9', true],
    ['max(1, 2, 3) == 3', true],
    ['max([1, 2, 3]) == 3', true],
    ['abs(-5) == 5', true],
    ['round(2.5) == 3', true],
    ['-app.restarts == -3', true],
    ['"node" in app.holders', true],
    ['app.holders.node > 3', true],
    ['app.holders["curl"] == 1', true],
    ['app.holders.exists(name, app.holders[name] > 3)', true],
    ['app.restarts in [1, 2, 3]', true],
    ['app.name.matches("^abc")', true],
    ['matches(app.name, "(?i)ABC")', true],
    ['app.name.startsWith("abc") && app.name.endsWith("def") && app.name.contains("cd")', true],
    ["app.name == 'abcdef'", true],
    ['app.restarts > 2 ? app.memory > 1GiB : false', true],
    ['now().hour >= 22 || now().hour < 6', true],
    ['now().weekday == "tue"', true],
    ['now().weekday in ["sat", "sun"]', false],
    ['now() - timestamp("2020-01-01T00:00:00Z") > 365d', true],
    ['1h30m == 90m && 1500ms == 1.5s', true],
    ['app.name > "abc" && "10" < "9"', true],
    [String.raw`"\X41" == "A"`, true],
    [String.raw`"\u0085 a\u00a0".trim() == "a"`, true],
    ['{"a": 1,"b": 2}["b"] == 2', true],
  ])('%s', async (expression, expected) => {
    expect(await judged(expression, { app, load })).toBe(expected);
  });
});

describe('windows', () => {
  const values = [10, 12, 15, 3, 5];
  const history = (covers?: number): History => ({
    field: () => ({
      points: values.map((value, at) => ({ at: at * 60_000, value })),
      ...(covers === undefined ? {} : { covers }),
    }),
    moments: () => ({
      points: values.map((restarts, at) => ({ at: at * 60_000, value: { app: { restarts } } })),
      ...(covers === undefined ? {} : { covers }),
    }),
    before: () => 10,
  });
  const app = { restarts: 5 };

  test.each([
    ['increase(app.restarts, 1h) == 10', true],
    ['rate(app.restarts, 1h) * 240 == 10', true],
    ['delta(app.restarts, 1h) == -5', true],
    ['changes(app.restarts, 1h) == 4', true],
    ['min_over(app.restarts, 1h) == 3', true],
    ['max_over(app.restarts, 1h) == 15', true],
    ['avg_over(app.restarts, 1h) == 9', true],
    ['sum_over(app.restarts, 1h) == 45', true],
    ['quantile_over(app.restarts, 50%, 1h) == 10', true],
    ['quantile_over(app.restarts, 0.75, 1h) == 12', true],
    ['count_over(app.restarts > 9, 1h) == 3', true],
    ['app.restarts - last(app.restarts, 1h) == -5', true],
    ['increase(app.restarts, hour) >= few', true],
    ['increase(app.restarts, 3600) >= few', true],
    ['increase(broken.count, 1h) > 5', 'unknown'],
    ['count_over(broken.count > 9, 1h) == 3', 'unknown'],
  ])('%s', async (expression, expected) => {
    expect(await judged(expression, { app }, history())).toBe(expected);
  });

  test.each([
    ['increase(app.restarts, 1h) > 50', 'unknown'],
    ['increase(app.restarts, 1h) > 9', true],
    ['increase(app.restarts, 1h) < 9', false],
    ['max_over(app.restarts, 1h) >= 15', true],
    ['15 <= max_over(app.restarts, 1h)', true],
    ['max_over(app.restarts, 1h) > 15', 'unknown'],
    ['min_over(app.restarts, 1h) > 3', false],
    ['min_over(app.restarts, 1h) < 3', 'unknown'],
    ['count_over(app.restarts > 9, 1h) >= 3', true],
    ['avg_over(app.restarts, 1h) > 1', 'unknown'],
    ['known(increase(app.restarts, 1h))', false],
    ['10 - increase(app.restarts, 1h) >= 10', 'unknown'],
    ['-increase(app.restarts, 1h) >= 10', 'unknown'],
    ['[increase(app.restarts, 1h)].exists(n, n >= 10)', 'unknown'],
  ])('%s, where records do not cover the window', async (expression, expected) => {
    expect(await judged(expression, { app }, history(600))).toBe(expected);
  });

  test('that records do not cover say so', async () => {
    const verdict = (await compiled('avg_over(app.restarts, 1h) > 1')).judge({
      thresholds: {},
      measurements: { app: { fields: app } },
      history: history(720),
      now: 0,
    });
    expect('unknown' in verdict && render(verdict.unknown, 'en')).toBe('records reach back 12m of 1h');
    expect(verdict).toMatchObject({ uncovered: true });
  });

  test.each([
    'avg_over(app.restarts, 1h) > 1 && broken.count > 1',
    'broken.count + avg_over(app.restarts, 1h) > 1',
  ])('%s is unknown for more than the missing records', async (expression) => {
    const verdict = (await compiled(expression)).judge({
      thresholds: {},
      measurements: { app: { fields: app }, broken: { unknown: t('health.none_yet') } },
      history: history(720),
      now: 0,
    });
    expect(verdict).not.toHaveProperty('uncovered');
  });
});

describe('what is wrong is told at its characters, with the line put right', () => {
  test.each([
    ['app.restarts > 5 and app.up', '17-20', 'and', 'app.restarts > 5 && app.up'],
    ['app.up or not app.up', '7-9', 'or', 'app.up || !app.up'],
    ['not app.up', '0-4', 'not', '!app.up'],
    ['app.restarts = 5', '13-14', '=', 'app.restarts == 5'],
    ['app.restarts === 5', '13-16', '===', 'app.restarts == 5'],
    ['app.restarts => 5', '13-15', '=>', 'app.restarts >= 5'],
    ['app.restarts ≥ 5', '13-14', '≥', 'app.restarts >= 5'],
    ['app.status <> "online"', '11-13', '<>', 'app.status != "online"'],
    ['app.status == “online”', '14-22', 'typographic quotes', 'app.status == "online"'],
    ['app.status == online', '14-20', 'online is read as a name', 'app.status == "online"'],
    ['app.status == onlin', '14-19', 'onlin is read as a name', 'app.status == "online"'],
    ['app.status != "onlin"', '14-21', 'app.status is never "onlin"', 'app.status != "online"'],
    ['app.status in ["Online"]', '15-23', 'app.status is never "Online"', 'app.status in ["online"]'],
    ['app.restarts == "5"', '16-19', 'a number is compared with a text', 'app.restarts == 5'],
    ['app.name == 5', '12-13', 'a text is compared with a number', 'app.name == "5"'],
    ['site.failing > 0', '0-16', 'true or false is compared with a number', ': site.failing'],
    ['app.up == "true"', '0-16', 'true or false is compared with a text', ': app.up'],
    ['app.up == "false"', '0-17', 'true or false is compared with a text', ': !app.up'],
    ['app.restart >= few', '0-11', 'app has no field restart', 'app.restarts >= few'],
    ['app.restarts >= fww', '16-19', 'there is no probe or threshold fww', 'app.restarts >= few'],
    ['increase(app.restart, 1h) >= 5', '9-20', 'app has no field restart', 'increase(app.restarts, 1h) >= 5'],
    ['has(app.restart)', '4-15', 'app has no field restart', 'has(app.restarts)'],
    ['incrase(app.restarts, 1h) >= 5', '0-7', 'no function incrase', 'increase(app.restarts, 1h) >= 5'],
    ['increase(app.restarts, "1h") >= 5', '23-27', '"1h" is no duration', 'increase(app.restarts, 1h) >= 5'],
    [
      'increase(app.restarts, 0) >= 5',
      '23-24',
      'a window of 0 has no length',
      'increase(app.restarts, 1h) >= 5',
    ],
    ['increase(app.restarts, few) >= few', '23-26', 'few is no duration', 'like few: 10h'],
    ['increase(app.up, 1h) > 1', '9-15', 'increase takes no app.up', 'count_over(app.up, 1h)'],
    ['disk.used > 80', '12-14', 'it means 8000 %', 'disk.used > 80%'],
    ['disk.used > full', '12-16', 'full, which is 80, none: it means 8000 %', 'full: 80%'],
    ['disk.used > 0.8%', '12-16', '0.8% is less than one in a hundred', 'disk.used > 80%'],
    ['backup.age < 14', '13-15', 'it means 14 seconds', 'backup.age < 14d'],
    ['site.latency > 500', '15-18', 'it means 500 seconds', 'site.latency > 500ms'],
    ['app.memory > 500', '13-16', 'it means 500 bytes', 'app.memory > 500MB'],
    ['max_over(app.memory, 1h) > 500', '27-30', 'it means 500 bytes', 'max_over(app.memory, 1h) > 500MB'],
    ['app.memory >= hour', '0-18', 'a size is compared with a duration', 'app.memory is a size'],
    ['app.memory + hour > 5MB', '0-17', 'make no sum', 'compare sizes with sizes'],
    ['site.latency > 1,5', '15-18', 'decimals are written with a point', 'site.latency > 1.5'],
    ['site.latency > 10min', '15-20', '10min is no quantity', 'site.latency > 10m'],
    ['site.latency > 5 seconds', '15-24', '5 seconds is no quantity', 'site.latency > 5s'],
    ['app.memory > 4G', '13-15', '4G is no quantity', 'app.memory > 4GB'],
    ['app.memory > 4gib', '13-17', '4gib is no quantity', 'app.memory > 4GiB'],
    ['app.restarts > {{ few }}', '15-24', 'names things without braces', 'app.restarts > few'],
    ['app.restarts > ${few}', '15-21', 'names things without braces', 'app.restarts > few'],
    ['app.name | default("x") == "x"', '9-10', 'there are no filters', 'write ||'],
    ['app.status == "online', '14-21', 'no quote at its end', 'add the closing quote'],
    ['(app.restarts > 5', '16-17', 'a ) is missing', 'add )'],
    ['app.restarts >', '13-14', 'the condition ends where a value is expected', 'complete it'],
    ['', '0-1', 'the condition ends', 'complete it'],
    ['app.status', '0-10', 'this is a text', 'compare it, like app.status == "online"'],
    ['site', '0-4', 'something with fields', 'did you mean site.failing?'],
    ['app.name in "abc"', '0-17', 'is a text: in looks for an item', 'app.name == "abc"'],
    ['app.status == null', '0-18', 'app.status is never null', 'absent(app.status)'],
    ['null != app.memory', '0-18', 'app.memory is never null', 'known(app.memory)'],
    ['(app.up ? 5 : "few") == 5', '0-20', 'one choice is a number, the other a text', 'be of one kind'],
    ['app.restarts in app.holders', '0-12', 'a text is needed', 'explain conditions'],
    ['app.up == True', '10-14', 'nothing called True', 'app.up == true'],
    ['startsWith(app.name, "a")', '0-25', 'is called like', 'app.name.startsWith("a")'],
    ['app.name.matches("(")', '17-20', 'does not work in an expression over text', 'RE2'],
    ['now().weekday == "monday"', '17-25', 'is never "monday"', '"mon"'],
    ['app.restarts > 5;', '16-17', '; is one too many', 'app.restarts > 5'],
    ['app.name == "a\\d"', '12-17', '\\d is no escape', 'app.name == r"a\\d"'],
    ['!app.restarts', '1-13', 'app.restarts is a number', 'compare it, like app.restarts > 0'],
    ['app.restarts && app.up', '0-12', 'app.restarts is a number', 'app.restarts > 0'],
  ])('%s', async (expression, place, message, cure) => {
    const found = await faults(expression);
    expect(found).toHaveLength(1);
    const [told = ''] = found;
    expect(told.startsWith(`${place} `), told).toBe(true);
    const [said = '', cured = ''] = told.split(' | ').length === 2 ? told.split(' | ') : [told, told];
    expect(said).toContain(message);
    expect(cured).toContain(cure);
  });
});

test.each([
  ['terms', Array.from({ length: 20_000 }, () => 'app.up').join(' && ')],
  ['parentheses', `${'('.repeat(3000)}app.up${')'.repeat(3000)}`],
  ['signs', `${'!'.repeat(5000)}app.up`],
  ['sums', `${Array.from({ length: 2000 }, () => '1').join('+')} > 1`],
  ['fields', `app${'.a'.repeat(3000)}`],
  ['choices', `${'true?'.repeat(1500)}true${':true'.repeat(1500)}`],
  ['lists', `${'['.repeat(4000)}`],
])('a condition of too many %s is told', async (_, expression) => {
  expect((await faults(expression)).join()).toMatch(/more than [\d]+ (?:characters|parts)/u);
});

test('hundreds of terms side by side are none too many', async () => {
  const terms = Array.from({ length: 500 }, () => 'app.up').join(' && ');
  expect(await judged(terms, { app: { up: true } })).toBe(true);
});

describe("a resource's when", () => {
  const variables = {
    scheduler: 'cron',
    port: 3001,
    roles: ['web', 'db'],
    type: 'a',
    facts: { hostname: 'h', memory: 2 ** 32 },
  };

  test.each([
    ['scheduler == "cron"', true],
    ['scheduler != "cron"', false],
    ['facts.hostname == "h" && port == 3001', true],
    ['"web" in roles', true],
    ['port + 1 == 3002', true],
    ['facts.memory / 1GiB > 1', true],
    ['facts.memory / 1024 > 1', true],
    ['facts.memory > 2147483648.0', true],
    ['type == "a"', true],
  ])('%s', async (expression, holds) => {
    const result = await compileWhen(expression, variables);
    expect('compiled' in result && result.compiled.judge()).toEqual({ holds });
  });

  test.each([
    ['other == "x"', 'there is no variable other'],
    ['port', 'this is a number'],
    ['port == "3001"', 'a number is compared with a text'],
    ['scheduler = "cron"', 'conditions have no ='],
  ])('%s is a fault', async (expression, message) => {
    const result = await compileWhen(expression, variables);
    expect('faults' in result && render(result.faults[0].message, 'en')).toContain(message);
  });
});
