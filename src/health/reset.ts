import type { EvidencePart } from '../core/evidence.ts';
import { Failure, textWithCure } from '../core/failure.ts';
import type { PolicySet, ProbeItem, RemedyItem } from '../core/policy.ts';
import type { Records } from '../core/records.ts';
import type { FindProbeType } from '../core/probe.ts';
import type { AnyRemedyType, RemedyContext, RemedyOutcome } from '../core/remedy.ts';
import { t, type Text } from '../core/text.ts';
import { illness, isWell, speakingProbes } from './pass/confirm.ts';
import { recordEvent } from './record/events.ts';
import { beginIncident, collectParts, nextIncident, saveEvidence } from './record/incident.ts';
import type { Measure } from './pass/measure.ts';
import { readSamples } from './record/samples.ts';

/** Steps of a total reset, in order, and the probes that then have to be well. */
export interface ResetPlan {
  readonly steps: readonly RemedyItem[];
  readonly probes: readonly ProbeItem[];
}

/** Tools that a reset works with. */
export interface ResetTools {
  readonly remedies: readonly AnyRemedyType[];
  readonly context: RemedyContext;
  readonly records: Records;
  readonly measure: Measure;
  readonly find: FindProbeType;
  readonly evidence: readonly EvidencePart[];
  /** A step begins; or, with an outcome, has ended. */
  onStep(step: RemedyItem, outcome?: RemedyOutcome): void;
}

/** Result of a reset; `ill`: a probe that is not well, and why. */
export interface ResetResult {
  readonly outcomes: readonly { readonly step: RemedyItem; readonly outcome: RemedyOutcome }[];
  readonly ill?: { readonly probe: string; readonly reason: Text | string };
  readonly incident: string;
  readonly problems: readonly Text[];
}

/** Seconds for the site to be well after a reset. */
const patience = 60;

/**
 * The operator's total reset, from the policies' own rules: each remedy that is part of a reset where a rule declares it,
 * then those that end every reset.
 */
export function planReset(
  { rules, probes }: PolicySet,
  remedies: readonly AnyRemedyType[],
  find: FindProbeType,
): ResetPlan {
  const rungs = rules.flatMap((rule) => rule.do);
  const named = (part: AnyRemedyType['reset']): readonly string[] =>
    remedies.filter(({ reset }) => reset === part).map(({ type }) => type);
  const declared = named('declared');
  const resets = new Map(
    rungs
      .filter(({ type }) => declared.includes(type))
      .map((rung) => [JSON.stringify([rung.type, rung.spec]), rung] as const),
  );
  const last = named('last').map((type) => rungs.find((rung) => rung.type === type) ?? { type, spec: {} });
  return {
    steps: resets.size === 0 ? [] : [...resets.values(), ...last],
    probes: speakingProbes(probes, find),
  };
}

/** Saves the evidence, carries the plan out, and measures until all is well or the time is up. */
export async function reset(plan: ResetPlan, tools: ResetTools): Promise<ResetResult> {
  const { host } = tools.context;
  const began = host.now();
  const problems: Text[] = [];
  const incident = await keepEvidence(tools, plan, began, problems);
  const outcomes: { readonly step: RemedyItem; readonly outcome: RemedyOutcome }[] = [];
  for (const step of plan.steps) {
    tools.onStep(step);
    const outcome = await carryOut(step, tools);
    tools.onStep(step, outcome);
    outcomes.push({ step, outcome });
  }
  const ill = await waitUntilWell(plan.probes, tools);
  const seconds = Math.round((host.now() - began) / 100) / 10;
  keep(problems, () => {
    for (const { step, outcome } of outcomes)
      recordEvent(tools.records, {
        at: began,
        kind: 'remedy',
        rule: 'kapa reset',
        group: 'reset',
        remedy: step.type,
        target: tools.remedies.find(({ type }) => type === step.type)?.target(step.spec) ?? step.type,
        rung: 0,
        outcome: outcome.outcome === 'done' ? (ill === undefined ? 'helped' : 'not_helped') : outcome.outcome,
        seconds,
        incident,
        text: outcome.outcome === 'done' ? outcome.summary : outcome.reason,
      });
  });
  return { outcomes, incident, problems, ...(ill === undefined ? {} : { ill }) };
}

async function carryOut(step: RemedyItem, { remedies, context }: ResetTools): Promise<RemedyOutcome> {
  const type = remedies.find((candidate) => candidate.type === step.type);
  if (type === undefined)
    return { outcome: 'failed', reason: t('health.no_remedy_type', { type: step.type }) };
  try {
    return await type.act(step.spec, context);
  } catch (error) {
    if (error instanceof Failure) return { outcome: 'failed', reason: error.text };
    throw error;
  }
}

async function waitUntilWell(
  probes: readonly ProbeItem[],
  { measure, context, find }: ResetTools,
): Promise<ResetResult['ill']> {
  const until = context.host.now() + patience * 1000;
  for (;;) {
    const measurements = await measure(probes, {});
    const ill = probes.find((probe) => !isWell(probe, measurements, find));
    if (ill === undefined) return undefined;
    if (context.host.now() >= until) return { probe: ill.name, reason: illness(measurements[ill.name]) };
    await context.host.sleep(1);
  }
}

async function keepEvidence(
  tools: ResetTools,
  plan: ResetPlan,
  at: number,
  problems: Text[],
): Promise<string> {
  const measurements = await tools.measure(plan.probes, {});
  const parts = await collectParts(tools.evidence);
  let incident = '';
  keep(problems, () => {
    incident = nextIncident(tools.records);
    beginIncident(tools.records, {
      incident,
      at,
      rule: 'kapa reset',
      group: 'reset',
      remedy: 'reset',
      target: plan.steps.map(({ type }) => type).join(', '),
      measurements,
    });
    saveEvidence(tools.records, incident, parts, [
      ...readSamples(tools.records, { since: at - 3_600_000, until: at }),
    ]);
  });
  return incident;
}

function keep(problems: Text[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    problems.push(textWithCure(error));
  }
}
