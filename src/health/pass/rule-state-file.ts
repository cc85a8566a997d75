import type { RuleItem } from '../../core/policy.ts';
import { underTheirNames } from '../rules/renamed.ts';
import { awaitLock } from '../../core/await-lock.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import type { Lock, Records } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';
import { clockJump, type Instant } from './instant.ts';
import { longestBackOff } from '../rules/ladder.ts';
import { freshState, type HealthState } from '../rules/rule-state.ts';
import type { RuleState } from '../../core/rule-state.ts';

/** The file of the rules' state in the state folder. */
const stateFile = 'rules.json';
const asideFile = `${stateFile}.corrupt`;

const version = 1;

/** The state as read. `afresh`: what was remembered is lost, `lost` says why. */
export interface LoadedState {
  readonly state: HealthState;
  readonly afresh: boolean;
  readonly lost?: Text;
}

/** Place of the state, and the one used if the disk takes nothing: memory that a reboot clears. */
export interface StatePlaces {
  readonly records: Records;
  readonly spare?: Records;
}

/**
 * Reads what rules remember, moved to the clocks of now; from the spare place where something newer is there. A file
 * that makes no sense is set aside and said; one of a newer kapa is a Failure.
 */
export function loadState({ records, spare }: StatePlaces, instant: Instant): LoadedState {
  const kept = spare && readState(spare);
  const reading = records.read(stateFile);
  const spared = kept !== undefined && kept !== 'senseless' ? kept : undefined;
  if (reading.state === 'absent')
    return { state: spared ? settle(spared, instant) : freshState(instant), afresh: false };
  if (reading.state === 'unreadable')
    return {
      state: spared ? settle(spared, instant) : freshState(instant),
      afresh: spared === undefined,
      lost: t('health.state_unreadable', { reason: reading.reason }),
    };
  const state = parseState(reading.value);
  if (state === undefined) return senseless(records, instant);
  const newest = spared !== undefined && spared.at.now > state.at.now ? spared : state;
  return { state: settle(newest, instant), afresh: false };
}

/** Condition of a rule as it was last judged; undefined: nothing is known of it. */
export function standingOf(
  records: Records,
  rule: Pick<RuleItem, 'name' | 'aliases'>,
): RuleState['condition'] | undefined {
  const state = readState(records);
  return state === undefined || state === 'senseless'
    ? undefined
    : underTheirNames(state, [rule]).rules[rule.name]?.condition;
}

/** Writes what rules remember. Throws a Failure when the disk does not take it. */
export function saveState(records: Records, state: HealthState): void {
  records.write(stateFile, `${JSON.stringify({ version, ...state })}\n`);
}

/** Seconds that one who writes the state waits for another who does. */
const statePatience = 2.5;

/**
 * Changes the state while no other process does: read, changed, written under its lock. Checks of other groups share
 * the file. Waits a few seconds for the lock, then writes all the same: its holder is stuck, not at work. `lost`: the
 * disk did not take it, and it is at most in the spare place.
 */
export async function updateState(
  places: StatePlaces,
  instant: Instant,
  sleep: (seconds: number) => Promise<void>,
  change: (state: HealthState) => HealthState,
): Promise<{ readonly state: HealthState; readonly lost?: Text }> {
  const { records, spare } = places;
  const lock = await awaitLock(() => lockState(places), statePatience, sleep);
  try {
    const loaded = loadState(places, instant);
    const changed = { ...change(loaded.state), at: instant };
    const lost = failureOf(() => {
      if (loaded.lost?.id === 'health.state_corrupt') records.rename(stateFile, asideFile);
      saveState(records, changed);
    });
    if (spare !== undefined)
      failureOf(() => {
        if (lost !== undefined) saveState(spare, changed);
        else if (spare.read(stateFile).state === 'present') spare.remove(stateFile);
      });
    return { state: changed, ...(lost === undefined ? {} : { lost }) };
  } finally {
    if (lock?.held === true) lock.release();
  }
}

/** The state's lock; where no disk takes one there is none. */
function lockState({ records, spare }: StatePlaces): Lock | undefined {
  let lock: Lock | undefined;
  for (const place of spare === undefined ? [records] : [records, spare]) {
    const failure = failureOf(() => {
      lock = place.lock('rules.lock');
    });
    if (failure === undefined) return lock;
  }
  return undefined;
}

