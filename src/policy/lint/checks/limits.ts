import { findingAt } from '../../../core/lint-check.ts';
import { formatDuration } from '../../../core/quantity.ts';
import { t } from '../../../core/text.ts';
import type { Check } from './subject.ts';

/** KAPA025: a cooldown or a limit that holds nothing back. */
export const idleLimit: Check<'warning'> = function* idleLimit({ set }) {
  for (const rule of set.rules) {
    const { cooldown, limit, every } = rule;
    const period = formatDuration(every);
    if (cooldown !== undefined && cooldown < every && rule.everyIsDefault !== true)
      yield findingAt(rule, ['cooldown'], 'value', {
        id: 'KAPA025',
        severity: 'warning',
        message: t('lint.short_cooldown', { cooldown: formatDuration(cooldown), every: period }),
        cure: t('lint.short_cooldown_cure', { every: period }),
      });
    if (limit === undefined) continue;
    // A remedy at each check, or as soon as the cooldown lets it.
    const least = Math.max(every, cooldown ?? 0);
    const most = Math.floor(limit.within / least) + 1;
    if (most <= limit.times)
      yield findingAt(rule, ['limit'], 'value', {
        id: 'KAPA025',
        severity: 'warning',
        message: t('lint.idle_limit', {
          times: limit.times,
          within: formatDuration(limit.within),
          most,
          least: formatDuration(least),
        }),
        cure: t('lint.idle_limit_cure', { within: formatDuration(least * limit.times * 2) }),
      });
  }
};

/** KAPA026: what speaks of remedies where there is none. */
export const withoutRemedy: Check<'warning'> = function* withoutRemedy({ set }) {
  for (const rule of set.rules) {
    if (rule.do.length > 0 || hasLadder(rule.locate(['do'], 'key'), rule.locate([], 'value'))) continue;
    const keys = [
      ['verify', rule.verify],
      ['cooldown', rule.cooldown],
      ['limit', rule.limit],
      ['only_if', rule.onlyIf],
    ] as const;
    for (const [key, value] of keys)
      if (value !== undefined)
        yield findingAt(rule, [key], 'key', {
          id: 'KAPA026',
          severity: 'warning',
          message: t('lint.without_remedy', { key }),
          cure: t('lint.without_remedy_cure', { key }),
        });
  }
};

/**
 * Tells whether there is a `do`, all of which was itself wrong: its place is then not that of the whole rule.
 */
function hasLadder(
  ladder: { readonly line: number; readonly column: number },
  rule: { readonly line: number; readonly column: number },
): boolean {
  return ladder.line !== rule.line || ladder.column !== rule.column;
}

/** KAPA028: a window that sees one check at most. */
export const shortWindow: Check<'warning'> = function* shortWindow({ conditions }) {
  for (const { rule, key, compiled } of conditions)
    for (const { call, seconds } of compiled?.windows ?? []) {
      if (seconds >= 2 * rule.every || rule.everyIsDefault === true || call === 'last') continue;
      yield findingAt(rule, [key], 'value', {
        id: 'KAPA028',
        severity: 'warning',
        message: t('lint.short_window', {
          call,
          window: formatDuration(seconds),
          every: formatDuration(rule.every),
        }),
        cure: t('lint.short_window_cure', { least: formatDuration(2 * rule.every) }),
      });
      break;
    }
};
