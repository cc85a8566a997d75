import type { FindingId } from '../../core/finding.ts';
import type { Text } from '../../core/text.ts';

/** Characters of a condition. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something wrong in a condition: the characters, the reason, the cure. */
export interface ExpressionFault extends Span {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning';
  readonly message: Text;
  readonly cure: Text;
  /** Text that should stand instead of these characters; undefined: that is not clear. */
  readonly instead?: string;
  /** Characters that the text stands instead of, where they are more than these. */
  readonly replaces?: Span;
  /** A threshold whose definition is at fault, not the condition. */
  readonly threshold?: string;
}

/** An error at characters of a condition. */
export function fault(
  { start, end }: Span,
  message: Text,
  cure: Text,
  instead?: string,
  found: Partial<Pick<ExpressionFault, 'id' | 'severity' | 'threshold' | 'replaces'>> = {},
): ExpressionFault {
  return {
    id: 'KAPA010',
    severity: 'error',
    start,
    end: Math.max(end, start + 1),
    message,
    cure,
    ...(instead === undefined ? {} : { instead }),
    ...found,
  };
}
