import { localTime } from '../../core/local-time.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { Attention, Chart, HostReport, Incident } from '../../core/report.ts';
import { t, type Text } from '../../core/text.ts';

/** Alerts of one rule in a period from which on its cause comes back. */
const often = 5;
/** Share of a period that may go unmeasured without a word: a host that starts anew. */
const unmeasured = 0.01;
/** Milliseconds that an outage of the site lasts before a rule should have told of it. */
const tellable = 5 * 60_000;
/** Milliseconds around an outage in which a rule may tell of it. */
const near = 5 * 60_000;
/** Share of its bound from which on a number is close to it. */
const close = 0.9;

/** Matters that a person should look at, the gravest first. */
export function attentionOf(report: Omit<HostReport, 'attention'>): readonly Attention[] {
  const all = [
    ...openOnes(report),
    ...report.changes.flatMap(({ outcome, transaction }) =>
      outcome === 'converged'
        ? []
        : [
            look(
              outcome === 'rolled_back' ? 'warning' : 'critical',
              t('report.look.undone', { transaction, outcome: t(`report.outcome.${outcome}`) }),
            ),
          ],
    ),
    ...byRule(report),
    ...unseen(report),
    ...unmeasuredOnes(report),
    ...report.charts.flatMap(closeToBound),
  ];
  return [...all.filter(({ severity }) => severity === 'critical'), ...all.filter(isWarning)];
}

function isWarning({ severity }: Attention): boolean {
  return severity === 'warning';
}

function look(severity: Attention['severity'], text: Text): Attention {
  return { severity, text };
}

function openOnes({ incidents }: Pick<HostReport, 'incidents'>): readonly Attention[] {
  return incidents.flatMap(({ rule, from, to, severity }) =>
    to === undefined ? [look(severity, t('report.look.open', { rule, since: localTime(from) }))] : [],
  );
}

function byRule({ incidents }: Pick<HostReport, 'incidents'>): readonly Attention[] {
  const rules = new Map<string, Incident[]>();
  for (const one of incidents) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
  return [...rules].flatMap(([rule, ofRule]) => {
    const backedOff = ofRule.filter(({ backedOff: used }) => used).length;
    const failed = new Map<string, number>();
    for (const { remedy, outcome } of ofRule.flatMap(({ remedies }) => remedies))
      if (outcome === 'failed' || outcome === 'not_helped') failed.set(remedy, (failed.get(remedy) ?? 0) + 1);
    return [
      ...(backedOff === 0 ? [] : [look('critical', t('report.look.backed_off', { rule, times: backedOff }))]),
      ...[...failed].map(([remedy, times]) =>
        look('warning', t('report.look.not_helped', { rule, remedy, times })),
      ),
      ...(ofRule.length < often
        ? []
        : [look('warning', t('report.look.often', { rule, times: ofRule.length }))]),
    ];
  });
}

/** Outages of the site about which no rule has told anybody. */
function unseen({
  survey: { site },
  incidents,
}: Pick<HostReport, 'survey' | 'incidents'>): readonly Attention[] {
  const missed = (site?.outages ?? [])
    .filter(({ from, to }) => to - from >= tellable)
    .filter(
      (outage) =>
        !incidents.some(({ from, to = Infinity }) => from <= outage.to + near && to >= outage.from - near),
    );
  if (missed.length === 0) return [];
  const longest = Math.max(...missed.map(({ from, to }) => to - from)) / 1000;
  return [look('critical', t('report.look.unseen', { n: missed.length, longest: formatDuration(longest) }))];
}

function unmeasuredOnes({ survey, period }: Pick<HostReport, 'survey' | 'period'>): readonly Attention[] {
  const { site, probes } = survey;
  const share = ((site?.seconds.not_measured ?? 0) * 1000) / Math.max(1, period.until - period.since);
  const unknown = Object.entries(probes).filter(([, { seconds }]) => seconds.unknown >= 60);
  return [
    ...(share < unmeasured
      ? []
      : [look('warning', t('report.look.not_measured', { share: percent(share) }))]),
    ...unknown.map(([probe, { seconds }]) =>
      look('warning', t('report.look.unknown', { probe, time: formatDuration(seconds.unknown) })),
    ),
  ];
}

/** A number that came close to a bound from below, and never over it. */
function closeToBound({ probe, field, bounds, spread }: Chart): readonly Attention[] {
  const most = Math.max(...spread.most.flatMap((value) => value ?? []), Number.NEGATIVE_INFINITY);
  return bounds.flatMap(({ operator, bound }) =>
    operator.startsWith('>') && bound > 0 && most < bound && most >= close * bound
      ? [
          look(
            'warning',
            t('report.look.close', {
              what: `${probe}.${field}`,
              share: percent(most / bound),
            }),
          ),
        ]
      : [],
  );
}

function percent(share: number): Text {
  return t('report.share', { share: (share * 100).toFixed(share < 0.1 ? 1 : 0) });
}
