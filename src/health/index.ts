export { chooseAlerts } from './record/alerts.ts';
export { readEvents, recordEvent } from './record/events.ts';
export {
  afterCheck,
  countApplies,
  forgetGroups,
  keepGroupMetrics,
  readAllMetrics,
  readGroupMetrics,
  type CheckedGroup,
  type Counts,
} from './record/metrics.ts';
export { policyChanges } from './record/policy-versions.ts';
export { readIncident } from './record/incident.ts';
export { incidentsOf, pausesOf } from './record/incidents.ts';
export { survey } from './record/survey.ts';
export { instantOf, type Instant } from './pass/instant.ts';
export { createRuleStateStore } from './pass/rule-state-store.ts';
export { createMeasure } from './pass/measure.ts';
export { pass, Yielded } from './pass/pass.ts';
export { endOrder, giveOrder, readOrders } from './pass/orders.ts';
export { isCalled } from './rules/renamed.ts';
export { standingOf } from './pass/rule-state-file.ts';
export { beginPause, endPause, readPause } from './pass/pause.ts';
export { longestWindow, probesOf, type ComparedField, type Rule } from './rules/rule.ts';
export type { PassRequest, PassTools } from './pass/run.ts';
export { fileSampleLog, residentSampleLog } from './record/sample-log.ts';
export { readSamples } from './record/samples.ts';
export {
  dueRules,
  firstRound,
  paceWaiting,
  reschedule,
  untilNext,
  wakeHeld,
  type RuleSchedule,
} from './rules/schedule.ts';
export { isChanged, showsDead, changesIn, watchedBy, type PollChanges } from './watch/poll-changes.ts';
export { loadState } from './pass/rule-state-file.ts';
export { siteConfirmation, speakingProbes } from './pass/confirm.ts';
export { diagnose } from './doctor/doctor.ts';
export { evidenceParts, placesOf } from './record/evidence.ts';
export { lookBack, outagesOf } from './record/outages.ts';
export { replayRules } from './record/replay.ts';
export { comparePeriods, figuresByRule, summariseSamples } from './record/summary.ts';
export { planReset, reset, type ResetPlan } from './reset.ts';
