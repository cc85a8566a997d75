import type { Quantity } from './quantity.ts';
import type { RuleStateName } from './rule-state.ts';

/** Message to the channels of one rule. */
export interface Alert {
  readonly rule: string;
  readonly group: string;
  readonly severity: 'warning' | 'critical';
  readonly state: Extract<RuleStateName, 'firing' | 'healed' | 'backing_off'>;
  /** Time when it began, milliseconds since 1970. */
  readonly since: number;
  /** Value that was measured; none once it has healed. */
  readonly value?: string;
  /** Unit of a number: seconds, bytes, a share of one. */
  readonly unit?: Quantity['kind'];
  /** Seconds that it lasted, once it has healed. */
  readonly outage?: number;
  /** It was told before, and still stands. */
  readonly repeated: boolean;
}
