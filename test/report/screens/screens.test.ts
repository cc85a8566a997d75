import { assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleResult } from '../../../src/core/pass-result.ts';
import { render, forPeople, type Locale } from '../../../src/core/text.ts';
import { palette } from '../../../src/report/colour.ts';
import { widthOf, wrapped } from '../../../src/report/screen/cells.ts';
import { signsInAscii } from '../../../src/report/screen/ascii.ts';
import { healthText } from '../../../src/report/health/health-text.ts';
import { historyText } from '../../../src/report/health/history.ts';
import { worstFirst } from '../../../src/report/health/rule-rows.ts';
import { statusText } from '../../../src/report/health/status.ts';
import { drawnOver } from '../../../src/report/screen/redraw.ts';
import type { Writing } from '../../../src/report/writing.ts';
import { ill, night, status, well } from './health.ts';

// Screens as they are read, recorded: what changes in them is looked at in review (vitest -u records anew).

const writing = (columns: number, locale: Locale): Writing => ({
  colour: false,
  columns,
  say: (text) => render(text, locale, forPeople),
  masked: (text) => text,
});

const sizes = [
  ['en', 80],
  ['es', 80],
  ['en', 60],
  ['es', 60],
  ['en', 120],
] as const;

test.each(sizes)('status of an ill host in %s at %i columns', async (locale, columns) => {
  const text = statusText(status(ill), { all: false }, writing(columns, locale));
  await expect(text).toMatchFileSnapshot(`status-ill.${locale}.${columns}.txt`);
});

test('status of an ill host with all fields, in ASCII', async () => {
  const text = statusText(status(ill), { all: true }, writing(80, 'en'));
  const ascii = signsInAscii(text);
  expect(ascii).toMatch(/^[\u0000-\u007F]*$/u);
  await expect(ascii).toMatchFileSnapshot('status-ill.ascii.txt');
});

test('status of a well host', async () => {
  await expect(statusText(status(well), { all: false }, writing(80, 'en'))).toMatchFileSnapshot(
    'status-well.en.80.txt',
  );
});

test.each(['en', 'es'] as const)(
  'check: one line when all is well, else what is not, in %s',
  async (locale) => {
    const lines = healthText([well], writing(80, locale)).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    await expect(`${lines.join('\n')}\n\n${healthText([ill], writing(80, locale))}`).toMatchFileSnapshot(
      `check.${locale}.80.txt`,
    );
  },
);

test.each(['en', 'es'] as const)('history: a day at a glance, in %s', async (locale) => {
  const hour = 3_600_000;
  const alert = { kind: 'alert', rule: 'Backend answers', group: 'health', severity: 'critical' } as const;
  const remedy = {
    kind: 'remedy',
    rule: 'Backend answers',
    group: 'health',
    remedy: 'pm2_restart',
    target: 'pm2:shop-api',
    rung: 0,
  } as const;
  const text = historyText(
    {
      since: night - 24 * hour,
      until: night,
      single: false,
      events: [
        {
          kind: 'apply',
          at: night - 20 * hour,
          outcome: 'converged',
          transaction: '20261123_071500',
          changed: ['a'],
          by: 'ana',
        },
        { ...alert, at: night - 9 * hour, from: 'ok', to: 'firing', value: '8.2', unit: 'duration' },
        { ...remedy, at: night - 9 * hour + 1000, outcome: 'helped', seconds: 2.4, incident: '6' },
        { ...alert, at: night - 9 * hour + 4000, from: 'firing', to: 'healed' },
        { ...alert, at: night - 8 * hour, from: 'healed', to: 'ok' },
        { kind: 'pause', at: night - 5 * hour, until: night - 4 * hour, reason: 'deploy 4.2', by: 'ana' },
        { ...alert, at: night - 180_000, from: 'ok', to: 'firing', value: '8.2', unit: 'duration' },
        { ...remedy, at: night - 120_000, outcome: 'not_helped', seconds: 30.4, incident: '7' },
        { ...alert, at: night - 60_000, from: 'firing', to: 'backing_off' },
      ],
    },
    {},
    writing(80, locale),
  );
  await expect(text).toMatchFileSnapshot(`history.${locale}.80.txt`);
});

test('no line of a status is wider than its terminal, whatever things are called', () => {
  assert(
    property(integer({ min: 40, max: 200 }), string({ unit: 'grapheme', maxLength: 60 }), (columns, name) => {
      const view = {
        ...ill,
        rules: ill.rules.map((one, at) =>
          at === 0 ? one : { ...one, item: { ...one.item, name: `${name} ${at}` } },
        ),
        probes: ill.probes,
      };
      const text = statusText(status(view), { all: true }, writing(columns, 'es'));
      for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }),
    { numRuns: 300 },
  );
});

test('a screen is drawn over the one before it, and says what does not fit', () => {
  const more = (lines: number): string => `${lines} more`;
  expect(drawnOver('a\nb\nc\nd\n', 5, more)).toContain('2 more');
  expect(drawnOver('a\nb\nc\n', 5, more)).not.toContain('more');
  expect(drawnOver('a\nb\nc\n', undefined, more)).not.toContain('more');
});

test('the worst stands first, and what has healed before what was well all the time', () => {
  const of = (
    name: string,
    severity: 'warning' | 'critical',
    state: 'ok' | 'firing' | 'healed' | 'unknown',
  ): RuleResult => {
    const [first] = ill.rules;
    if (first === undefined) throw new Error('no rule');
    return { ...first, item: { ...first.item, name, severity }, ruleState: { ...first.ruleState, state } };
  };
  const rules = [
    of('well', 'critical', 'ok'),
    of('healed', 'critical', 'healed'),
    of('unknown', 'critical', 'unknown'),
    of('warns', 'warning', 'firing'),
    of('worst', 'critical', 'firing'),
  ];
  expect(worstFirst([{ ...ill, rules }]).map(({ rule }) => rule.item.name)).toEqual([
    'worst',
    'warns',
    'unknown',
    'healed',
    'well',
  ]);
});

test('colours take no columns, and are never cut in two', () => {
  const paint = palette(true);
  expect(widthOf(`${paint.red('✗')} ${paint.bold('name')}`)).toBe(6);
  const plainly = { columns: 8, masked: (text: string) => text };
  expect(wrapped(paint.red('abcdefghijklmnop'), plainly, 0)).toEqual(['abcdefg…']);
  expect(wrapped(`${paint.red('ab cd')} ef`, plainly, 0)).toEqual([`${paint.red('ab cd')} ef`]);
});

test.each([
  ['plain', 5],
  ['¿qué?', 5],
  ['✓ · → █░▁', 9],
  ['数据库', 6],
  ['e\u0301', 1],
  ['👨‍👩‍👧', 2],
  ['\u200B', 0],
  ['ｱ', 1],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});
