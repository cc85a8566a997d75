import { Failure } from '../core/failure.ts';
import type { HealthPolicies, Item } from '../core/policy.ts';
import type { Place } from '../core/place.ts';
import type { StateStore } from '../core/state-store.ts';
import type { Testimony } from '../core/witness.ts';
import { readKept, writeKept } from '../engine/index.ts';
import { assertTrusted, holds } from '../host/index.ts';
import type { CommandContext } from './context.ts';
import { isPublic, isRepeatable, requestOf, witnessed } from './memory.ts';
import { openSession } from './session.ts';

const file = 'policies.json';
const version = 1;

/** Policies as a check has read them, with all that they were read from. */
interface Remembered {
  readonly version: typeof version;
  /** How they were asked for. */
  readonly request: string;
  readonly testimony: Testimony;
  readonly policies: HealthPolicies;
  /** Where probes and rules stand, in their order. */
  readonly places: { readonly probes: readonly Place[]; readonly rules: readonly Place[] };
}

/**
 * What the policies say of health. A check that cron starts every few minutes reads them once: as long as nothing that
 * was read for them has moved, they say what they said.
 */
export async function loadHealthPolicies(
  args: readonly string[],
  asked: CommandContext,
): Promise<HealthPolicies> {
  if (!isRepeatable(asked)) return load(args, asked);
  const { store } = openSession(asked);
  const request = await requestOf(args, asked);
  const kept = readKept<Remembered>(store, file, version);
  if (kept?.request === request && isTrusted(store.path) && holds(kept.testimony)) {
    if (kept.policies.settings.locale !== undefined) asked.speak(kept.policies.settings.locale);
    return recalled(kept);
  }
  const { context, testimony } = witnessed(asked);
  const set = await load(args, context);
  const { settings, thresholds, groups, probes, rules } = set;
  const policies = { settings, thresholds, groups, probes, rules };
  if (context.mask.isEmpty() && (await isPublic(policies, context)))
    remember(store, request, policies, testimony());
  return set;
}

async function load(args: readonly string[], context: CommandContext): Promise<HealthPolicies> {
  const { loadSet } = await import('./load.ts');
  return loadSet(args, context);
}

/** What is kept says what is run: nobody else may have written it. */
function isTrusted(path: string): boolean {
  try {
    assertTrusted([path]);
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return false;
  }
}

function recalled({ policies, places }: Remembered): HealthPolicies {
  const placed = <T extends Item>(items: readonly T[], at: readonly (Place | undefined)[]): readonly T[] =>
    items.map((item, index) => ({ ...item, locate: () => at[index] ?? nowhere }));
  return {
    ...policies,
    probes: placed(policies.probes, places.probes),
    rules: placed(policies.rules, places.rules),
  };
}

const nowhere: Place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

function remember(
  store: StateStore,
  request: string,
  policies: HealthPolicies,
  testimony: Testimony | undefined,
): void {
  const { settings, probes, rules } = policies;
  // Another state folder is named in the policies themselves: who has not read them does not know it.
  if (testimony === undefined || settings.stateDir !== undefined || !isData(policies)) return;
  const placesOf = (items: readonly Item[]): readonly Place[] => items.map(({ locate }) => locate([]));
  const places = { probes: placesOf(probes), rules: placesOf(rules) };
  const kept: Remembered = { version, request, testimony, policies, places };
  writeKept(store, file, kept);
}

/** Whether a value is the same when it has been written as JSON and read; functions that find places aside. */
function isData(value: unknown, key = ''): boolean {
  if (typeof value !== 'object' || value === null)
    return (
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      value === null ||
      value === undefined ||
      Number.isFinite(value) ||
      key === 'locate'
    );
  if (Array.isArray(value)) return value.every((one) => one !== undefined && isData(one));
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value).every(([name, one]) => isData(one, name))
  );
}
