import { meansGroup } from '../../core/group-name.ts';
import type { Poll, Watched } from '../../core/poll.ts';
import type { Host } from '../../core/host.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import type { Instruments } from '../../core/instruments.ts';
import type { EvidencePart } from '../../core/evidence.ts';
import type { Pack } from '../../core/pack.ts';
import type { Group, PolicySet, ProbeItem, RuleItem } from '../../core/policy.ts';
import type { FindProbeType } from '../../core/probe.ts';
import type { AppendLog, Lock, Records } from '../../core/records.ts';
import type { AnyRemedyType, RemedyContext } from '../../core/remedy.ts';
import { t, type Text } from '../../core/text.ts';
import {
  createRuleStateStore,
  createMeasure,
  evidenceParts,
  fileSampleLog,
  instantOf,
  longestWindow,
  placesOf,
  probesOf,
  residentSampleLog,
  type PassRequest,
  type PassTools,
  type Rule,
} from '../../health/index.ts';
import { lockOf } from './runners.ts';
import type { Observer } from './observe.ts';
import type { Alert } from '../../core/alert.ts';
import type { HealthEvent } from '../../core/health-event.ts';

/** A group of a policy set, ready to be checked. */
export interface PreparedGroup extends Group {
  readonly rules: readonly Rule[];
  /** The probes of its policies, and those that its rules speak of. */
  readonly probes: readonly ProbeItem[];
}

/** Parts that health commands work with, from one policy set. */
export interface HealthSetup {
  readonly set: PolicySet;
  readonly groups: readonly PreparedGroup[];
  readonly host: Host;
  readonly records: Records;
  readonly findProbeType: FindProbeType;
  readonly packs: readonly Pack[];
  readonly remedyTypes: readonly AnyRemedyType[];
  readonly appendLog: AppendLog;
  /** A look at ports and processes that costs next to nothing. */
  poll(watched: Watched): Poll;
  /** A new pass over the host. */
  instruments(): Instruments;
  /** Tells channels, all when none is named; answers with what went wrong. */
  notify: RemedyContext['notify'];
  /** Parts of the evidence on the subjects of some probes, to be kept before a remedy acts. */
  evidence(probes: readonly ProbeItem[]): readonly EvidencePart[];
  request(group: PreparedGroup, dryRun: boolean): PassRequest;
  /** Tools for one pass, or with `resident` for all passes of a group. */
  tools(resident?: Resident): PassTools;
  /** Takes a check of a group in, for those who look on; answers with what went wrong. */
  checked: Observer['checked'];
  /** Takes the lock of a group's checks; where the disk takes none, that is a problem and no reason to stop. */
  lock(group: string): { readonly lock?: Lock; readonly problems: readonly Text[] };
}

/** Tools that only a process has which checks without end. */
interface Resident {
  stopping(): boolean;
  yielding(): boolean;
  happened(event: HealthEvent): void;
  sleep(seconds: number): Promise<void>;
  /** Says what went wrong with a message that was not waited for. */
  complain(problems: readonly Text[]): void;
}

/** Parts that a setup is made of. */
export interface HealthParts {
  readonly set: PolicySet;
  readonly rules: readonly Rule[];
  /** Names of the groups wanted; all when undefined. */
  readonly groups: readonly string[] | undefined;
  readonly host: Host;
  readonly records: Records;
  /** Records that take the rules' state if the disk takes nothing. */
  readonly spare?: Records;
  readonly findProbeType: FindProbeType;
  readonly remedyTypes: readonly AnyRemedyType[];
  readonly packs: readonly Pack[];
  readonly appendLog: AppendLog;
  instruments(): Instruments;
  poll(watched: Watched): Poll;
  /** Tools of remedies, besides the host and its instruments. */
  readonly remedyContext: Pick<RemedyContext, 'service' | 'pm2' | 'exchange' | 'apply' | 'notify'>;
  tell(alerts: readonly Alert[]): Promise<readonly Text[]>;
  readonly observer: Observer;
}

/** Seconds that an undated check may wait for its channels. */
const patience = 12;

