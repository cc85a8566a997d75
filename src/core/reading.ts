import { t, type Text } from './text.ts';

/** Result of looking: there, not there, or could not tell. The last two are never the same. */
export type Reading<T> =
  | { readonly state: 'present'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly reason: Text };

/** A reading that found something. */
export function present<T>(value: T): Reading<T> {
  return { state: 'present', value };
}

/** A reading that found that there is nothing. */
export const absent: Reading<never> = { state: 'absent' };

/** A reading that could not tell. */
export function unreadable(reason: Text): Reading<never> {
  return { state: 'unreadable', reason };
}

/** Reason why a reading found nothing, in a sentence. */
export function whyNot(reading: Exclude<Reading<unknown>, { state: 'present' }>, what: string): Text {
  return reading.state === 'unreadable' ? reading.reason : t('measure.absent', { path: what });
}
