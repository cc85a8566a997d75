import type { Quantity } from './quantity.ts';
import type { RuleStateName } from './rule-state.ts';

/** What is told to the channels of one rule. */
export interface Alert {
  readonly rule: string;
  readonly group: string;
  readonly severity: 'warning' | 'critical';
  readonly state: Extract<RuleStateName, 'firing' | 'healed' | 'backing_off'>;
  /** When it began, milliseconds since 1970. */
  readonly since: number;
  /** What was measured; none once it has healed. */
  readonly value?: string;
  /** What a number is in: seconds, bytes, a share of one. */
  readonly unit?: Quantity['kind'];
  /** It was told before, and still stands. */
  readonly repeated: boolean;
}
