import type { ExitStatus } from './exit.ts';
import type { Place } from './place.ts';
import { t, type Text } from './text.ts';

/** Details that a Failure may carry besides its message. */
export interface FailureDetail {
  /** Cure: what the operator can do about it. */
  readonly cure?: Text;
  /** Place in the policies where it is to be found. */
  readonly place?: Place;
  /** The exit status when the failure ends the process; 1 unless given. */
  readonly exit?: ExitStatus;
  readonly cause?: unknown;
}

/**
 * A failure that kapa knows: shown as one short message with its cure, without a stack.
 * Anything else that is thrown is a fault in kapa and keeps its stack.
 */
export class Failure extends Error {
  readonly text: Text;
  readonly detail: FailureDetail;

  constructor(text: Text, detail: FailureDetail = {}) {
    super(text.id, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Failure';
    this.text = text;
    this.detail = detail;
  }
}

/** A failure that is told in the middle of something else: what it is, and its cure. */
export function textWithCure({ text, detail: { cure } }: Failure): Text {
  return cure === undefined ? text : t('engine.with_cure', { text, cure });
}
