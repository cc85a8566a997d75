import { hideUrlPasswords } from './url-password.ts';

/**
 * Characters that steer a terminal (C0, DEL, C1), end a line where only some programs see one, turn text around, or
 * cannot be seen (Unicode's Default_Ignorable_Code_Point), and halves of surrogate pairs. As ranges: a table of
 * properties would cost every start.
 */
const harmful =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- each is meant by itself
  /[\u0000-\u001F\u007F-\u009F\u00AD\u{34F}\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uD800-\uDFFF\u{FE00}-\u{FE0F}\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

const named: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** A text of several lines with every harmful character as a visible escape (`\x1b`, `\u202e`); lines and tabs stay. */
export function harmless(text: string): string {
  return escaped(text, (one) => (one === '\n' || one === '\t' ? one : visible(one)));
}

/**
 * A text that is a part of a line: line breaks and tabs are escapes as well, so that it begins no line of its own. The
 * passwords of URLs go first: an escape inside one would keep it from being known.
 */
export function inline(text: string): string {
  return escaped(hideUrlPasswords(text), visible);
}

/** A value as JSON in which nothing steers a terminal either, whatever reads it. */
export function jsonText(value: unknown, indent?: number): string {
  return escaped(JSON.stringify(value, undefined, indent), (one) =>
    one === '\n' ? one : [...Array(one.length).keys()].map((at) => unit(one.charCodeAt(at))).join(''),
  );
}

function escaped(text: string, write: (one: string) => string): string {
  return text.replaceAll(harmful, (one, at: number) => (isOfEmoji(one, text, at) ? one : write(one)));
}

/** One character as an escape. */
export function visible(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  if (code < 0x100) return named[one] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? unit(code) : `\\u{${code.toString(16)}}`;
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Emoji are joined and coloured by characters that nobody sees: between what they belong to they hide nothing. */
function isOfEmoji(one: string, text: string, at: number): boolean {
  if (one === '\uFE0E' || one === '\uFE0F') return /\p{Emoji}$/u.test(text.slice(Math.max(0, at - 2), at));
  if (one !== '\u200D') return false;
  return (
    /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?$/u.test(text.slice(Math.max(0, at - 4), at)) &&
    /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3))
  );
}
