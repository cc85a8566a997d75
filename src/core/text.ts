import { messageOf, type Messages } from './messages/index.ts';

/** The languages that kapa speaks. */
export type Locale = 'en' | 'es';

/** The name of a message in the catalogue, for example `plan.no_changes`. */
export type MessageId = keyof Messages;

type Parameter<I extends MessageId> = Parameters<Messages[I]['en']>;

type Arguments<A> = { readonly [K in keyof A]: string extends A[K] ? A[K] | Text : A[K] };

/** A sentence that is not yet written out: rendered in the reader's language where it leaves kapa. */
export interface Text {
  readonly id: MessageId;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Names a message of the catalogue and its arguments; an argument that is a string may itself be a Text. */
export function t<I extends MessageId>(
  id: I,
  ...args: Parameter<I> extends [] ? [] : [Arguments<Parameter<I>[0]>]
): Text {
  return { id, args: args[0] ?? {} };
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'id' in value && 'args' in value;
}

/** Writes a Text out in one language. */
export function render(text: Text, locale: Locale): string {
  const args = Object.fromEntries(
    Object.entries(text.args).map(([name, value]) => [name, isText(value) ? render(value, locale) : value]),
  );
  const write = messageOf(text.id)[locale] as (args: Record<string, unknown>) => string;
  return write(args);
}
