import type { Instruments } from './instruments.ts';
import type { Reader } from './reader.ts';
import type { Text } from './text.ts';

/** A resource as it is written into a policy: its name, and its type's key with the spec. */
export type FoundItem = Readonly<Record<string, unknown>> & { readonly name: string };

/** Policy file that says what a host has of one technology. */
export interface Found {
  /** Name of the policy, and of its file. */
  readonly policy: string;
  readonly description: string;
  readonly resources: readonly FoundItem[];
}

/** Tools that `kapa init` looks with. */
export interface Finder {
  readonly host: Reader;
  /** Undefined: the tree below `--root` is not this machine's. */
  readonly instruments: Instruments | undefined;
  /** Tells that something was found and could not be written, and why. */
  leaveOut(reason: Text): void;
}
