import type { Place } from './place.ts';
import type { Text } from './text.ts';

/** A stable name of a lint rule: `KAPA` and three digits. */
export type FindingId = `KAPA${number}`;

/** Something wrong in a policy; collected, never thrown. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning';
  readonly place: Place;
  /** Name of the resource, rule or probe that it is of. */
  readonly item?: string;
  readonly message: Text;
  /** Way to put it right. */
  readonly cure: Text;
}
