import type { ProbeField } from '../../../src/core/probe.ts';
import type { RuleItem } from '../../../src/core/policy.ts';
import type { RuleResult } from '../../../src/core/pass-result.ts';
import { t } from '../../../src/core/text.ts';
import type { HealthView } from '../../../src/report/health/health-view.ts';
import type { StatusView } from '../../../src/report/health/status.ts';

/** Moment of all screens: a quarter past three on a night. */
export const night = new Date(2026, 10, 24, 3, 15, 0).getTime();

const minute = 60_000;

function rule(
  name: string,
  severity: RuleItem['severity'],
  ruleState: Partial<RuleResult['ruleState']>,
  more: Partial<RuleResult> = {},
): RuleResult {
  const state = {
    state: 'ok',
    condition: 'ok',
    since: night - 3 * 1440 * minute,
    checks: 0,
    held: 0,
    judged: night,
    rung: 0,
    attempts: [],
  } as const;
  return {
    item: { name, severity, every: 180, group: 'health' } as unknown as RuleItem,
    ruleState: { ...state, ...ruleState },
    attempts: [],
    ...more,
  };
}

const fields = (units: Readonly<Record<string, ProbeField['unit']>>): Readonly<Record<string, ProbeField>> =>
  Object.fromEntries(
    Object.entries(units).map(([name, unit]) => [
      name,
      { type: 'number', unit, description: '' } as ProbeField,
    ]),
  );

const probe = (
  name: string,
  units: Readonly<Record<string, ProbeField['unit']>>,
): HealthView['probes'][number] => ({
  name,
  label: name,
  told: () => [],
  fields: fields(units),
});

const tried = {
  remedy: 'pm2_restart',
  target: 'pm2:shop-api',
  rung: 0,
  at: night - 2 * minute,
  outcome: 'not_helped',
  seconds: 30.4,
  incident: '7',
} as const;

/** A check of a host of which three rules of six are not well. */
export const ill: HealthView = {
  group: 'health',
  at: night,
  problems: [],
  deeds: {},
  probes: [
    probe('backend', { latency: 'duration', restarts: 'count' }),
    probe('sockets', { server_side: 'count' }),
    probe('root', { used: 'share', free: 'size' }),
    probe('certificate', { expires_in: 'duration' }),
    probe('apache', { workers: 'count' }),
  ],
  bounds: [
    {
      rule: 'Backend answers',
      severity: 'critical',
      withOthers: false,
      probe: 'backend',
      field: 'latency',
      operator: '>',
      bound: 2,
    },
    {
      rule: 'Dead connections stay few',
      severity: 'critical',
      withOthers: false,
      probe: 'sockets',
      field: 'server_side',
      operator: '>=',
      bound: 10,
    },
    {
      rule: 'The disk of the site and of its logs is not full',
      severity: 'warning',
      withOthers: false,
      probe: 'root',
      field: 'used',
      operator: '>',
      bound: 0.9,
    },
    {
      rule: 'Restarts stay few',
      severity: 'warning',
      withOthers: false,
      probe: 'backend',
      field: 'restarts',
      window: 'increase',
      seconds: 3600,
      operator: '>',
      bound: 8,
    },
    {
      rule: 'Certificate lasts',
      severity: 'warning',
      withOthers: false,
      probe: 'certificate',
      field: 'expires_in',
      operator: '<',
      bound: 1_209_600,
    },
    {
      rule: 'Apache has room',
      severity: 'warning',
      withOthers: false,
      probe: 'apache',
      field: 'workers',
      operator: '>=',
      bound: 60,
    },
  ],
  measurements: {
    backend: { fields: { latency: 8.2, restarts: 3 } },
    sockets: { fields: { server_side: 2 } },
    root: { fields: { used: 0.914, free: 3_221_225_472 } },
    certificate: { unknown: t('health.timed_out', { after: '10s' }) },
    apache: { fields: { workers: 23 } },
  },
  rules: [
    rule('Dead connections stay few', 'critical', {}),
    rule('The disk of the site and of its logs is not full', 'warning', {
      state: 'firing',
      condition: 'firing',
      since: night - 125 * minute,
    }),
    rule('Restarts stay few', 'warning', {}),
    rule(
      'Backend answers',
      'critical',
      { state: 'backing_off', condition: 'firing', since: night - 3 * minute, attempts: [tried] },
      { held: { because: 'back_off', until: night + 27 * minute } },
    ),
    rule('Certificate lasts', 'warning', {
      state: 'unknown',
      since: night - 9 * minute,
      unknown: t('health.timed_out', { after: '10s' }),
    }),
    rule('Apache has room', 'warning', {}),
  ],
};

/** The same host when all is well. */
export const well: HealthView = {
  ...ill,
  measurements: {
    ...ill.measurements,
    backend: { fields: { latency: 0.012, restarts: 3 } },
    root: { fields: { used: 0.41, free: 3_221_225_472 } },
    certificate: { fields: { expires_in: 5_184_000 } },
  },
  rules: ill.rules.map(({ item }) => rule(item.name, item.severity, {})),
};

/** All that a status shows of a host. */
export function status(view: HealthView): StatusView {
  return {
    views: [view],
    remedies: view === well ? [] : [{ ...tried, rule: 'Backend answers' }],
    drift: { differ: view === well ? [] : ['Recycle prefork workers'], unknown: [] },
    noRules: false,
    runners: [],
    own: [],
    charts: {
      'backend.latency': [0.1, 0.1, 0.2, 0.1, undefined, 0.1, 0.1, 0.4, 0.2, 1.1, 6.5, 8.2],
      'root.used': [0.5, 0.55, 0.6, 0.7, 0.72, 0.75, 0.8, 0.85, 0.87, 0.9, 0.91, 0.914],
      'sockets.server_side': [0, 0, 1, 0, 2, 0, 0, 0, 1, 1, 2, 2],
    },
    applied: {
      kind: 'apply',
      at: night - 300 * minute,
      outcome: 'converged',
      transaction: '20261123_221500',
      changed: ['a', 'b'],
      by: 'ana',
      reason: 'ticket 7',
    },
  };
}
