import { localTime } from '../../core/local-time.ts';
import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { attemptJson, healthJson, time } from './health-json.ts';
import { attemptText, healthText, type Writing } from './health-text.ts';
import { onOneLine } from './health-value.ts';
import type { FoundRunner } from '../../core/runner.ts';
import { runnersJson, runnerText } from './runners.ts';
import type { HealthView } from './health-view.ts';
import { word } from '../document.ts';
import type { Attempt } from '../../core/rule-state.ts';

/** Content of `kapa status` besides the check itself. */
export interface StatusView {
  readonly views: readonly HealthView[];
  /** Newest last. */
  readonly remedies: readonly (Attempt & { readonly rule: string })[];
  /** Resources that differ from their declaration; a Text: it could not be told. */
  readonly drift: Drift | Text;
  /** There is nothing to judge by: what `kapa check` says then. */
  readonly noRules: boolean;
  /** Those who check by policies. */
  readonly runners: readonly FoundRunner[];
  /** Policies that this command has read. */
  readonly own: readonly string[];
  /** The transaction that a crash left open. */
  readonly open?: string;
}

/** Declared resources that are not, or may not be, as declared. */
export interface Drift {
  readonly differ: readonly string[];
  readonly unknown: readonly { readonly name: string; readonly reason: Text }[];
}

/** One screen: each probe against its bounds, each rule, the last remedies, drift. */
export function statusText(view: StatusView, writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const remedies = view.remedies.map(
    (one) => `  ${paint.dim(localTime(one.at))}  ${attemptText(one, writing)} [${inline(one.rule)}]`,
  );
  const drift =
    'id' in view.drift
      ? [`  ${onOneLine(say(view.drift))}`]
      : [
          ...view.drift.differ.map((name) => `  ~ ${inline(name)}`),
          ...view.drift.unknown.map((one) => `  ? ${onOneLine(say(t('watch.not_told', one)))}`),
        ];
  const runners = view.runners.map((runner) => `  ${onOneLine(say(runnerText(runner, view.own)))}`);
  const none = `  ${say(t('health.none_yet'))}`;
  const open =
    view.open === undefined
      ? ''
      : `${say(t('plan.open_transaction', { id: view.open }))} ${say(t('plan.open_transaction_cure'))}\n`;
  return [
    open,
    healthText(view.noRules ? [] : view.views, writing),
    view.noRules ? `${say(t('health.no_rules'))}: ${say(t('health.no_rules_cure'))}\n` : '',
    `${paint.bold(say(t('health.title.remedies')))}\n`,
    `${(remedies.length === 0 ? [none] : remedies).join('\n')}\n`,
    `${paint.bold(say(t('health.title.drift')))}\n`,
    `${(drift.length === 0 ? [none] : drift).join('\n')}\n`,
    `${paint.bold(say(t('watch.title.runners')))}\n`,
    `${(runners.length === 0 ? [none] : runners).join('\n')}\n`,
  ].join('');
}

/** The same as one JSON document: that of `kapa check`, with the last remedies and drift. */
export function statusJson(view: StatusView, say: (text: Text) => string): Record<string, unknown> {
  return {
    ...healthJson(view.views, say),
    ...(view.noRules ? { status: word('unknown'), error: say(t('health.no_rules')) } : {}),
    last_remedies: view.remedies.map((one) => ({
      rule: one.rule,
      ...attemptJson(one, say),
      at: time(one.at),
    })),
    drift:
      'id' in view.drift
        ? { unknown: say(view.drift) }
        : {
            resources: view.drift.differ,
            ...(view.drift.unknown.length === 0
              ? {}
              : { unknown: view.drift.unknown.map(({ name, reason }) => ({ name, reason: say(reason) })) }),
          },
    runners: runnersJson(view.runners, say),
    ...(view.open === undefined ? {} : { open_transaction: word(view.open) }),
  };
}
