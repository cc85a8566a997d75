import type { Instruments } from './instruments.ts';
import type { Reader } from './reader.ts';
import type { Text } from './text.ts';

/** A resource that says what a host has. */
export interface FoundResource {
  readonly name: string;
  readonly type: string;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Keys of the spec whose members can each be left out, and the rest is still true. */
  readonly members?: readonly string[];
  /** Resource that says less, for where this one cannot be said. */
  readonly instead?: FoundResource;
  /** The same in a file of kapa's own, which leaves the file that a package shipped to that package. */
  readonly dropIn?: FoundResource;
}

/** Policy file that says what a host has of one technology. */
export interface Found {
  /** Name of the policy, and of its file. */
  readonly policy: string;
  readonly description: string;
  readonly resources: readonly FoundResource[];
  /** Backends that requests are handed on to. */
  readonly backends?: readonly Backend[];
  /** Logs that it writes. */
  readonly logs?: readonly string[];
}

/** A backend at a port of this machine, and the sites that hand requests on to it. */
export interface Backend {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  readonly sites: readonly string[];
}

/** Probes and rules that a backend could have, as a policy says them. */
export interface Proposal {
  /** Closeness to what runs there: 2 knows the application, 1 its service, 0 only the port. The highest is taken. */
  readonly rank: 0 | 1 | 2;
  /** Name by which people know what runs behind the port. */
  readonly about: string;
  readonly probes: Readonly<Record<string, unknown>>;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** Tools that `kapa init` looks with. */
export interface Finder {
  readonly host: Reader;
  /** Undefined: the tree below `--root` is not this machine's. */
  readonly instruments: Instruments | undefined;
  /** Backends that packs before this one have found. */
  readonly backends: readonly Backend[];
  /** Logs of what packs before this one have found. */
  readonly logs: readonly string[];
  /** Tells that something was found and could not be written, and why. */
  leaveOut(reason: Text): void;
}
