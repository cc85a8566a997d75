/** How much of what is at a path a look depends on. */
export type Look =
  /** All of it: its bytes or names, its owner, mode and times. */
  | 'whole'
  /** That it is there, of what kind, whose, and where it leads: a folder on the way to something. */
  | 'way';

/** Is told each path of this machine before it is looked at, so that later it can be said whether any has moved. */
export interface Witness {
  saw(path: string, look: Look): void;
}

/** Where nobody asks later. */
export const noWitness: Witness = { saw: () => undefined };

/** What paths were like, by path: text that is the same for as long as nothing there has moved. */
export type Testimony = Readonly<Record<string, string>>;
