/**
 * A text without those of some characters that stand at its end. An expression for it would look at all of them anew from
 * each place where one stands: of a text of a stranger's, for hours.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** A text without those of some characters that stand at either end. */
export function withoutEnds(text: string, characters: string): string {
  const left = withoutEnd(text, characters);
  let start = 0;
  while (start < left.length && characters.includes(left.charAt(start))) start += 1;
  return left.slice(start);
}
