import { Failure } from '../../core/failure.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { RemedyOutcome } from '../../core/remedy.ts';
import { t, type Text } from '../../core/text.ts';
import {
  beginIncident,
  collectParts,
  nextIncident,
  retainIncidents,
  saveEvidence,
} from '../record/incident.ts';
import { judge, renamed } from '../rules/judge.ts';
import { afterAttempt, canClimb, chooseRung, defaultBounds, refund, type Rung } from '../rules/ladder.ts';
import { counted } from './rule-state-store.ts';
import { judgeCondition, type Rule } from '../rules/rule.ts';
import { attempt as guard, keepEvent, measureAgain, momentOf, type Run } from './run.ts';
import type { Attempt, HeldBack, RuleState } from '../../core/rule-state.ts';

/** Result of a rule's ladder. */
export interface Remedied {
  readonly ruleState: RuleState;
  readonly attempts: readonly Attempt[];
  readonly held?: HeldBack;
}

/**
 * Uses a firing rule's ladder: rung by rung until the condition clears, the ladder ends, or a bound holds it.
 * Everything that another process must know is on the disk before the act.
 */
export async function remedy(run: Run, rule: Rule, firing: RuleState): Promise<Remedied> {
  let ruleState = firing;
  const attempts: Attempt[] = [];
  const held = (because: HeldBack['because'], until?: number): Remedied => ({
    ruleState: renamed(rule.item, ruleState, run.pause !== undefined, run.instant.now),
    attempts,
    held: { because, ...(until === undefined ? {} : { until }) },
  });
  for (;;) {
    const climbing = attempts.length > 0;
    const next = consider(run, rule, ruleState, climbing);
    if (next.next === 'nothing') return { ruleState, attempts };
    if (next.next === 'hold') {
      if (next.backOff !== undefined) ruleState = { ...ruleState, backOff: next.backOff };
      return held(next.because, next.until);
    }
    const tried = await tryRung(run, rule, ruleState, { ...next, climbing });
    if (tried === 'spent by another') return held('cooldown');
    if (tried === 'recovering') return held('recovering');
    const goesOn = canClimb(rule.item, tried.attempt, ruleState, rungsOf(run, rule));
    ruleState = tried.ruleState;
    attempts.push(tried.attempt);
    if (!goesOn || run.tools.stopping())
      return { ruleState: renamed(rule.item, ruleState, false, run.instant.now), attempts };
  }
}

/** Next thing to do about a firing rule. */
type Next =
  | { readonly next: 'act'; readonly rung: number; readonly target: string }
  | ({ readonly next: 'hold'; readonly backOff?: NonNullable<RuleState['backOff']> } & HeldBack)
  | { readonly next: 'nothing' };

/** Weighs what to do about a firing rule; does nothing. */
export function consider(run: Run, rule: Rule, ruleState: RuleState, climbing = false): Next {
  if (rule.item.do.length === 0) return { next: 'nothing' };
  if (run.pause !== undefined) return { next: 'hold', because: 'paused', until: run.pause.until };
  if (!climbing && run.tools.changing()) return { next: 'hold', because: 'applying' };
  if (!holds(run, rule, ruleState)) return { next: 'hold', because: 'recovering' };
  if (!hasSymptom(run, rule, ruleState)) return { next: 'hold', because: 'symptom' };
  const choice = chooseRung(rule.item, ruleState, {
    targets: rungsOf(run, rule).map(({ target }) => target),
    budgets: run.state.budgets,
    helped: run.state.helped,
    climbing,
    now: run.instant.now,
  });
  switch (choice.choice) {
    case 'act':
      return { next: 'act', rung: choice.rung, target: choice.target };
    case 'wait':
      return { next: 'hold', because: choice.because, until: choice.until };
    case 'spent':
      return {
        next: 'hold',
        because: 'back_off',
        until: choice.until,
        backOff: { until: choice.until, round: choice.round },
      };
    case 'nothing':
      return { next: 'nothing' };
  }
}

/** The rungs of a rule, in order. */
function rungsOf(run: Run, rule: Rule): readonly Rung[] {
  return rule.item.do.map(({ type, spec }) => {
    const known = run.tools.remedies.find((candidate) => candidate.type === type);
    return { target: known ? known.target(spec) : `unknown:${type}`, tells: known?.tells === true };
  });
}

