import type { Text } from './text.ts';

/** One of those who check by policies: a watch, or the last check of a group. Times are milliseconds since 1970. */
export interface Runner {
  readonly kind: 'watch' | 'check';
  readonly pid: number;
  readonly groups: readonly string[];
  /** Time when it began. */
  readonly since: number;
  /** Time when it read the policies that it works by. */
  readonly read: number;
  readonly named: readonly string[];
  readonly files: number;
  readonly others: readonly string[];
  readonly mark: string;
  /** Newer policies that it does not take, since they are invalid. */
  readonly refused?: { readonly at: number; readonly reason: Text };
}

/** Folder of the records in which runners write down what they have read. */
export const runnerFolder = 'runners';

/** Name of the note of a watch. */
export function watchNote(pid: number): string {
  return `${runnerFolder}/watch-${pid}.json`;
}

/** A runner as it is found, beside the policies of now. */
export interface FoundRunner extends Runner {
  /** The files have moved since it read them. */
  readonly moved: boolean;
}
