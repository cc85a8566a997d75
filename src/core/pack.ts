import type { Diagnosis, Patient } from './diagnosis.ts';
import type { EvidencePart } from './evidence.ts';
import type { Backend, Found, Finder, Proposal } from './found.ts';
import type { Instruments } from './instruments.ts';
import type { LintCheck } from './lint-check.ts';
import type { AnyProbeType } from './probe.ts';
import type { PackSettings, Reader } from './reader.ts';
import type { AnyRemedyType } from './remedy.ts';
import type { AnyResourceType, SchemaPart } from './resource.ts';
import type { Schedulers } from './schedule.ts';
import type { Service } from './service.ts';
import type { Text } from './text.ts';

/** All of one technology, as the rest of kapa knows it: by these contracts, never by the name of a type. */
export interface Pack {
  /** Folder in `packs/`. */
  readonly name: string;
  readonly resources?: readonly AnyResourceType[];
  readonly probes?: readonly AnyProbeType[];
  readonly remedies?: readonly AnyRemedyType[];
  /** Schema of the `settings` of policies that are this pack's, under its name. */
  readonly settings?: SchemaPart;
  /** Service of a name; undefined: it is none of this pack's. */
  service?(name: string, settings: PackSettings): Service | undefined;
  /**
   * Tells whether it would take a file that comes to stand at a path for a part of its configuration: no
   * backup is put there.
   */
  loads?(reader: Reader, path: string): Promise<boolean>;
  /** Sentences for the operator on files that a plan is about to change, by path: who else changes them, as an upgrade does. */
  remarks?(paths: readonly string[], after: Reader): Promise<ReadonlyMap<string, Text>>;
  /** Lint checks across the items of a policy set. */
  readonly checks?: readonly LintCheck[];
  /** Reasons why the set-up of this technology does not work, for `kapa doctor`. */
  diagnose?(patient: Patient): Promise<readonly Diagnosis[]>;
  /** Schedulers of this technology that run kapa's checks. */
  schedulers?(instruments: Instruments): Promise<Schedulers>;
  /** Packages of the host that this technology runs on, `*` for any characters: while one is changed, what it says is no fault. */
  readonly packages?: readonly string[];
  /** Evidence of this technology that is kept before a remedy acts. */
  evidence?(instruments: Instruments): readonly EvidencePart[];
  /** Logs that evidence always keeps the end of, where they are there. */
  readonly logs?: readonly string[];
  /** Finds what this host has of it now, as a policy says it, for `kapa init`. */
  find?(finder: Finder): Promise<Found>;
  /** Proposes probes and rules for a backend; undefined: it is none that this pack knows to care for. */
  propose?(backend: Backend, finder: Finder): Promise<Proposal | undefined>;
}
