export { chooseAlerts, type Alert } from './alerts.ts';
export { comparisonsOf, type Comparison } from './comparison.ts';
export { readEvents, recordEvent, type EventKind, type HealthEvent } from './events.ts';
export type { AnswerWindow, CompiledExpression, ExpressionValues, WindowCall } from './expression.ts';
export { readIncident, type EvidencePart, type Incident } from './incident.ts';
export type { Instant } from './instant.ts';
export { createKeeper, type Keeper } from './keeper.ts';
export { createMeasure, type Measure, type Measurements } from './measure.ts';
export { pass, type PassResult, type RuleResult } from './pass.ts';
export { beginPause, endPause, readPause, type Pause } from './pause.ts';
export { longestWindow, probesOf, type Rule } from './rule.ts';
export type { PassRequest, PassTools } from './run.ts';
export { fileSampleLog, residentSampleLog } from './sample-log.ts';
export { readSamples, type Sample } from './samples.ts';
export { dueRules, firstRound, reschedule, untilNext, type Schedule } from './schedule.ts';
export type { Attempt, RuleStanding, RuleState } from './standing.ts';
export { loadState } from './state.ts';
export { confirmWith } from './confirm.ts';
export { diagnose, type Diagnosis } from './doctor.ts';
export { evidenceParts, placesOf } from './evidence.ts';
export { replay, type Replayed } from './replay.ts';
export {
  comparePeriods,
  figuresByRule,
  summarise,
  type ComparedPeriods,
  type Period,
  type SampleSummary,
} from './summary.ts';
export { planReset, reset, type ResetPlan } from './reset.ts';
export { compilePlain } from './plain-expression.ts';