function failureOf(work: () => void): Text | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return textWithCure(error);
  }
}

/** Moves all times with the wall clock when that was moved, and none stays in the future. */
export function settle(state: HealthState, instant: Instant): HealthState {
  const jump = clockJump(state.at, instant);
  const move = (at: number): number => Math.min(at + jump, instant.now);
  return {
    ...state,
    at: instant,
    rules: mapValues(state.rules, (ruleState) => moveStanding(ruleState, move, jump, instant.now)),
    budgets: mapValues(state.budgets, (acts) => acts.map(move)),
    helped: mapValues(state.helped, (acts) => acts.map(move)),
    told: mapValues(state.told, ({ since, ...told }) => ({
      ...told,
      at: move(told.at),
      ...(since === undefined ? {} : { since: move(since) }),
    })),
    blind: mapValues(state.blind, ({ since, told }) => ({
      since: move(since),
      ...(told === undefined ? {} : { told: move(told) }),
    })),
  };
}

function moveStanding(
  ruleState: RuleState,
  move: (at: number) => number,
  jump: number,
  now: number,
): RuleState {
  const { backOff, began, tried, acted, cleared } = ruleState;
  return {
    ...ruleState,
    since: move(ruleState.since),
    judged: move(ruleState.judged),
    ...(began === undefined ? {} : { began: move(began) }),
    ...(tried === undefined ? {} : { tried: move(tried) }),
    ...(acted === undefined ? {} : { acted: move(acted) }),
    ...(cleared === undefined ? {} : { cleared: move(cleared) }),
    ...(backOff === undefined
      ? {}
      : { backOff: { ...backOff, until: Math.min(backOff.until + jump, now + longestBackOff * 7000) } }),
    attempts: ruleState.attempts.map((attempt) => ({ ...attempt, at: move(attempt.at) })),
  };
}

function senseless(records: Records, instant: Instant): LoadedState {
  return {
    state: { ...freshState(instant), lostAt: instant.now },
    afresh: true,
    lost: t('health.state_corrupt', {
      file: `${records.path}/${stateFile}`,
      aside: `${records.path}/${asideFile}`,
    }),
  };
}

function readState(records: Records): HealthState | 'senseless' | undefined {
  const reading = records.read(stateFile);
  return reading.state === 'present' ? (parseState(reading.value) ?? 'senseless') : undefined;
}

function parseState(bytes: Uint8Array): HealthState | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  if (typeof parsed['version'] === 'number' && parsed['version'] > version)
    throw new Failure(t('health.state_newer', { version: parsed['version'] }), {
      cure: t('health.state_newer_cure'),
      exit: 3,
    });
  // An older kapa counted acts that helped among the others, and told nobody of what it could not read.
  const { version: _version, ...state }: Readonly<Record<string, unknown>> = {
    helped: {},
    blind: {},
    ...parsed,
  };
  return isState(state) ? (state as unknown as HealthState) : undefined;
}

function isState(value: Readonly<Record<string, unknown>>): boolean {
  const { at, rules, budgets, helped, memory, told, headings, blind } = value;
  return (
    isObject(at) &&
    typeof at['now'] === 'number' &&
    isObject(rules) &&
    Object.values(rules).every(isStanding) &&
    [budgets, helped].every(areActs) &&
    isObject(memory) &&
    isObject(told) &&
    Object.values(told).every((one) => isObject(one) && typeof one['at'] === 'number') &&
    isObject(headings) &&
    isObject(blind) &&
    Object.values(blind).every((one) => isObject(one) && Number.isFinite(one['since']))
  );
}

function areActs(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.values(value).every((acts) => Array.isArray(acts) && acts.every(Number.isFinite))
  );
}

function isStanding(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['state'] === 'string' &&
    ['ok', 'pending', 'firing'].includes(value['condition'] as string) &&
    ['since', 'judged', 'checks', 'held', 'rung'].every((key) => Number.isFinite(value[key])) &&
    Array.isArray(value['attempts']) &&
    value['attempts'].every((attempt) => isObject(attempt) && typeof attempt['at'] === 'number')
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
