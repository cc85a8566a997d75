import type { Text } from '../core/text.ts';
import type { Sink } from './sink.ts';

/** Settings that text for people is written with. */
export interface Writing {
  readonly colour: boolean;
  /** Width that lines are to fit; infinite where they need not. */
  readonly columns: number;
  say(text: Text): string;
  /** Text without secrets, as it is parted into lines. */
  masked(text: string): string;
}

/** Settings that suit an outlet. */
export function writingTo(
  { colour, columns, fits, masked }: Pick<Sink, 'colour' | 'columns' | 'fits' | 'masked'>,
  say: Writing['say'],
): Writing {
  return { colour, columns: fits ? columns : Number.POSITIVE_INFINITY, say, masked };
}
