import { localTime } from './local-time.ts';
import { t, type Text } from './text.ts';

/** Person who ordered something, and why. */
export interface Ordered {
  readonly by: string;
  readonly reason?: string;
}

/** Kinds of orders about one rule. */
export const orderKinds = ['silence', 'ack', 'clear'] as const;

/**
 * An operator's order about one rule, in force until it expires (milliseconds since 1970). `silence`: nobody is told of
 * the rule; `ack`: a person has taken the fault, so it is not told again; `clear`: what was tried before it holds no
 * remedy back.
 */
export interface RuleOrder extends Ordered {
  readonly kind: (typeof orderKinds)[number];
  readonly rule: string;
  readonly since: number;
  readonly until: number;
}

/** Sentence on an order: what holds until when, who gave it and why. */
export function orderText({ kind, until, by, reason = '' }: RuleOrder): Text {
  return t(`check.order.${kind}`, { until: localTime(until), by, reason });
}
