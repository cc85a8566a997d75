import type { Host } from '../core/host.ts';
import type { Instruments } from '../core/instruments.ts';
import type { Group, PolicySet, ProbeItem } from '../core/policy.ts';
import type { AnyProbeType } from '../core/probe.ts';
import type { AppendLog, Lock, Records } from '../core/records.ts';
import type { Text } from '../core/text.ts';
import type { PassRequest, PassTools, Rule } from '../engine/health/index.ts';
import type { CommandContext } from './context.ts';

/** A group of a policy set, ready to be checked. */
export interface PreparedGroup extends Group {
  readonly rules: readonly Rule[];
  /** The probes of its policies, and those that its rules speak of. */
  readonly probes: readonly ProbeItem[];
}

/** What health commands work with, from one policy set. */
export interface HealthSetup {
  readonly set: PolicySet;
  readonly groups: readonly PreparedGroup[];
  readonly host: Host;
  readonly records: Records;
  readonly probeTypes: readonly AnyProbeType[];
  readonly appendLog: AppendLog;
  /** A new pass over the host. */
  instruments(): Instruments;
  /** Tells channels, all when none is named; answers with what went wrong. */
  notify(message: string, channels: readonly string[]): Promise<readonly Text[]>;
  request(group: PreparedGroup, dryRun: boolean): PassRequest;
  /** Tools for one pass, or with `resident` for all passes of a group. */
  tools(resident?: { stopping(): boolean; sleep(seconds: number): Promise<void> }): PassTools;
  /** Takes the lock of a group's checks; where the disk takes none, that is a problem and no reason to stop. */
  lock(group: string): { readonly lock?: Lock; readonly problems: readonly Text[] };
}

/** What a command wants of the policies. */
export interface HealthWanted {
  /** All when none is named. */
  readonly groups?: readonly string[] | undefined;
  /** Policies without rules are no fault. */
  readonly mayHaveNoRules?: boolean;
}

export declare function prepareHealth(
  args: readonly string[],
  context: CommandContext,
  wanted?: HealthWanted,
): Promise<HealthSetup>;
