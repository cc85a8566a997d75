import { inline } from '../../core/harmless.ts';
import { localTime } from '../../core/local-time.ts';
import { orderText } from '../../core/ordered.ts';
import type { RuleResult } from '../../core/pass-result.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { palette, type Paint, type Palette } from '../colour.ts';
import { cellLine, widthOf, widths, wrapped, type Cell, type Shortening } from '../screen/cells.ts';
import { bar, sparkline } from '../screen/sparkline.ts';
import { decidingOf, type Deciding } from './deciding.ts';
import type { Writing } from '../writing.ts';
import { attemptText } from './attempt-text.ts';
import { onOneLine, readingText } from './health-value.ts';
import { ruleStatus, type HealthStatus, type HealthView, type ProbeView } from './health-view.ts';

/** Numbers of the last hour, by `probe.field`: the most of each of its parts, undefined where there was none. */
export type Charts = Readonly<Record<string, readonly (number | undefined)[]>>;

/** A rule, and the view that it was judged in. */
export interface SeenRule {
  readonly rule: RuleResult;
  readonly view: HealthView;
}

const gap = 2;
const barCells = 6;

/** Columns of a rule behind its sign. */
const [name, state, value, share, chart] = [0, 1, 2, 3, 4] as const;

/** Steps by which a narrow screen shows less of a rule. */
const steps: readonly Shortening[] = [
  { column: name, to: 28 },
  { column: chart, to: 0 },
  { column: value, to: 14 },
  { column: share, to: 0 },
  { column: name, to: 14 },
  { column: value, to: 0 },
  { column: state, to: 1 },
];

/** The rules of a screen, the worst first, and in their order where they are as bad. */
export function worstFirst(views: readonly HealthView[]): readonly SeenRule[] {
  const rank = ({ rule }: SeenRule): number =>
    ranks.indexOf(rule.ruleState.state === 'healed' ? 'healed' : ruleStatus(rule));
  return views
    .flatMap((view) => view.rules.map((rule) => ({ rule, view })))
    .toSorted((a, b) => rank(a) - rank(b));
}

const ranks: readonly (HealthStatus | 'healed')[] = ['critical', 'warning', 'unknown', 'healed', 'ok'];

/** A line for each rule, and below it why it is unknown, what is done about it and what came of that. */
export function ruleRows(rules: readonly SeenRule[], charts: Charts, writing: Writing): readonly string[] {
  const paint = palette(writing.colour);
  const rows = rules.map((seen) => cellsOf(seen, charts, writing, paint));
  const wanted = [name, state, value, share, chart].map((column) =>
    Math.max(0, ...rows.map((cells) => widthOf(cells[column]?.text ?? ''))),
  );
  const given = widths(wanted, steps, writing.columns - 2, gap);
  return rules.flatMap((seen, at) => [
    `${signOf(seen, paint)} ${cellLine(rows[at] ?? [], given, gap)}`,
    ...detailsOf(seen.rule, writing).flatMap(({ text, paint: painted = (plain: string) => plain }) =>
      wrapped(text, writing, 4).map(painted),
    ),
  ]);
}

function cellsOf(
  { rule, view }: SeenRule,
  charts: Charts,
  writing: Writing,
  paint: Palette,
): readonly Cell[] {
  const status = ruleStatus(rule);
  const colour = statusColour(status, paint);
  const deciding = decidingOf(rule, view);
  const numbers = deciding && charts[`${deciding.bound.probe}.${deciding.bound.field}`];
  const cells: readonly Cell[] = [
    { text: inline(rule.item.name), ...(status === 'ok' ? {} : { paint: paint.bold }) },
    { text: stateText(rule, view.at, writing), paint: colour },
    { text: deciding === undefined ? firstValue(rule, writing) : decidingText(deciding, view, writing) },
    { text: deciding?.share === undefined ? '' : bar(deciding.share, barCells), paint: colour },
    { text: numbers === undefined ? '' : sparkline(numbers), paint: paint.dim },
  ];
  return cells.map((cell) => ({ ...cell, text: writing.masked(cell.text) }));
}

function signOf({ rule }: SeenRule, paint: Palette): string {
  const status = ruleStatus(rule);
  const sign =
    rule.ruleState.state === 'unknown' ? '?' : { ok: '✓', warning: '!', critical: '✗', unknown: '?' }[status];
  return statusColour(status, paint)(sign);
}

/** State of a rule, and for how long it has been so. */
function stateText({ ruleState: { state, since } }: RuleResult, now: number, { say }: Writing): string {
  const [age = ''] = formatDuration(Math.max(0, Math.floor((now - since) / 1000))).split(' ');
  return `${say(t(`check.state.${state}`))} ${age === '0ms' ? '0s' : age}`;
}

function firstValue({ value, field = '', unit }: RuleResult, { say }: Writing): string {
  return value === undefined ? '' : `${field} ${onOneLine(readingText(value, { unit }, say))}`.trimStart();
}

const byName = new WeakMap<HealthView, ReadonlyMap<string, ProbeView>>();

/** Probes of a view by their names. */
function probesOfView(view: HealthView): ReadonlyMap<string, ProbeView> {
  const known = byName.get(view) ?? new Map(view.probes.map((probe) => [probe.name, probe]));
  byName.set(view, known);
  return known;
}

/** Value that decides, and the bound at which the rule alerts: `91% (> 90%)`. */
function decidingText({ bound, reading }: Deciding, view: HealthView, writing: Writing): string {
  const field = probesOfView(view).get(bound.probe)?.fields[bound.field];
  const value = readingText(reading, field, writing.say);
  if (typeof reading === 'boolean') return `${bound.field} ${value}`;
  const limit = readingText(bound.bound, field, writing.say);
  const window = bound.window === undefined ? '' : `${bound.window} ${formatDuration(bound.seconds ?? 0)} `;
  return `${value} (${window}${bound.operator} ${limit})`;
}

/** Reasons and deeds behind a rule's state. */
function detailsOf(rule: RuleResult, writing: Writing): readonly Cell[] {
  const { say } = writing;
  const paint = palette(writing.colour);
  const { ruleState, held } = rule;
  const tried = new Map(
    [...(ruleState.state === 'ok' ? [] : ruleState.attempts), ...rule.attempts].map((one) => [one.at, one]),
  );
  return [
    ...(ruleState.unknown ? [{ text: onOneLine(say(ruleState.unknown)) }] : []),
    ...[...tried.values()].map((attempt) => ({ text: `→ ${attemptText(attempt, writing)}` })),
    ...(held
      ? [
          {
            text: `${say(t(`health.held.${held.because}`))}${
              held.until === undefined ? '' : ` ${say(t('check.until', { time: localTime(held.until) }))}`
            }`,
          },
        ]
      : []),
    ...(rule.orders ?? []).map((order) => ({ text: say(orderText(order)), paint: paint.yellow })),
    ...(rule.wouldDo === undefined ? [] : [{ text: say(t('health.would_do', { remedy: rule.wouldDo })) }]),
  ];
}

/** The colour of a status. */
export function statusColour(status: HealthStatus, paint: Palette): Paint {
  switch (status) {
    case 'ok':
      return paint.green;
    case 'warning':
    case 'unknown':
      return paint.yellow;
    case 'critical':
      return paint.red;
  }
}
