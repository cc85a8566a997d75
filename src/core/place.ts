/** A stretch of a file: lines and columns count from 1, the end is exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** In a file of a module: place of the use that asked for it. */
  readonly usedBy?: Place;
}

/** Places of the uses that led to a place in a file of a module, the nearest first. */
export function usesOf({ usedBy }: Place): readonly Place[] {
  return usedBy === undefined ? [] : [usedBy, ...usesOf(usedBy)];
}