async function tryRung(
  run: Run,
  rule: Rule,
  ruleState: RuleState,
  { rung, target, climbing }: { readonly rung: number; readonly target: string; readonly climbing: boolean },
): Promise<{ readonly ruleState: RuleState; readonly attempt: Attempt } | 'spent by another' | 'recovering'> {
  const began = run.instant.now;
  const item = rule.item.do[rung];
  if (item === undefined) return 'spent by another';
  const open: Attempt = { remedy: item.type, target, rung, at: began, outcome: 'acting', seconds: 0 };
  const incident = await claim(run, rule, ruleState, open, climbing);
  if (incident === undefined) return 'spent by another';
  await collectEvidence(run, rule, incident);
  if (!climbing && isSeenOnce(rule) && !(await stillHolds(run, rule, ruleState))) {
    await withdraw(run, rule, ruleState, open, incident);
    return 'recovering';
  }
  run.instant = await run.tools.instant();
  const acted = run.instant.now;
  const outcome = await act(run, item);
  // Where there was nothing to do, the condition may be over: the next rung is for one that is not.
  if (outcome.outcome === 'not_needed') await measureAgain(run, rule);
  const done = await proven(run, rule, rung, outcome, acted);
  run.instant = await run.tools.instant();
  const attempt: Attempt = {
    ...open,
    incident,
    outcome: done,
    seconds: Math.max(0, Math.round((run.instant.now - began) / 100) / 10),
    text: outcome.outcome === 'done' ? outcome.summary : outcome.reason,
  };
  const after = afterAttempt(rule.item, ruleState, attempt, rungsOf(run, rule), acted);
  const isFree = ['helped', 'refused', 'not_needed'].includes(attempt.outcome);
  const patch = {
    ...(isFree ? { refunded: [{ target, at: began }] } : {}),
    ...(done === 'helped' ? { helped: [{ target, at: run.instant.now }] } : {}),
  };
  run.state = { ...run.state, ...counted(run.state, patch) };
  await update(run, { rules: { [rule.item.name]: after }, ...patch });
  keepEvent(run, { kind: 'remedy', rule: rule.item.name, group: rule.item.group, ...attempt });
  return { attempt, ruleState: done === 'helped' ? healed(run, rule, after) : after };
}

/**
 * Writes down that the rung is tried, and spends its target's budget, before anything is done: a kapa that its own
 * remedy ends goes on at the next rung. Undefined: another process spent the budget first.
 */
async function claim(
  run: Run,
  rule: Rule,
  ruleState: RuleState,
  open: Attempt,
  climbing: boolean,
): Promise<string | undefined> {
  const { records } = run.tools;
  let incident = '';
  const act = { target: open.target, at: open.at };
  const claimed = await update(
    run,
    {
      rules: { [rule.item.name]: afterAttempt(rule.item, ruleState, open, rungsOf(run, rule)) },
      spent: [act],
    },
    () => {
      guard(run, () => {
        incident = nextIncident(records);
        beginIncident(records, {
          incident,
          at: open.at,
          rule: rule.item.name,
          group: rule.item.group,
          remedy: open.remedy,
          target: open.target,
          measurements: run.measurements,
        });
      });
    },
  );
  const others = refund(claimed.budgets, open.target, open.at);
  const again = chooseRung(rule.item, ruleState, {
    targets: rungsOf(run, rule).map(({ target }) => target),
    budgets: others,
    helped: claimed.helped,
    climbing,
    now: run.instant.now,
  });
  if (again.choice === 'act') {
    run.state = { ...run.state, budgets: claimed.budgets };
    return incident;
  }
  await withdraw(run, rule, ruleState, open, incident);
  run.state = { ...run.state, budgets: others };
  return undefined;
}

/** Takes a claim back: nothing was done. */
async function withdraw(
  run: Run,
  rule: Rule,
  ruleState: RuleState,
  { target, at }: Attempt,
  incident: string,
): Promise<void> {
  run.state = { ...run.state, budgets: refund(run.state.budgets, target, at) };
  await update(run, { rules: { [rule.item.name]: ruleState }, refunded: [{ target, at }] });
  guard(run, () => {
    run.tools.records.remove(`incidents/${incident}`);
  });
}

/**
 * Tells whether a rule fires at the first look: what lasts a moment, as PM2 between two starts, looks like an
 * illness.
 */
function isSeenOnce({ item }: Rule): boolean {
  return 'checks' in item.for ? item.for.checks <= 1 : item.for.seconds === 0;
}

async function stillHolds(run: Run, rule: Rule, ruleState: RuleState): Promise<boolean> {
  await measureAgain(run, rule);
  return holds(run, rule, ruleState);
}

async function collectEvidence(run: Run, rule: Rule, incident: string): Promise<void> {
  if (incident === '') return;
  const { records, samples } = run.tools;
  const { now } = run.instant;
  const parts = await collectParts(run.tools.evidence(rule.item));
  guard(run, () => {
    saveEvidence(records, incident, parts, samples.recent(run.request.group, now, 3600));
    retainIncidents(records, now);
  });
}

