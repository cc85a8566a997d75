import { inline } from '../../core/harmless.ts';
import type { Attempt } from '../../core/rule-state.ts';
import { t } from '../../core/text.ts';
import type { Writing } from '../writing.ts';
import { onOneLine } from './health-value.ts';

/** One try of a rung: what, upon what, and what came of it. */
export function attemptText(attempt: Attempt, { say }: Pick<Writing, 'say'>): string {
  const incident =
    attempt.incident === undefined || attempt.incident === ''
      ? ''
      : ` · ${say(t('health.incident_number', { incident: attempt.incident }))}`;
  const text = attempt.text === undefined ? '' : ` · ${onOneLine(say(attempt.text))}`;
  const outcome = say(t(`health.outcome.${attempt.outcome}`, { seconds: attempt.seconds }));
  return `${attempt.remedy} ${inline(attempt.target)}: ${outcome}${text}${incident}`;
}
