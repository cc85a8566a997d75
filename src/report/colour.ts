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
    colour ? (text) => `\u001B[${open}m${text}\u001B[${close}m` : (text) => text;
  return {
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    bold: paint(1, 22),
    dim: paint(2, 22),
  };
}
