import type { Instruments } from './instruments.ts';
import type { Group, PolicySet, RuleItem } from './policy.ts';
import type { Measurements } from './probe.ts';
import type { Records } from './records.ts';
import type { Text } from './text.ts';

/** One thing that the doctor looked at. `warning`: it works, and something is missing; `unknown`: it could not be told. */
export interface Diagnosis {
  readonly id: string;
  readonly state: 'ok' | 'warning' | 'ill' | 'unknown';
  readonly finding: Text;
  readonly cure?: Text;
  /** Name of the probe whose failure to measure this explains. */
  readonly probe?: string;
}

/** Things that the doctor looks at. */
export interface Patient {
  readonly set: PolicySet;
  readonly groups: readonly (Group & { readonly rules: readonly { readonly item: RuleItem }[] })[];
  readonly instruments: Instruments;
  readonly records: Records;
  /** Measurements of all probes now. */
  readonly measurements: Measurements;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Files that the policies declare, or parts of. */
  readonly files: readonly string[];
  readonly program: Program;
}

/** The kapa that runs. */
export interface Program {
  /** Folders in which a program is looked for, those of whoever asks first. */
  readonly searchPath: readonly string[];
  /** Node's version and its program. */
  readonly node: { readonly version: string; readonly path: string };
  readonly codeCache: CodeCache;
}

/** V8's code cache of the program, and the parts of the program so far that had theirs, refused it, or had none. */
export interface CodeCache {
  readonly folder: string;
  readonly accepted: number;
  readonly refused: number;
  readonly missing: number;
}
