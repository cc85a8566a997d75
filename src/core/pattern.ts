/** Test for a match of an expression in a text. */
export type Pattern = (text: string) => boolean;

/** Description of expressions over text, for schemas. */
export const patternProse =
  'Matched in linear time by RE2, since whoever writes a log could make others take hours: as in JavaScript, with \\d, \\w and \\b for ASCII, case told by (?i), and without references (\\1), look-ahead and look-behind.';

/** Compiles an expression for texts of strangers; `fault` is the part of it that RE2 does not take. */
export async function compilePattern(
  expression: string,
): Promise<{ readonly matches: Pattern } | { readonly fault: string }> {
  const { RE2JS, RE2JSException } = await import('re2js');
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(expression));
    return { matches: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { fault: /`(.+)`$/su.exec(error.message)?.[1] ?? expression };
  }
}
