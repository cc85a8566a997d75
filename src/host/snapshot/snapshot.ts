import type { Reader } from '../../core/reader.ts';

/** Questions to a host that have an answer which can be written down as it is. */
export const questions = [
  'stat',
  'list',
  'readlink',
  'resolve',
  'isGuarded',
  'account',
  'accountOf',
  'group',
  'service',
  'pm2',
  'pm2Saved',
  'pm2Folder',
] as const satisfies readonly (keyof Reader)[];

/** Answer of a host, as it is written down. */
export type HostAnswer =
  | boolean
  | { readonly state: 'present'; readonly value: unknown }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly reason: string };

/** A content that was read, by the path that was asked for. */
export interface Noted {
  readonly path: string;
  readonly content: Uint8Array;
}

/** A host as a plan looked at it. */
export interface Snapshot {
  readonly live: boolean;
  readonly answers: ReadonlyMap<string, HostAnswer>;
  readonly contents: readonly Noted[];
  /** Paths of contents, and questions, that are not in it because they are, or may be, secret. */
  readonly leftOut: readonly string[];
}

/** Key of a question with its arguments; those that are not given do not count. */
export function keyOf(question: string, args: readonly unknown[]): string {
  return JSON.stringify([question, ...args.filter((one) => one !== undefined)]);
}

/** Tells a path whose things the kernel makes anew at each look. */
export function isMadeByKernel(path: string): boolean {
  return /^\/(?:proc|sys|dev|run)(?:\/|$)/u.test(path);
}
