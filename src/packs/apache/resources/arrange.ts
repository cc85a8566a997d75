import { isAdditive } from '../config/review.ts';
import type { Edit } from '../config/edits.ts';
import type { SectionNode } from '../config/tree.ts';
import type { Line } from '../config/view.ts';
import { sameWords, type Arguments } from './values.ts';

/** A line that is to be there. */
export interface Wanted extends Arguments {
  readonly name: string;
}

type Where = Extract<Edit, { edit: 'insert' }>['where'];

/**
 * Edits that make lines of their names into those wanted. `there`: all such lines at the place, in their order. What is
 * right stays; `ordered`: only as far as it stands in the wanted order.
 */
export function arrange(
  there: readonly Line[],
  wanted: readonly Wanted[],
  { ordered, place }: { readonly ordered: boolean; readonly place: SectionNode | null },
): readonly Edit[] {
  return ordered ? inOrder(there, wanted, place) : asSet(there, wanted, place);
}

/**
 * The lines that a value of a directive is about. One of a directive whose lines add to each other is left alone in a
 * condition, `Listen 443` in `<IfModule ssl_module>`, unless it is wanted.
 */
export function linesMeant(there: readonly Line[], wanted: readonly Wanted[]): readonly Line[] {
  return there.filter(
    (line) =>
      line.isConditional !== true ||
      isOrdered(line.node.name) ||
      !isAdditive(line.node.name) ||
      wanted.some((one) => says(line, one)),
  );
}

/**
 * Tells whether the first, or the last, of a directive's lines that fits decides, so that their order is part
 * of what they say.
 */
export function isOrdered(name: string): boolean {
  return ordered.has(name.toLowerCase());
}

const ordered: ReadonlySet<string> = new Set(
  `alias aliasmatch scriptalias scriptaliasmatch redirect redirectmatch redirectpermanent redirecttemp
  rewritecond rewriterule proxypass proxypassmatch proxypassreverse proxypassreversecookiedomain
  proxypassreversecookiepath proxyhtmlurlmap header requestheader setenv unsetenv setenvif setenvifnocase setenvifexpr
  browsermatch browsermatchnocase require allow deny addinputfilter addoutputfilter setinputfilter setoutputfilter
  filterprovider filterchain substitute include includeoptional use`.split(/\s+/u),
);

function asSet(
  there: readonly Line[],
  wanted: readonly Wanted[],
  place: SectionNode | null,
): readonly Edit[] {
  const left = [...there];
  const missing = wanted.filter((one) => {
    const at = left.findIndex((line) => says(line, one));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  const edits: Edit[] = [];
  const last = there.at(-1);
  for (const { name, text } of missing) {
    const line = left.shift();
    if (line !== undefined) edits.push({ edit: 'replace', node: line.node, args: text });
    else edits.push({ edit: 'insert', name, args: text, where: last ? { after: last.node } : { in: place } });
  }
  for (const { node } of left) edits.push({ edit: 'remove', node });
  return edits;
}

function inOrder(
  there: readonly Line[],
  wanted: readonly Wanted[],
  place: SectionNode | null,
): readonly Edit[] {
  const kept = longestCommon(there, wanted);
  const edits: Edit[] = [];
  let [line, want] = [0, 0];
  for (const [keptLine, keptWant] of [...kept, [there.length, wanted.length] as const]) {
    const gap = there.slice(line, keptLine);
    const before = there[line - 1];
    const next = there[keptLine];
    let last = before;
    for (const { name, text } of wanted.slice(want, keptWant)) {
      const old = gap.shift();
      if (old !== undefined && old.node.name.toLowerCase() === name.toLowerCase()) {
        edits.push({ edit: 'replace', node: old.node, args: text });
        last = old;
        continue;
      }
      if (old !== undefined) gap.unshift(old);
      const where: Where = last ? { after: last.node } : next ? { before: next.node } : { in: place };
      edits.push({ edit: 'insert', name, args: text, where });
    }
    for (const { node } of gap) edits.push({ edit: 'remove', node });
    [line, want] = [keptLine + 1, keptWant + 1];
  }
  return edits;
}

function says({ node, args }: Line, { name, words }: Wanted): boolean {
  return (
    node.name.toLowerCase() === name.toLowerCase() && (sameWords(args, words) || sameWords(node.args, words))
  );
}

/** The longest row of lines that stand in both, as pairs of places. */
function longestCommon(
  there: readonly Line[],
  wanted: readonly Wanted[],
): readonly (readonly [number, number])[] {
  const lengths = Array.from({ length: there.length + 1 }, () =>
    Array.from({ length: wanted.length + 1 }, () => 0),
  );
  for (let i = there.length - 1; i >= 0; i -= 1)
    for (let j = wanted.length - 1; j >= 0; j -= 1) {
      const [line, want] = [there[i], wanted[j]];
      const row = lengths[i];
      if (line === undefined || want === undefined || row === undefined) continue;
      row[j] = says(line, want)
        ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
        : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < there.length && j < wanted.length;) {
    const [line, want] = [there[i], wanted[j]];
    if (line !== undefined && want !== undefined && says(line, want)) pairs.push([i++, j++]);
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}
