import { lower } from '../config/text.ts';
import type { Edit } from '../config/edits.ts';
import { writeArgs, type SectionNode } from '../config/tree.ts';
import type { Line } from '../config/view.ts';
import type { Wanted } from './arrange.ts';
import { sameWords } from './values.ts';

/** Edits that put lines among others of their name, which stay. */
export function putAmong(
  there: readonly Line[],
  wanted: readonly Wanted[],
  place: SectionNode | null,
): readonly Edit[] {
  const edits: Edit[] = [];
  const left = [...there];
  for (const one of wanted) {
    const missing = missingOf(there, one);
    if (missing === undefined) continue;
    const at = left.findLastIndex((line) => isOfSame(line, one));
    const [old] = at === -1 ? [] : left.splice(at, 1);
    const last = there.at(-1);
    if (old !== undefined) edits.push({ edit: 'replace', node: old.node, args: missing });
    else
      edits.push({
        edit: 'insert',
        name: one.name,
        args: missing,
        where: last ? { after: last.node } : { in: place },
      });
  }
  return edits;
}

/** Edits that take lines away from others of their name. */
export function takeFrom(there: readonly Line[], unwanted: readonly Wanted[]): readonly Edit[] {
  return there.flatMap((line): readonly Edit[] => {
    const { node, args } = line;
    const going = unwanted.filter((one) => one.name.toLowerCase() === node.name.toLowerCase());
    if (going.some(({ words }) => sameWords(args, words) || sameWords(node.args, words)))
      return [{ edit: 'remove', node }];
    if (!isList(node.name)) return [];
    const gone = new Set(going.flatMap(({ words }) => words.map(lower)));
    const kept = node.args.filter((word) => !gone.has(lower(word)));
    if (kept.length === node.args.length) return [];
    return [kept.length === 0 ? { edit: 'remove', node } : { edit: 'replace', node, args: writeArgs(kept) }];
  });
}

/** Part of a line that is not there yet; undefined: nothing is missing. */
function missingOf(there: readonly Line[], { name, words, text }: Wanted): string | undefined {
  if (there.some(({ node, args }) => sameWords(args, words) || sameWords(node.args, words))) return undefined;
  if (!isList(name)) return text;
  const known = new Set(there.flatMap(({ args }) => args.map(lower)));
  const more = words.filter((word) => !known.has(lower(word)));
  return more.length === 0 ? undefined : writeArgs(more);
}

/** Tells whether each word of a directive stands for itself, whatever line it is in. */
function isList(name: string): boolean {
  return /^serveralias$/iu.test(name);
}

/** Tells whether a line speaks of the same thing as another, of which only one can be right. */
function isOfSame({ args }: Line, { name, words }: Wanted): boolean {
  const subject = subjectOf(name, words);
  return subject !== undefined && subjectOf(name, args) === subject;
}

/** The one thing that a line speaks of; undefined: another line of its name may say more of it. */
function subjectOf(name: string, words: readonly string[]): string | undefined {
  switch (lower(name)) {
    case 'header':
    case 'requestheader': {
      const [first = '', ...more] = words;
      const [action = '', header = ''] = /^(?:always|onsuccess)$/iu.test(first) ? more : words;
      const when = /^always$/iu.test(first) ? 'always' : '';
      return /^(?:set|setifempty|unset)$/iu.test(action) ? `${when} ${lower(header)}` : undefined;
    }
    case 'errordocument':
    case 'setenv':
    case 'define':
    case 'balancermember':
    case 'proxypass':
    case 'proxypassmatch':
    case 'alias':
    case 'scriptalias':
    case 'expiresbytype':
      return words[0];
    default:
      return undefined;
  }
}
