import { hideUrlPasswords } from './url-password.ts';

/**
 * The beginning of a text, with `…` where there is more. Half a password of a URL would be known as one by nothing
 * later on: they are hidden in the whole text first. Of other secrets, a mask knows a half that stands at a `…`.
 */
export function cutTo(text: string, most: number): string {
  const hidden = hideUrlPasswords(text);
  return hidden.length <= most ? hidden : `${hidden.slice(0, most - 1)}…`;
}

/** The end of a text that was cut somewhere: its whole lines, or of a single one what cannot be half a password. */
export function afterCut(text: string): string {
  const at = text.indexOf('\n');
  return at === -1 ? `…${text.replace(/^\S*@/u, '(secret)@')}` : text.slice(at + 1);
}
