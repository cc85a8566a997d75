import { inline } from '../../core/harmless.ts';
import { t } from '../../core/text.ts';
import { escaped } from '../plan/plan-markdown.ts';
import type { ReportDocument } from './schema.ts';
import { timelineOf } from './timeline.ts';
import {
  accountCells,
  accountHeads,
  methodText,
  momentText,
  ruleCells,
  ruleHeads,
  severityText,
  valueText,
  type Say,
} from './words.ts';

/** Reports in Markdown, for a mail, a ticket or a terminal: all but the charts. */
export function reportMarkdown(reports: readonly ReportDocument[], say: Say): string {
  return `${reports.map((report) => hostPart(report, say)).join('\n\n')}\n`;
}

function hostPart(report: ReportDocument, say: Say): string {
  const { site, probes } = report.availability;
  const { shown, earlier } = timelineOf(report, say);
  const period = say(
    t('report.period', {
      from: momentText(report.since),
      to: momentText(report.until),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
  );
  const parts = [
    `# ${escaped(say(t('report.title', { host: inline(report.host) })))}`,
    escaped(period),
    report.summary.map((line) => escaped(inline(line))).join('\n'),
  ];
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) parts.push(`## ${escaped(title)}`, lines.join('\n'));
  };
  section(
    say(t('report.section.attention')),
    report.attention.map(({ severity, text }) => {
      const { word } = severityText(severity, say);
      return `- **${escaped(word)}** ${escaped(inline(text))}`;
    }),
  );
  if (site !== null) {
    section(
      say(t('report.section.availability')),
      table(
        ['', ...accountHeads(say)],
        [
          [say(t('report.whole_site')), ...accountCells(site, say)],
          ...probes.map((account) => [inline(account.probe), ...accountCells(account, say)]),
        ],
      ),
    );
    parts.push(methodText(report, say).map(escaped).join('\n'));
  }
  if (report.compared !== null)
    section(
      say(t('report.section.compared')),
      table(
        ['', say(t('report.column.before')), say(t('report.column.after'))],
        report.compared.figures.map(({ what, unit, before, after }) => [
          inline(what),
          valueText(before, unit, say),
          valueText(after, unit, say),
        ]),
      ),
    );
  const happened = shown.flatMap(({ when, word, text, deeds = [] }) => [
    `- ${when} ${word === undefined ? '' : `**${escaped(word)}** `}${escaped(text)}`,
    ...deeds.map((deed) => `  - ${escaped(deed)}`),
  ]);
  section(
    say(t('report.section.timeline')),
    happened.length === 0
      ? [escaped(say(t('report.none')))]
      : [...(earlier === undefined ? [] : [`${escaped(earlier)}\n`]), ...happened],
  );
  section(
    say(t('report.section.rules')),
    table(
      ruleHeads(say),
      report.rules.map((rule) => [inline(rule.rule), ...ruleCells(rule, say)]),
    ),
  );
  return parts.join('\n\n');
}

/** A table whose cells end no cell and no row. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)];
}
