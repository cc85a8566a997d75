import { describe, expect, test } from 'vitest';
import { render, t } from '../../../src/core/text.ts';
import type { HealthView } from '../../../src/report/health/health-view.ts';
import { statusOf } from '../../../src/report/health/health-view.ts';
import { freshRuleState } from '../../../src/health/rules/rule-state.ts';
import { nagiosLine } from '../../../src/report/health/nagios.ts';
import { sparkline } from '../../../src/report/screen/sparkline.ts';

const say = (text: Parameters<typeof render>[0]): string => render(text, 'en');

function view(state: 'ok' | 'firing', severity: 'warning' | 'critical'): HealthView {
  return {
    group: 'health',
    at: 0,
    probes: [
      {
        name: 'close_wait',
        label: 'close_wait',
        told: () => [],
        fields: { oldest: { type: 'number', unit: 'duration', description: '' } },
      },
      {
        name: 'disk',
        label: 'disk',
        told: () => [],
        fields: { used: { type: 'number', unit: 'share', description: '' } },
      },
    ],
    deeds: {},
    bounds: [
      {
        probe: 'close_wait',
        field: 'server_side',
        operator: '>=',
        bound: 10,
        rule: 'r',
        severity: 'critical',
        withOthers: false,
      },
      {
        probe: 'disk',
        field: 'used',
        operator: '>',
        bound: 0.9,
        rule: 'r',
        severity: 'warning',
        withOthers: false,
      },
    ],
    measurements: {
      close_wait: { fields: { server_side: 12, oldest: 61.5, holders: { node: 12 } } },
      disk: { fields: { used: 0.456 } },
    },
    rules: [
      {
        item: {
          name: 'Backend | holds dead connections',
          policy: 'health',
          group: 'health',
          severity,
          every: 180,
          when: '',
          for: { checks: 1 },
          do: [],
          locate: () => ({ file: '', line: 1, column: 1, endLine: 1, endColumn: 1 }),
        },
        ruleState: { ...freshRuleState(0), state },
        value: 12,
        attempts: [],
      },
    ],
    problems: [],
  };
}

describe('the line for Nagios', () => {
  test('names what is wrong, and has performance data with thresholds', () => {
    expect(nagiosLine([view('firing', 'critical')], say)).toBe(
      "KAPA CRITICAL - Backend / holds dead connections: alert (12) | 'close_wait.server_side'=12;;10; 'close_wait.oldest'=61.5s;;; 'disk.used'=45.6%;90;;0",
    );
  });

  test('a value is in its unit', () => {
    const { rules, ...rest } = view('firing', 'critical');
    const large = rules.map((rule) => ({ ...rule, value: 4_939_212_390, unit: 'size' as const }));
    expect(nagiosLine([{ ...rest, rules: large }], say)).toContain('dead connections: alert (4.6 GiB) |');
  });

  test('a negative value is within a range that bounds it above, and has no least of 0', () => {
    const well = view('ok', 'critical');
    const below = (fields: Record<string, number>): string =>
      nagiosLine(
        [{ ...well, measurements: { close_wait: { fields }, disk: { fields: { used: -0.25 } } } }],
        say,
      );
    expect(below({ server_side: -3, oldest: -61.5 })).toBe(
      "KAPA OK - 1 rule ok | 'close_wait.server_side'=-3;;~:10; 'close_wait.oldest'=-61.5s;;; 'disk.used'=-25%;~:90;;",
    );
  });

  test('an empty value leaves no empty brackets', () => {
    const { rules, ...rest } = view('firing', 'critical');
    const empty = rules.map((rule) => ({ ...rule, value: '' }));
    expect(nagiosLine([{ ...rest, rules: empty }], say)).toContain('dead connections: alert |');
  });

  test('is one line when all is well', () => {
    expect(nagiosLine([view('ok', 'critical')], say)).toMatch(/^KAPA OK - 1 rule ok \| [^\n|]+$/u);
  });

  test.each([
    ['ok', 'critical', 'ok'],
    ['firing', 'warning', 'warning'],
    ['firing', 'critical', 'critical'],
  ] as const)('a rule that is %s with severity %s is %s', (state, severity, status) => {
    expect(statusOf([view(state, severity)])).toBe(status);
  });
});

describe('a rule that is unknown', () => {
  const { rules, ...rest } = view('ok', 'critical');
  const unknownFor = (missing: { readonly uncovered?: true }): HealthView => ({
    ...rest,
    rules: rules.map((rule) => ({
      ...rule,
      ruleState: { ...rule.ruleState, state: 'unknown', unknown: t('health.none_yet'), ...missing },
    })),
  });

  test('makes the status unknown', () => {
    expect(statusOf([unknownFor({})])).toBe('unknown');
  });

  test('until records cover its window is told, and troubles nobody', () => {
    const young = unknownFor({ uncovered: true });
    expect(statusOf([young])).toBe('ok');
    expect(nagiosLine([young], say)).toMatch(/^KAPA OK - 0 rules ok, 1 without enough records yet \| /u);
  });
});

describe('sparkline', () => {
  test('spans the least to the most, with gaps', () => {
    expect(sparkline([0, undefined, 7, 3.5])).toBe('▁ █▅');
    expect(sparkline([5, 5])).toBe('▁▁');
    expect(sparkline([])).toBe('');
  });
});
