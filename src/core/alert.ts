import type { Quantity } from './quantity.ts';
import type { RuleStateName } from './rule-state.ts';
import type { Text } from './text.ts';

/** Message to the channels of one rule, or of a probe that cannot be read. */
export interface Alert {
  /** Name of the rule; of a probe its name. */
  readonly rule: string;
  /** The probe, where it is of one. */
  readonly probe?: string;
  readonly group: string;
  readonly severity: 'warning' | 'critical';
  readonly state: Extract<RuleStateName, 'firing' | 'healed' | 'backing_off' | 'unknown'>;
  /** Time when it began, milliseconds since 1970. */
  readonly since: number;
  /** Value that was measured; none once it has healed. */
  readonly value?: string;
  /** Reason why it is unknown. */
  readonly why?: Text;
  /** Unit of a number: seconds, bytes, a share of one. */
  readonly unit?: Quantity['kind'];
  /** Seconds that it lasted, once it has healed. */
  readonly outage?: number;
  /** It was told before, and still stands. */
  readonly repeated: boolean;
}
