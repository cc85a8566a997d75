import { inline } from '../../core/harmless.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import { localTime } from '../../core/local-time.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { Attempt } from '../../core/rule-state.ts';
import type { FoundRunner } from '../../core/runner.ts';
import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { word } from '../document.ts';
import { beside, widthOf, wrapped } from '../screen/cells.ts';
import type { Writing } from '../writing.ts';
import { attemptText } from './attempt-text.ts';
import { attemptJson, healthJson, time } from './health-json.ts';
import { noteLines, summaryLines } from './health-text.ts';
import { onOneLine } from './health-value.ts';
import type { HealthView } from './health-view.ts';
import { probeRows } from './probe-rows.ts';
import { ruleRows, worstFirst, type Charts } from './rule-rows.ts';
import { runnersJson, runnerText } from './runners.ts';
import { storyLines, type Story } from './story.ts';

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
  readonly charts: Charts;
  /** Of single rules that were asked for. */
  readonly story?: Story;
  /** The last apply that is remembered. */
  readonly applied?: LastApply;
  /** Time when the watch looks again, milliseconds since 1970. */
  readonly next?: number;
  /** The transaction that a crash left open. */
  readonly open?: string;
}

type LastApply = Extract<HealthEvent, { kind: 'apply' }>;

/** Declared resources that are not, or may not be, as declared. */
export interface Drift {
  readonly differ: readonly string[];
  readonly unknown: readonly { readonly name: string; readonly reason: Text }[];
}

/** One screen: each rule against its bound, the worst first, what was done, the probes, drift, and who checks. */
export function statusText(view: StatusView, { all }: { readonly all: boolean }, writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const views = view.noRules ? [] : view.views;
  const probes = probeRows(views, { all: all || view.story !== undefined }, writing);
  const lines = [
    ...(view.open === undefined
      ? []
      : wrapped(
          `${say(t('plan.open_transaction', { id: view.open }))} ${say(t('plan.open_transaction_cure'))}`,
          writing,
          0,
        ).map(paint.yellow)),
    ...summaryLines(views, writing),
    ...(view.noRules
      ? wrapped(`${say(t('health.no_rules'))}: ${say(t('health.no_rules_cure'))}`, writing, 0)
      : []),
    ...noteLines(views, writing),
    ...(views.length === 0 ? [] : ['', ...ruleRows(worstFirst(views), view.charts, writing)]),
    ...(probes.length === 0 ? [] : ['', ...probes]),
    '',
    ...(view.story === undefined ? [] : storyLines(view.story, writing)),
    ...footer(view, writing),
  ];
  return `${lines.join('\n')}\n`;
}

/** Titles with what there is to say of each, beside each other. */
function footer(view: StatusView, writing: Writing): readonly string[] {
  const { say } = writing;
  const paint = palette(writing.colour);
  const none = say(t('health.none_yet'));
  const rows: readonly (readonly [title: string, lines: readonly string[]])[] = [
    [
      say(t('health.title.remedies')),
      view.remedies.map((one) => `${localTime(one.at)} ${attemptText(one, writing)} [${inline(one.rule)}]`),
    ],
    [say(t('health.title.drift')), driftLines(view.drift, writing)],
    [say(t('health.title.applied')), view.applied === undefined ? [] : [appliedText(view.applied, writing)]],
    [
      say(t('watch.title.runners')),
      [
        ...view.runners.map((runner) => onOneLine(say(runnerText(runner, view.own)))),
        ...(view.next === undefined ? [] : [say(nextText(view.next, Date.now()))]),
      ],
    ],
  ];
  const width = Math.max(...rows.map(([title]) => widthOf(title)));
  return rows.flatMap(([title, lines]) =>
    (lines.length === 0 ? [none] : lines).flatMap((line, at) =>
      beside(at === 0 ? paint.bold(title) : '', width + 2, line, writing),
    ),
  );
}

function driftLines(drift: StatusView['drift'], { say }: Writing): readonly string[] {
  if ('id' in drift) return [onOneLine(say(drift))];
  return [
    ...drift.differ.map((name) => `~ ${inline(name)}`),
    ...drift.unknown.map((one) => `? ${onOneLine(say(t('watch.not_told', one)))}`),
  ];
}

function appliedText(
  { at, outcome, transaction, by = '', reason = '', changed }: LastApply,
  { say }: Writing,
): string {
  const what = t('health.event.apply', {
    by,
    reason,
    outcome,
    changed: changed.length,
    transaction: transaction ?? '-',
  });
  return `${localTime(at)} ${onOneLine(say(what))}`;
}

function nextText(next: number, now: number): Text {
  return t('check.next', { in: formatDuration(Math.max(1, (next - now) / 1000)) });
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
