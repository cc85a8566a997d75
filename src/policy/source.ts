import type { Finding } from '../core/finding.ts';
import type { Place } from '../core/place.ts';
import type { Locate, Path } from '../core/policy.ts';

/** A policy file as it was read. */
export interface PolicyFile {
  readonly path: string;
  readonly text: string;
  /** What an earlier run kept of the very same text: parsing YAML is the slowest part of reading policies. */
  readonly kept?: readonly KeptDocument[];
}

/** A document as kept between runs; places of its sections and items by path, `resources/3`. */
export interface KeptDocument {
  readonly value: unknown;
  readonly places: Readonly<
    Record<string, readonly [line: number, column: number, endLine: number, endColumn: number]>
  >;
}

/** One YAML document: its value, and where things stand in it. */
export interface PolicyDocument {
  readonly file: PolicyFile;
  readonly value: unknown;
  readonly locate: Locate;
  /** The place of characters inside a scalar value, counted from its first; the whole value where it is not plain. */
  locateInside(path: Path, start: number, end: number): Place;
}

/** The documents of a file that could be read, and what is wrong with it. */
export interface Read {
  readonly documents: readonly PolicyDocument[];
  readonly findings: readonly Finding[];
}

/** Reads the documents of a file: as they were kept, else by parsing. */
export async function readDocuments(file: PolicyFile): Promise<Read> {
  if (file.kept === undefined) return (await import('./yaml_document.ts')).parseDocuments(file);
  const documents = file.kept.map(({ value, places }): PolicyDocument => {
    const locate: Locate = (path) => {
      const [line, column, endLine, endColumn] = places[path.slice(0, 2).join('/')] ??
        places[String(path[0])] ?? [1, 1, 1, 2];
      return { file: file.path, line, column, endLine, endColumn };
    };
    return { file, value, locate, locateInside: (path) => locate(path) };
  });
  return { documents, findings: [] };
}
