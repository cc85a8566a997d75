/** Writes text in a colour, or plainly where colour is not wanted. */
export type Paint = (text: string) => string;

/** The few colours that kapa uses. */
export interface Palette {
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
}

/** The palette for a sink with or without colour. */
export function palette(colour: boolean): Palette {
  const paint = (open: number, close: number): Paint =>
    colour ? (text) => `${mark(`[${open}m`)}${text}${mark(`[${close}m`)}` : (text) => text;
  return {
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    bold: paint(1, 22),
    dim: paint(2, 22),
  };
}

/** Text with the marks of a palette as a terminal obeys them; all that stands between them goes through `show`. */
export function withMarks(text: string, show: (data: string) => string): string {
  if (!text.includes(edge)) return show(text);
  return text
    .split(edge)
    .map((part, index) => (index % 2 === 0 ? show(part) : `\u001B${part}`))
    .join('');
}

/** Text as it is read: without the marks of a palette. */
export function withoutMarks(text: string): string {
  return text.includes(edge)
    ? text
        .split(edge)
        .filter((_, index) => index % 2 === 0)
        .join('')
    : text;
}

/**
 * Puts around what only a terminal may be told. No text can hold it: it is drawn anew for each process, and shown by
 * none.
 */
const edge = `\u0000${Math.random().toString(36)}${Math.random().toString(36)}\u0000`;

function mark(sequence: string): string {
  return `${edge}${sequence}${edge}`;
}

/** Begins the line of a terminal afresh. */
export const clearLine = `${mark('[G')}${mark('[K')}`;
/** Goes to the second line of a terminal. */
export const secondLine = mark('[2H');
/** Erases what stands behind on a line. */
export const eraseLine = mark('[K');
/** Erases what stands below. */
export const clearBelow = mark('[J');
/** Begins the screen of a terminal afresh. */
export const clearScreen = `${mark('[H')}${mark('[J')}`;
