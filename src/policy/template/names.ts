const words = /(?:"[^"]*"|'[^']*')|@?[A-Za-z_][\w-]*/gu;
const namesByText = new Map<string, readonly string[]>();
/** Texts remembered: a thousand files may share one template. */
const mostRemembered = 1000;

/**
 * Words between double braces, names of variables among them: whatever stands there in whatever form. Too many rather
 * than too few, since who removes a variable that is used breaks what uses it.
 */
export function namesInTemplate(text: string): readonly string[] {
  const known = namesByText.get(text);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const [mustache] of text.matchAll(/\{\{[^{}]*\}\}/gu))
    for (const [word] of mustache.matchAll(words)) if (!/^["'@]/u.test(word)) found.add(word);
  const names = [...found];
  if (namesByText.size < mostRemembered) namesByText.set(text, names);
  return names;
}
