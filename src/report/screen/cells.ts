import { eastAsianWidth } from 'get-east-asian-width';
import { cutTo } from '../../core/cut.ts';
import { withoutMarks, type Paint } from '../colour.ts';
import type { Writing } from '../writing.ts';

/** Text of which each unit takes a column: Latin, and the signs that kapa draws with. */
const plain =
  /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2200-\u22FF\u2580-\u259F\u2713\u2717]*$/u;
/** Signs that stand above, below or beside another and take no column of their own. */
const withoutWidth = /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]+$/u;
let segmenter: Intl.Segmenter | undefined;

/** Signs of a text as people count them. The table that tells them takes 10 ms to load. */
function* signsOf(text: string): Iterable<string> {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Columns that a text takes on a terminal; its colours take none. */
export function widthOf(painted: string): number {
  const text = withoutMarks(painted);
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const sign of signsOf(text))
    if (sign.includes('\uFE0F')) width += 2;
    else if (!withoutWidth.test(sign)) width += eastAsianWidth(sign.codePointAt(0) ?? 0);
  return width;
}

/** A text that takes no more than some columns: what does not fit is cut, with `…` in its place and without colours. */
export function cut(painted: string, columns: number): string {
  if (widthOf(painted) <= columns) return painted;
  const text = withoutMarks(painted);
  let kept = '';
  let width = 0;
  for (const sign of signsOf(cutTo(text, text.length))) {
    width += widthOf(sign);
    if (width > columns - 1) break;
    kept += sign;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}

/** A text that takes exactly some columns: cut, or with blanks behind it. */
function padded(text: string, columns: number): string {
  const shown = cut(text, columns);
  return `${shown}${' '.repeat(Math.max(0, columns - widthOf(shown)))}`;
}

/** A part of a line: its text, and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

/** A text parted at its blanks into lines of some columns; a word that is longer stands by itself. */
export function parted(text: string, columns: number): readonly string[] {
  const lines: string[][] = [];
  let width = 0;
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    width += 1 + widthOf(word);
    if (line !== undefined && width <= columns) line.push(word);
    else {
      lines.push([word]);
      width = widthOf(word);
    }
  }
  return lines.map((words) => words.join(' '));
}

/** A text without secrets over as many lines as it takes, each at an indent; words that are longer than a line are cut. */
export function wrapped(text: string, page: Page, indent: number): readonly string[] {
  return beside('', indent, text, page);
}

/** Page that lines are laid out for: its width, and how secrets are taken out. */
type Page = Pick<Writing, 'columns' | 'masked'>;

/** A text as it is wrapped, beside a head that takes some columns of its first line. */
export function beside(head: string, columns: number, text: string, page: Page): readonly string[] {
  const room = Math.max(1, page.columns - columns);
  return parted(page.masked(text), room).map((line, at) => {
    const before = at === 0 ? head : '';
    return `${before}${' '.repeat(columns - widthOf(before))}${cut(line, room)}`.trimEnd();
  });
}

/** Step that makes a line shorter: a column is narrowed to some width as far as it must be, or with 0 left out. */
export interface Shortening {
  readonly column: number;
  readonly to: number;
}

/** Widths of columns whose cells want some, shortened step by step until all fit; `gap` stands between two columns. */
export function widths(
  wanted: readonly number[],
  steps: readonly Shortening[],
  room: number,
  gap: number,
): readonly number[] {
  const given = [...wanted];
  for (const { column, to } of steps) {
    const shown = given.filter((width) => width > 0);
    const over = shown.reduce((sum, width) => sum + width, gap * (shown.length - 1)) - room;
    if (over <= 0) break;
    const width = given[column] ?? 0;
    given[column] = to === 0 ? 0 : Math.min(width, Math.max(to, width - over));
  }
  return given;
}

/** Cells of a line, each in its width, painted; columns of no width are left out, and blanks at the end. */
export function cellLine(
  cells: readonly (Cell | undefined)[],
  given: readonly number[],
  gap: number,
): string {
  const shown = given.flatMap((width, at) => (width > 0 ? [{ width, cell: cells[at] ?? { text: '' } }] : []));
  const last = shown.findLastIndex(({ cell }) => cell.text !== '');
  return shown
    .slice(0, last + 1)
    .map(({ width, cell: { text, paint = (plain) => plain } }, at) =>
      paint(at === last ? cut(text, width) : padded(text, width)),
    )
    .join(' '.repeat(gap));
}
