import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { sameName } from '../config/text.ts';
import { wordsOf, writeArgs } from '../config/tree.ts';

/** A word as the policy writes it: true is On, false is Off. */
export type Scalar = string | number | boolean;

/** Arguments of one line: text is Apache's own syntax, a list is words to be quoted. */
export type LineValue = Scalar | readonly Scalar[];

/** Arguments of a directive: of one line, or of each of several. */
export type DirectiveValue = Scalar | readonly LineValue[];

/** Arguments of a line: its words, and the text that stands for them. */
export interface Arguments {
  readonly words: readonly string[];
  readonly text: string;
}

/** The lines that a value stands for. */
export function linesOf(value: DirectiveValue): readonly Arguments[] {
  return (Array.isArray(value) ? (value as readonly LineValue[]) : [value as Scalar]).map(argumentsOfLine);
}

/** The arguments that a line's value stands for. A Failure where it holds what would end the line. */
export function argumentsOfLine(value: LineValue): Arguments {
  if (Array.isArray(value)) {
    const words = (value as readonly Scalar[]).map(written);
    return { words, text: writeArgs(words) };
  }
  const text = written(value as Scalar).trim();
  return { words: wordsOf(text), text };
}

/** A word as Apache has it. */
function written(value: Scalar): string {
  const text = typeof value === 'boolean' ? (value ? 'On' : 'Off') : String(value);
  if (/[\r\n\0]/u.test(text))
    throw new Failure(t('apache.lint_newline'), { cure: t('apache.lint_newline_cure') });
  return text;
}

/** Words that say the same: On and Off in any case. */
export function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === b.length &&
    a.every((word, at) => {
      const other = b[at] ?? '';
      return word === other || (/^(?:on|off)$/iu.test(word) && sameName(word, other));
    })
  );
}
