import { harmless, inline } from './harmless.ts';
import { messageOf, type Messages } from './messages/index.ts';
import { hideUrlPasswords } from './url-password.ts';

/** The languages that kapa speaks. */
export type Locale = 'en' | 'es';

/** The name of a message in the catalogue, for example `plan.no_changes`. */
export type MessageId = keyof Messages;

type Parameter<I extends MessageId> = Parameters<Messages[I]['en']>;

type Arguments<A> = { readonly [K in keyof A]: string extends A[K] ? A[K] | Text | Block : A[K] };

/** Output of a program, on as many lines as it took; a string in a sentence is a part of its line. */
export interface Block {
  readonly block: string;
}

/** Way to write the arguments of a sentence: the words of the sentence itself are kapa's own. */
export interface Writer {
  word(text: string): string;
  block(text: string): string;
}

/** A sentence that is not yet written out: rendered in the reader's language where it leaves kapa. */
export interface Text {
  readonly id: MessageId;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Names a message of the catalogue and its arguments; an argument that is a string may itself be a Text, or a Block. */
export function t<I extends MessageId>(
  id: I,
  ...args: Parameter<I> extends [] ? [] : [Arguments<Parameter<I>[0]>]
): Text {
  return { id, args: args[0] ?? {} };
}

/** Names what may be several lines as an argument of a sentence. */
export function block(text: string): Block | string {
  return text.includes('\n') ? { block: text } : text;
}

/** For people: nothing in an argument begins a line at its margin, steers a terminal or hides. */
export const forPeople: Writer = {
  word: inline,
  block: (text) =>
    text
      .split('\n')
      .map((line) => harmless(hideUrlPasswords(line)))
      .join('\n    '),
};

/** For programs: arguments as they are. */
const verbatim: Writer = { word: (text) => text, block: (text) => text };

/** Writes a Text out in one language, for programs unless a writer is given. */
export function render(text: Text, locale: Locale, writer: Writer = verbatim): string {
  const args = Object.fromEntries(
    Object.entries(text.args).map(([name, value]) => [name, written(value, locale, writer)]),
  );
  const write = messageOf(text.id)[locale] as (args: Record<string, unknown>) => string;
  return write(args);
}

function written(value: unknown, locale: Locale, writer: Writer): unknown {
  if (typeof value === 'string') return writer.word(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('block' in value && typeof value.block === 'string') return writer.block(value.block);
  return 'id' in value && 'args' in value ? render(value as Text, locale, writer) : value;
}
