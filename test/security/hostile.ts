/** Text that a host or a policy may hold to deceive whoever looks at what kapa shows of it. */
export const hostile =
  'a\u001B[2J\u001B[8m\u009B31m\u202Eb\u2066c\u200Ed\u2028e\u200Bf\u{E0041}g\rh\u007Fi\u001B]0;t\u0007j';

/** Characters that steer a terminal, turn text around, or hide. */
const harm =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}\p{Cs}]/gu;

/** Every harmful character in a text, as a code point. */
export function harmIn(text: string): readonly string[] {
  return [...text.matchAll(harm)].map(([one]) => `U+${(one.codePointAt(0) ?? 0).toString(16)}`);
}
