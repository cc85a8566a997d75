import type { Place } from './place.ts';
import type { Text } from './text.ts';

/** A stable name of a lint rule: `KAPA` and three digits. */
export type FindingId = `KAPA${number}`;

/** Severity of a finding: only errors keep policies from being used. */
export type Severity = 'error' | 'warning';

/** Something wrong in a policy; collected, never thrown. */
export interface Finding<S extends Severity = Severity> {
  readonly id: FindingId;
  readonly severity: S;
  readonly place: Place;
  /** Name of the resource, rule or probe that it is of. */
  readonly item?: string;
  readonly message: Text;
  /** Way to put it right. */
  readonly cure: Text;
}
