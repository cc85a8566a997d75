import { lower } from './text.ts';
import type { SectionNode, Tree } from './tree.ts';

/** A directive that Apache really reads, with its place. */
export interface LoadedDirective {
  readonly kind: 'directive';
  /** Name and words once the values of variables are put in. */
  readonly name: string;
  readonly args: readonly string[];
  /** Path with links followed; of what a macro says, a name of its own. */
  readonly file: string;
  /** The path by which Apache came to it. */
  readonly via: string;
  /** Of what a macro says: the line of its Use. */
  readonly line: number;
  /** Position in its file at which it begins; undefined: a macro says it. */
  readonly start: number | undefined;
  /** The innermost section; conditions that hold are left out. Undefined: none. */
  readonly section: LoadedSection | undefined;
  /** The condition of which kapa cannot tell whether it holds: the directive may not be read at all. */
  readonly condition: string | undefined;
}

/** A section that Apache reads, and what it reads in it. */
export interface LoadedSection {
  readonly kind: 'section';
  readonly file: string;
  readonly via: string;
  readonly line: number;
  /** As it stands in its file, name and arguments as Apache has them. */
  readonly node: SectionNode;
  readonly section: LoadedSection | undefined;
  /** Name of the macro that says it. */
  readonly macro: string | undefined;
  readonly items: LoadedItem[];
}

/** A text that Apache reads: a file, or what a macro says; each time that it is read it is another. */
export interface LoadedText {
  readonly kind: 'text';
  readonly file: string;
  readonly via: string;
  /** Position in the text above at which the line begins that brings it in; undefined: none does. */
  readonly by: number | undefined;
  readonly tree: Tree;
  readonly section: LoadedSection | undefined;
  readonly condition: string | undefined;
  readonly depth: number;
  /** Moments in what is known, before and behind it; see Knowledge. */
  from: number;
  until: number;
  readonly items: LoadedItem[];
  /** Of nodes that are read otherwise than they stand there, by where they begin. */
  readonly marks: Map<number, Mark>;
  /** Its sections by where they begin. */
  readonly sections: Map<number, LoadedSection>;
  /** The line of the first Use in it whose macro opens or closes a section, so that its own nesting says nothing. */
  unnested: number | undefined;
}

/** Reading of a node of a file by Apache, where it differs from what stands there. */
export interface Mark {
  /** Of a condition: that it does not hold, or that only Apache could tell. */
  readonly condition?: 'fails' | 'unknown';
  /** With the values of variables put in. */
  readonly name?: string;
  readonly args?: readonly string[];
}

/** Part of what is read, in its order. */
export type LoadedItem = LoadedDirective | LoadedSection | LoadedText;

/** All directives, those in sections included. */
export function* directivesBelow(items: readonly LoadedItem[]): Generator<LoadedDirective> {
  for (const item of items)
    if (item.kind === 'directive') yield item;
    else yield* directivesBelow(item.items);
}

/** The directives that stand at a place itself, in an include or a macro or not. */
export function* directivesAt(
  items: readonly LoadedItem[],
  ...names: readonly string[]
): Generator<LoadedDirective> {
  for (const item of items)
    if (item.kind === 'text') yield* directivesAt(item.items, ...names);
    else if (item.kind === 'directive' && (names.length === 0 || isNamed(item.name, names))) yield item;
}

/** The sections that stand at a place itself. */
export function* sectionsAt(
  items: readonly LoadedItem[],
  ...names: readonly string[]
): Generator<LoadedSection> {
  for (const item of items)
    if (item.kind === 'text') yield* sectionsAt(item.items, ...names);
    else if (item.kind === 'section' && isNamed(item.node.name, names)) yield item;
}

/** The texts of files below a place, those in sections included. */
export function* textsBelow(items: readonly LoadedItem[]): Generator<LoadedText> {
  for (const item of items) {
    if (item.kind === 'directive') continue;
    if (item.kind === 'text') yield item;
    yield* textsBelow(item.items);
  }
}

/** Place of a directive or section for people: the file below Apache's folder, and the line. */
export function placeInFiles({ via, line }: Pick<LoadedDirective, 'via' | 'line'>): string {
  return `${via.replace(/^\/etc\/apache2\//u, '')}:${line}`;
}

function isNamed(name: string, names: readonly string[]): boolean {
  const wanted = lower(name);
  return names.some((one) => lower(one) === wanted);
}
