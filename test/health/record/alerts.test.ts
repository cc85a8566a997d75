import { describe, expect, test } from 'vitest';
import { chooseAlerts } from '../../../src/health/index.ts';
import { freshRuleState, type Told } from '../../../src/health/rules/rule-state.ts';
import { toyRule } from '../toys.ts';
import type { RuleState } from '../../../src/core/rule-state.ts';

const rule = toyRule().item;
const minute = 60_000;

function at(state: RuleState['state']): RuleState {
  const condition = state === 'firing' || state === 'backing_off' || state === 'paused' ? 'firing' : 'ok';
  return {
    ...freshRuleState(0),
    state,
    condition,
    ...(state === 'backing_off' ? { backOff: { until: 1e15, round: 1 } } : {}),
  };
}

/** What is told over a run of checks: [minute, state, told?]. */
function run(checks: readonly (readonly [number, RuleState['state']])[]): string[] {
  let told: Readonly<Record<string, Told>> = {};
  return checks.map(([minutes, state]) => {
    const telling = chooseAlerts([{ rule, ruleState: at(state) }], told, {
      now: minutes * minute,
      repeatEvery: 3600,
    });
    told = telling.told;
    return telling.alerts.map((alert) => `${alert.state}${alert.repeated ? ' again' : ''}`).join();
  });
}

describe('alerts', () => {
  test.each([
    [
      'firing and healed are told once',
      [
        [0, 'firing'],
        [3, 'firing'],
        [6, 'healed'],
        [9, 'ok'],
      ],
      ['firing', '', 'healed', ''],
    ],
    [
      'what still stands is told again at the interval',
      [
        [0, 'firing'],
        [30, 'firing'],
        [60, 'firing'],
        [61, 'firing'],
      ],
      ['firing', '', 'firing again', ''],
    ],
    [
      'backing off is told at once',
      [
        [0, 'firing'],
        [1, 'backing_off'],
      ],
      ['firing', 'backing_off'],
    ],
    [
      'a rule that goes back and forth is told once in five minutes',
      [
        [0, 'firing'],
        [1, 'healed'],
        [2, 'firing'],
        [3, 'healed'],
        [4, 'firing'],
        [7, 'firing'],
      ],
      ['firing', 'healed', '', '', '', 'firing'],
    ],
    ['a pause does not silence', [[0, 'paused']], ['firing']],
    [
      'unknown and pending are not told',
      [
        [0, 'unknown'],
        [1, 'pending'],
      ],
      ['', ''],
    ],
    [
      'what was never told does not heal',
      [
        [0, 'ok'],
        [1, 'healed'],
      ],
      ['', ''],
    ],
  ] as const)('%s', (_name, checks, expected) => {
    expect(run(checks)).toEqual(expected);
  });
});