/** A remedy that takes longer than this many seconds has failed, whatever it still does. */
const longestAct = 120;

async function act(
  run: Run,
  item: { readonly type: string; readonly spec: unknown },
): Promise<RemedyOutcome> {
  const type = run.tools.remedies.find((candidate) => candidate.type === item.type);
  if (type === undefined)
    return { outcome: 'failed', reason: t('health.no_remedy_type', { type: item.type }) };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<RemedyOutcome>((resolve) => {
    timer = setTimeout(() => {
      resolve({ outcome: 'failed', reason: t('health.timed_out', { after: formatDuration(longestAct) }) });
    }, longestAct * 1000);
  });
  try {
    return await Promise.race([type.act(item.spec, run.tools.remedyContext), late]);
  } catch (error) {
    return { outcome: 'failed', reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Pauses between the measurements of a verification, in seconds; the last one repeats. */
const verifyPauses = [0.2, 0.3, 0.5] as const;

/** Result of a rung. Telling people heals nothing: no other rule waits for it to be proven. */
async function proven(
  run: Run,
  rule: Rule,
  rung: number,
  { outcome }: RemedyOutcome,
  acted: number,
): Promise<Attempt['outcome']> {
  if (outcome !== 'done') return outcome;
  if (rungsOf(run, rule)[rung]?.tells === true) return 'told';
  return verify(run, rule, acted);
}

/** Milliseconds of a clock that nobody sets, where there is one. */
function ticks({ now, uptime }: Run['instant']): number {
  return uptime === undefined ? now : uptime * 1000;
}

/**
 * Measures until the condition has stayed clear, a second unless the rule says how long, or a person takes over. What
 * began to be clear in time may have that long beyond it, to be seen to last.
 */
async function verify(run: Run, rule: Rule, acted: number): Promise<'helped' | 'not_helped' | 'acting'> {
  const within = rule.item.verify?.within ?? defaultBounds.verifyWithin;
  const stable = (rule.item.verify?.stable ?? defaultBounds.verifyStable) * 1000;
  const until = ticks(await run.tools.instant()) + within * 1000;
  let clearSince: number | undefined;
  for (let round = 0; ; round += 1) {
    await run.tools.sleep(verifyPauses[Math.min(round, verifyPauses.length - 1)] ?? 1);
    await measureAgain(run, rule);
    const now = ticks(run.instant);
    if (isClear(run, rule, acted)) {
      clearSince ??= now;
      if (now - clearSince >= stable) return 'helped';
      if (rule.item.verify?.stable === undefined && now >= until) return 'helped';
    } else clearSince = undefined;
    if (now >= until && (clearSince === undefined || clearSince > until)) return 'not_helped';
    if (run.tools.yielding()) return 'acting';
  }
}

function isClear(run: Run, rule: Rule, acted: number): boolean {
  const moment = momentOf(run);
  const when = judgeCondition(rule, rule.when, moment, acted);
  if ('unknown' in when || when.holds) return false;
  if (rule.clearWhen === undefined) return true;
  const clear = judgeCondition(rule, rule.clearWhen, moment, acted);
  return !('unknown' in clear) && clear.holds;
}

function holds(run: Run, rule: Rule, ruleState: RuleState): boolean {
  const when = judgeCondition(rule, rule.when, momentOf(run), ruleState.acted);
  return !('unknown' in when) && when.holds;
}

function hasSymptom(run: Run, rule: Rule, ruleState: RuleState): boolean {
  if (rule.onlyIf === undefined) return true;
  const symptom = judgeCondition(rule, rule.onlyIf, momentOf(run), ruleState.acted);
  return !('unknown' in symptom) && symptom.holds;
}

function healed(run: Run, rule: Rule, ruleState: RuleState): RuleState {
  const holdsNot = { holds: false } as const;
  const cleared = judge(rule.item, ruleState, {
    when: holdsNot,
    ...(rule.clearWhen === undefined ? {} : { clear: { holds: true } }),
    paused: false,
    afresh: false,
    now: run.instant.now,
  });
  return cleared;
}

async function update(
  run: Run,
  patch: Parameters<Run['tools']['ruleStates']['update']>[1],
  within?: () => void,
): Promise<Run['state']> {
  const { state, lost } = await run.tools.ruleStates.update(run.instant, patch, true, within);
  if (lost !== undefined) run.problems.push(lost);
  return state;
}

function reasonOf(error: unknown): Text {
  if (error instanceof Failure) return error.text;
  return t('health.probe_failed', { reason: error instanceof Error ? error.message : String(error) });
}
