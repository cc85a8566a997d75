import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { specification, style, styleHash } from '#page';
import { harmless, inline } from '../../core/harmless.ts';
import type { Locale } from '../../core/text.ts';
import { t } from '../../core/text.ts';
import { chartHeight, draw, runsOf } from './drawing.ts';
import type { ReportDocument } from './schema.ts';
import { shareOf } from './summary.ts';
import { timelineOf } from './timeline.ts';
import {
  accountCells,
  accountHeads,
  fileText,
  methodText,
  momentText,
  ruleCells,
  ruleHeads,
  severityText,
  valueText,
  type Say,
} from './words.ts';

// The package's types leave its runtime empty.
const handlebars = (runtime as unknown as { create(): Pick<typeof Handlebars, 'template'> }).create();

/** Nothing is loaded, nothing runs, nothing is sent; only the one style of the page is taken. */
const contentPolicy = `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;

/**
 * A page of one host's report, or of several hosts': one file that asks for nothing. Texts of hosts are escaped by
 * Handlebars; the sink takes what would steer a terminal.
 */
export function reportPage(
  reports: readonly ReportDocument[],
  { locale, say }: { readonly locale: Locale; readonly say: Say },
  incident?: string,
): string {
  const [only] = reports;
  const merged = reports.length > 1 || only === undefined;
  const template = handlebars.template<object>(specification);
  return template({
    lang: locale,
    policy: contentPolicy,
    style,
    merged,
    title: merged
      ? say(t('report.title_hosts', { n: reports.length }))
      : incident === undefined
        ? say(t('report.title', { host: inline(only.host) }))
        : say(t('report.title_incident', { host: inline(only.host), incident: inline(incident) })),
    labels: labelsOf(say),
    hostHeads: [
      say(t('report.column.host')),
      say(t('report.column.share')),
      say(t('report.column.outages')),
      say(t('report.column.incidents')),
      say(t('report.section.attention')),
    ],
    reports: reports.map((report, index) => hostView(report, { id: `host-${index + 1}`, merged, say })),
  });
}

function labelsOf(say: Say): Readonly<Record<string, string>> {
  return {
    attention: say(t('report.section.attention')),
    availability: say(t('report.section.availability')),
    method: say(t('report.method_title')),
    compared: say(t('report.section.compared')),
    what: say(t('report.column.what')),
    before: say(t('report.column.before')),
    after: say(t('report.column.after')),
    timeline: say(t('report.section.timeline')),
    none: say(t('report.none')),
    changes: say(t('report.section.changes')),
    policies: say(t('report.section.policies')),
    rules: say(t('report.section.rules')),
    charts: say(t('report.section.charts')),
    hosts: say(t('report.section.hosts')),
  };
}

function hostView(
  report: ReportDocument,
  { id, merged, say }: { readonly id: string; readonly merged: boolean; readonly say: Say },
): object {
  const { site } = report.availability;
  const { shown, earlier } = timelineOf(report, say);
  return {
    id,
    lang: report.language,
    host: inline(report.host),
    head: merged ? 'h3' : 'h2',
    labels: labelsOf(say),
    row: [
      site === null || site.share === null ? '–' : say(shareOf(site.share)),
      String(site?.outages.length ?? 0),
      String(report.incidents.length),
      String(report.attention.length),
    ],
    period: say(
      t('report.period', {
        from: momentText(report.since),
        to: momentText(report.until),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    ),
    made: say(t('report.made', { time: momentText(report.made), samples: report.samples })),
    summary: report.summary.map(inline),
    attention: report.attention.map(({ severity, text }) => ({
      severity,
      ...severityText(severity, say),
      text: inline(text),
    })),
    ...availabilityView(report, say),
    compared: comparedView(report, say),
    earlier,
    timeline: shown.map(({ incident, ...happening }) => ({
      ...happening,
      evidence: incident === undefined ? undefined : evidenceView(incident, say),
    })),
    changes: report.changes
      .filter(({ files }) => files.length > 0)
      .map(({ at, transaction, files }) => ({
        when: momentText(at),
        text: inline(transaction),
        files: filesView(files, say),
      })),
    policies: (report.policies ?? []).map(({ at, files }) => ({
      when: momentText(at),
      files: filesView(files, say),
    })),
    ruleHeads: ruleHeads(say),
    rules: report.rules.map((rule) => ({ rule: inline(rule.rule), cells: ruleCells(rule, say) })),
    charts: report.charts.map((chart) => chartView(chart, say)),
  };
}

function filesView(files: ReportDocument['changes'][number]['files'], say: Say): readonly object[] {
  return files.map(({ path, diff }) => ({
    path: inline(path),
    diff: diff === null ? undefined : harmless(diff),
    hidden: say(t('report.not_kept')),
  }));
}

function availabilityView(report: ReportDocument, say: Say): object {
  const { site, probes } = report.availability;
  if (site === null) return {};
  const whole = say(t('report.whole_site'));
  return {
    strip: {
      label: say(t('report.strip', { what: whole })),
      width: Math.max(1, site.strip.length),
      runs: runsOf(site.strip),
    },
    accountHeads: [say(t('report.column.what')), ...accountHeads(say)],
    accounts: [
      { what: whole, cells: accountCells(site, say) },
      ...probes.map((account) => ({ what: inline(account.probe), cells: accountCells(account, say) })),
    ],
    method: methodText(report, say),
  };
}

function comparedView({ compared }: ReportDocument, say: Say): object | undefined {
  if (compared === null) return undefined;
  const period = ({ since, until }: { readonly since: string; readonly until: string }): string =>
    `${momentText(since)} – ${momentText(until)}`;
  return {
    before: period(compared.before),
    after: period(compared.after),
    rows: compared.figures.map(({ what, unit, before, after }) => ({
      what: inline(what),
      before: valueText(before, unit, say),
      after: valueText(after, unit, say),
    })),
  };
}

function evidenceView({ evidence }: ReportDocument['incidents'][number], say: Say): object | undefined {
  if (evidence.length === 0) return undefined;
  return {
    label: say(t('report.evidence')),
    measured: evidence.flatMap(({ measured }) =>
      Object.entries(measured).map(([probe, said]) => `${inline(probe)}: ${inline(said)}`),
    ),
    files: evidence.flatMap(({ files }) =>
      files.map((file) => ({
        name: fileText(file),
        text: file.text === undefined ? undefined : harmless(file.text),
      })),
    ),
  };
}

function chartView(chart: ReportDocument['charts'][number], say: Say): object {
  const { probe, field, unit, least, most, bounds, rows } = chart;
  const what = `${inline(probe)}.${inline(field)}`;
  const values = most.flatMap((value) => value ?? []);
  if (values.length === 0) return { caption: say(t('report.chart_empty', { what })), drawn: false };
  const lows = least.flatMap((value) => value ?? []);
  const shown = (value: number | null): string => valueText(value, unit, say);
  const { paths, lines, outside } = draw(least, most, bounds);
  return {
    drawn: true,
    caption: say(
      t('report.chart', { what, least: shown(Math.min(...lows)), most: shown(Math.max(...values)) }),
    ),
    width: most.length,
    height: chartHeight,
    paths,
    lines,
    bounds: bounds
      .map(({ operator, bound, severity }) =>
        say(
          t('report.bound', {
            bound: say(t('check.alert_at', { operator: inline(operator), bound: shown(bound) })),
            severity: t(`report.severity.${severity}`),
            inside: !outside.has(bound),
          }),
        ),
      )
      .join('; '),
    table: say(t('report.table', { what })),
    heads: [
      say(t('report.column.from')),
      say(t('report.column.least')),
      say(t('report.column.average')),
      say(t('report.column.most')),
    ],
    rows: rows.map((row) => ({
      when: momentText(row.from),
      cells: [shown(row.least), shown(row.average), shown(row.most)],
    })),
  };
}
