import { inline } from '../../core/harmless.ts';
import type { Period } from '../../core/history.ts';
import { localTime } from '../../core/local-time.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { Episode, SiteOutage, Replay, Replayed } from '../../core/replay.ts';
import { t } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { word } from '../document.ts';
import { time } from './health-json.ts';
import type { Writing } from '../writing.ts';

/** A replay of a policy's rules, and beside it one with other values. */
export interface ReplayView {
  readonly period: Period;
  readonly declared: Replay;
  /** With the `--set` values of the command line; undefined: there are none. */
  readonly changed?: { readonly replay: Replay; readonly set: readonly string[] };
  /** Rules that are shown; failures are what no rule at all sees. */
  readonly shown: readonly string[];
  /** The ladder of a rule: each remedy with its target. */
  readonly remedies: Readonly<Record<string, readonly string[]>>;
  /** Alerts that were recorded, by rule. */
  readonly recorded: Readonly<Record<string, number>>;
}

const mostShown = 10;

/** The replay for people: for each rule what it would have done, as declared and as changed side by side. */
export function replayText(view: ReplayView, writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const { period, declared, changed } = view;
  const sides = changed === undefined ? [declared] : [declared, changed.replay];
  const title = t('replay.title', {
    from: localTime(period.since),
    to: localTime(period.until),
    samples: declared.samples,
  });
  const lines = [paint.bold(say(title)), ''];
  if (changed !== undefined)
    lines.push(
      ...sideBySide([[say(t('replay.as_declared')), changed.set.map(inline).join(', ')]]).map((line) =>
        paint.bold(line),
      ),
      '',
    );
  for (const rule of view.shown) {
    const told = sides.map((side) =>
      tellRule(
        side.rules.find((one) => one.rule === rule),
        view,
        writing,
      ),
    );
    lines.push(paint.bold(inline(rule)), ...sideBySide(transposed(told)));
    const last = sides.at(-1)?.rules.find((one) => one.rule === rule);
    lines.push(...episodeLines(last?.episodes ?? [], writing), '');
  }
  const missed = sides.map(({ missed: some, outages }) =>
    say(t('replay.missed', { missed: some.length, outages: outages.length })),
  );
  lines.push(...sideBySide([missed]), ...outageLines(sides.at(-1)?.missed ?? [], view, writing));
  return `${lines.join('\n')}\n`;
}

/** The replay as one JSON document. */
export function replayJson(view: ReplayView): Record<string, unknown> {
  const { period, declared, changed } = view;
  return {
    version: 1,
    since: time(period.since),
    until: time(period.until),
    declared: sideJson(declared, view),
    ...(changed === undefined ? {} : { changed: { set: changed.set, ...sideJson(changed.replay, view) } }),
  };
}

function sideJson(
  replay: Replay,
  { period, shown, remedies, recorded }: ReplayView,
): Record<string, unknown> {
  const outage = ({ probe, from, to }: SiteOutage): Record<string, unknown> => ({
    probe,
    from: time(from),
    to: to === undefined ? null : time(to),
  });
  return {
    samples: replay.samples,
    rules: replay.rules
      .filter(({ rule }) => shown.includes(rule))
      .map(({ rule, judged, unknown, episodes }) => ({
        rule,
        judged,
        unknown,
        fired: episodes.length,
        seconds: secondsOf(episodes, period),
        false_alarms: episodes.filter(({ site }) => site === 'well').length,
        remedies: remedies[rule] ?? [],
        recorded_alerts: recorded[rule] ?? 0,
        episodes: episodes.map(({ from, to, site, acts }) => ({
          from: time(from),
          to: to === undefined ? null : time(to),
          site: word(site),
          acts,
        })),
      })),
    failures: replay.outages.map(outage),
    missed: replay.missed.map(outage),
  };
}

/** Words of one side on a rule, a line each; an empty one: nothing. */
function tellRule(
  replayed: Replayed | undefined,
  { period, remedies, recorded }: ReplayView,
  { say }: Writing,
): readonly string[] {
  const { rule, episodes, judged, unknown } = replayed ?? { rule: '', episodes: [], judged: 0, unknown: 0 };
  const seconds = secondsOf(episodes, period);
  const count = (site: Episode['site']): number => episodes.filter((one) => one.site === site).length;
  const [first] = remedies[rule] ?? [];
  const acts = episodes.filter((episode) => episode.acts).length;
  const site = t('replay.site', { wrong: count('well'), right: count('ill'), unclear: count('unknown') });
  return [
    say(t('replay.fired', { episodes: episodes.length, seconds: spanOf(seconds) })),
    episodes.length === 0 ? '' : say(site),
    first === undefined || acts === 0 ? '' : say(t('replay.acts', { remedy: inline(first), episodes: acts })),
    say(t('replay.judged', { judged, unknown })),
    say(t('replay.recorded', { alerts: recorded[rule] ?? 0 })),
  ];
}

function episodeLines(episodes: readonly Episode[], { say }: Writing): readonly string[] {
  const shown = episodes
    .slice(-mostShown)
    .map(({ from, to, site }) => `  ${stretch(from, to)}  ${say(t('replay.site_then', { site }))}`);
  return withMore(shown, episodes.length, say);
}

function outageLines(
  outages: readonly SiteOutage[],
  { period }: ReplayView,
  { say }: Writing,
): readonly string[] {
  const longest = [...outages]
    .sort((a, b) => lengthOf(b, period) - lengthOf(a, period))
    .slice(0, mostShown)
    .sort((a, b) => a.from - b.from)
    .map((outage) => {
      const lasted = spanOf(lengthOf(outage, period));
      return `  ${stretch(outage.from, outage.to)}  ${say(t('replay.outage', { probe: inline(outage.probe), lasted }))}`;
    });
  return withMore(longest, outages.length, say);
}

function withMore(lines: readonly string[], all: number, say: Writing['say']): readonly string[] {
  return all > lines.length ? [...lines, `  ${say(t('replay.more', { n: all - lines.length }))}`] : lines;
}

function stretch(from: number, to: number | undefined): string {
  return `${localTime(from)} – ${to === undefined ? '…' : localTime(to)}`;
}

function lengthOf({ from, to }: SiteOutage | Episode, { until }: Period): number {
  return ((to ?? until) - from) / 1000;
}

function secondsOf(episodes: readonly Episode[], period: Period): number {
  return episodes.reduce((sum, episode) => sum + lengthOf(episode, period), 0);
}

function spanOf(seconds: number): string {
  return seconds < 1 ? '0s' : formatDuration(Math.round(seconds));
}

/** Rows of one or two cells, the second ones below each other. */
function sideBySide(rows: readonly (readonly string[])[]): readonly string[] {
  return rows
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row) => `  ${row.map((cell) => cell.padEnd(columnWidth)).join('  ')}`.trimEnd());
}

const columnWidth = 46;

function transposed(columns: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? ''));
}