/** Puts a setup together. */
export function assembleHealth(parts: HealthParts): HealthSetup {
  const { set, host, records, instruments } = parts;
  const groups = prepareGroups(set, parts.rules, parts.groups);
  const logs = groups.flatMap(({ log }) => (log === undefined ? [] : [log.file]));
  const newMeasure = (): ReturnType<typeof createMeasure> =>
    createMeasure({
      find: parts.findProbeType,
      instruments,
      concurrency: Math.max(set.settings.concurrency, 16),
    });
  const evidence = (probes: readonly ProbeItem[]): readonly EvidencePart[] =>
    evidenceParts(instruments(), placesOf(probes, parts.findProbeType, logs), parts.packs);
  const instant = instantOf(instruments);
  return {
    set,
    groups,
    host,
    records,
    findProbeType: parts.findProbeType,
    appendLog: parts.appendLog,
    instruments,
    poll: parts.poll,
    notify: parts.remedyContext.notify,
    packs: parts.packs,
    remedyTypes: parts.remedyTypes,
    evidence,
    request: (group, dryRun) => ({
      group: group.name,
      rules: group.rules,
      probes: group.probes,
      thresholds: set.thresholds,
      dryRun,
      repeatEvery: set.settings.notify.repeatEvery,
      unknownAfter: set.settings.notify.unknownAfter,
    }),
    tools: (resident) => ({
      // For each group its own: one that still hangs in another group is not this group's.
      measure: newMeasure(),
      remedies: parts.remedyTypes,
      remedyContext: { ...parts.remedyContext, host, instruments },
      records,
      ruleStates: createRuleStateStore(
        { records, ...(parts.spare === undefined ? {} : { spare: parts.spare }) },
        {
          sleep: (seconds) => host.sleep(seconds),
          resident: resident !== undefined,
        },
      ),
      samples:
        resident === undefined
          ? fileSampleLog(records)
          : residentSampleLog(records, longestWindow(parts.rules)),
      evidence: (rule) => evidence(probesOfGroup(groups, rule)),
      instant,
      sleep: resident?.sleep ?? ((seconds) => host.sleep(seconds)),
      tell: (alerts) =>
        resident === undefined ? soon(parts.tell(alerts)) : later(parts.tell(alerts), resident),
      changing: () => records.holder('lock') !== undefined,
      stopping: resident?.stopping ?? (() => false),
      yielding: resident?.yielding ?? (() => false),
      happened(event) {
        parts.observer.happened(event);
        resident?.happened(event);
      },
    }),
    checked: (...check) => parts.observer.checked(...check),
    lock(group) {
      try {
        return { lock: records.lock(lockOf(group)), problems: [] };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { problems: [textWithCure(error)] };
      }
    },
  };
}

/** Rules and probes by group. A probe belongs to the groups of its policy, and to those whose rules speak of it. */
function prepareGroups(
  set: PolicySet,
  rules: readonly Rule[],
  wanted: readonly string[] | undefined,
): readonly PreparedGroup[] {
  for (const name of wanted ?? [])
    if (!set.groups.some((group) => meansGroup(name, group.name)))
      throw new Failure(
        t('health.no_group', { group: name, groups: set.groups.map((group) => group.name).join(', ') }),
        {
          exit: 3,
        },
      );
  return set.groups
    .filter(({ name }) => wanted === undefined || wanted.some((one) => meansGroup(one, name)))
    .map((group) => {
      const own = rules.filter(({ item }) => item.group === group.name);
      const policies = new Set(own.map(({ item }) => item.policy));
      const spoken = new Set(own.flatMap(probesOf));
      return {
        ...group,
        rules: own,
        probes: set.probes.filter(({ name, policy }) => spoken.has(name) || policies.has(policy)),
      };
    })
    .filter((group) => group.rules.length > 0 || group.probes.length > 0);
}

function probesOfGroup(groups: readonly PreparedGroup[], rule: RuleItem): readonly ProbeItem[] {
  return groups.find(({ name }) => name === rule.group)?.probes ?? [];
}

/** A slow channel must not hold up the next check. */
async function later(telling: Promise<readonly Text[]>, { complain }: Resident): Promise<readonly Text[]> {
  void telling.then(complain);
  return Promise.resolve([]);
}

/** Channels have some seconds; what they do after that is no longer waited for. */
async function soon(telling: Promise<readonly Text[]>): Promise<readonly Text[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<readonly Text[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([]);
    }, patience * 1000);
  });
  try {
    return await Promise.race([telling, late]);
  } finally {
    clearTimeout(timer);
  }
}
