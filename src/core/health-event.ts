import type { Ordered, RuleOrder } from './ordered.ts';
import type { Quantity } from './quantity.ts';
import type { Attempt, RuleStateName } from './rule-state.ts';
import type { Text } from './text.ts';

/** Something that happened and is kept. Times are milliseconds since 1970. */
export type HealthEvent = { readonly at: number } & (
  | {
      readonly kind: 'alert';
      readonly rule: string;
      readonly group: string;
      readonly severity: 'warning' | 'critical';
      readonly from: RuleStateName;
      readonly to: RuleStateName;
      readonly value?: string;
      /** Unit of a number: seconds, bytes, a share of one. */
      readonly unit?: Quantity['kind'];
      readonly why?: Text;
    }
  | ({ readonly kind: 'remedy'; readonly rule: string; readonly group: string } & Omit<Attempt, 'at'>)
  | {
      readonly kind: 'apply';
      readonly outcome: string;
      readonly transaction?: string;
      readonly changed: readonly string[];
      readonly by?: string;
      readonly reason?: string;
    }
  | ({ readonly kind: 'reset'; readonly incident: string } & Ordered)
  | ({ readonly kind: RuleOrder['kind']; readonly rule: string; readonly until: number } & Ordered)
  | { readonly kind: 'pause'; readonly until: number; readonly reason: string; readonly by?: string }
  | { readonly kind: 'resume'; readonly by?: string }
);
