import { clearBelow, eraseLine, secondLine } from '../colour.ts';

/**
 * A screen drawn over the one before it, from its second line on: nothing is erased before something stands in its
 * place, so that nothing flickers. What a terminal has no lines for is left out; `more` tells how much.
 */
export function drawnOver(text: string, rows: number | undefined, more: (lines: number) => string): string {
  const lines = text.replace(/\n$/u, '').split('\n');
  const room = rows === undefined || rows <= 3 ? lines.length : rows - 2;
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), more(lines.length - room + 1)];
  return `${secondLine}${shown.map((line) => `${line}${eraseLine}\n`).join('')}${clearBelow}`;
}
