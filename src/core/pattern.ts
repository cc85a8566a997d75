/** Test for a match of an expression in a text. */
export type Pattern = (text: string) => boolean;

/** Description of expressions over text, for schemas. */
export const patternProse =
  'Matched in linear time by RE2, since whoever writes a log could make others take hours: as in JavaScript, with \\d, \\w and \\b for ASCII, case told by (?i), and without references (\\1), look-ahead and look-behind.';

/** An expression that can be asked, or the part of it that RE2 does not take. */
type Compiled = { readonly matches: Pattern } | { readonly fault: string };

/** The library, once something needed it. */
let library: typeof import('re2js') | undefined;

/** Compiles an expression for texts of strangers; `fault` is the part of it that RE2 does not take. */
export async function compilePattern(expression: string): Promise<Compiled> {
  await readyPatterns();
  return compileNow(expression);
}

/** Readies `compileNow`, for what then cannot wait. */
export async function readyPatterns(): Promise<void> {
  library ??= await import('re2js');
}

/** Compiles an expression at once; expressions of strangers that are longer than people write them are not taken. */
export function compileNow(expression: string, most = Infinity): Compiled {
  if (library === undefined) throw new Error('readyPatterns() comes first');
  if (expression.length > most) return { fault: expression.slice(0, 40) };
  const { RE2JS, RE2JSException } = library;
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(expression));
    return { matches: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { fault: /`(.+)`$/su.exec(error.message)?.[1] ?? expression };
  }
}
