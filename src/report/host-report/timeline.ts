import { inline } from '../../core/harmless.ts';
import { t } from '../../core/text.ts';
import type { ReportDocument } from './schema.ts';
import {
  changeText,
  deedsText,
  incidentText,
  momentText,
  pauseText,
  severityText,
  type Say,
} from './words.ts';

/** Something that happened, in words. */
export interface Happening {
  readonly at: number;
  readonly when: string;
  readonly text: string;
  readonly severity?: 'warning' | 'critical';
  readonly sign?: string;
  readonly word?: string;
  readonly deeds?: readonly string[];
  /** The incident that this is. */
  readonly incident?: ReportDocument['incidents'][number];
}

/** Happenings that a page shows at the most: the newest. */
const mostShown = 200;

/** Incidents, applies and pauses in the order in which they began, and a word on those that are left out. */
export function timelineOf(
  report: ReportDocument,
  say: Say,
): { readonly shown: readonly Happening[]; readonly earlier: string | undefined } {
  const all: readonly Happening[] = [
    ...report.incidents.map((incident) => ({
      ...momentOf(incident.from),
      text: incidentText(incident, report.until, say),
      severity: incident.severity,
      ...severityText(incident.severity, say),
      deeds: deedsText(incident, say),
      incident,
    })),
    ...report.changes.map((change) => ({ ...momentOf(change.at), text: changeText(change, say) })),
    ...(report.policies ?? []).map(({ at, files }) => ({
      ...momentOf(at),
      text: say(t('report.policies_changed', { files: files.map(({ path }) => inline(path)).join(', ') })),
    })),
    ...report.pauses.map((pause) => ({ ...momentOf(pause.from), text: pauseText(pause, say) })),
  ].sort((a, b) => a.at - b.at);
  const left = all.length - mostShown;
  return {
    shown: all.slice(-mostShown),
    earlier: left > 0 ? say(t('report.more', { n: left })) : undefined,
  };
}

function momentOf(moment: string): { readonly at: number; readonly when: string } {
  return { at: Date.parse(moment), when: momentText(moment) };
}
