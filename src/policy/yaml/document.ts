import type { Finding } from '../../core/finding.ts';
import type { Place } from '../../core/place.ts';
import type { Locate, Path } from '../../core/policy.ts';

/** Characters of a file that the package reads, at most: it takes a hundred times as much memory. */
export const mostCharacters = 2 * 1024 * 1024;

/** Characters of a text, from the first to behind the last. */
export type Range = readonly [from: number, to: number];

/** A policy file as it was read. */
export interface PolicyFile {
  readonly path: string;
  readonly text: string;
}

/** One YAML document: its value, and where things stand in it. */
export interface PolicyDocument {
  readonly file: PolicyFile;
  readonly value: unknown;
  readonly locate: Locate;
  /** Beginning of the names of what it declares, in a module that is used under a name. */
  readonly scope?: string;
  /** The place of characters inside a scalar value, counted from its first; the whole value where it is written otherwise. */
  locateInside(path: Path, start: number, end: number): Place;
  /** The characters that a value was read from. */
  written(path: Path): string;
}

/** The documents of a file that could be read, and what is wrong with it. */
export interface Read {
  readonly documents: readonly PolicyDocument[];
  readonly findings: readonly Finding[];
}
