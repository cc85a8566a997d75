import { Failure } from '../../../core/failure.ts';
import { bytesOf, lower } from './text.ts';
import { nextLine, restOf, scanOf, takeWord } from './lexer.ts';
import { useMacro, type Macro } from './macro.ts';
import { readTree, type Tree } from './tree.ts';

/** A file with the text of its macros put in: where they open and close sections, only the whole nests. */
interface Nested {
  readonly tree: Tree;
  /** The line of the file that each line comes from. */
  readonly lines: readonly number[];
  /** The line of the first Use. */
  readonly unnested: number;
}

/**
 * Reads a file as mod_macro hands it on where a macro in it opens a section that something else closes, or the other
 * way round. Undefined: its own tree will do, or the whole does not nest either.
 */
export function nested(
  text: string,
  path: string,
  broken: boolean,
  known: (name: string) => Macro | undefined,
): Nested | undefined {
  if (!/^[ \t]*use[ \t]/imu.test(text)) return undefined;
  const spliced = splice(text, known);
  if (spliced.unnested === undefined || !(broken || spliced.odd)) return undefined;
  try {
    return { tree: readTree(bytesOf(spliced.text), path), lines: spliced.lines, unnested: spliced.unnested };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

interface Spliced {
  readonly text: string;
  readonly lines: readonly number[];
  readonly unnested: number | undefined;
  /** True: the text of some macro does not nest in itself. */
  readonly odd: boolean;
}

function splice(text: string, known: (name: string) => Macro | undefined): Spliced {
  const own = new Map<string, Macro>();
  const lines: number[] = [];
  let out = '';
  let unnested: number | undefined;
  let odd = false;
  let macro: { readonly name: string; readonly parameters: readonly string[]; body: string } | undefined;
  const put = (piece: string, line: number): void => {
    out += piece.endsWith('\n') ? piece : `${piece}\n`;
    while (lines.length < out.split('\n').length - 1) lines.push(line);
  };
  for (const scan = scanOf(text); nextLine(scan);) {
    const { start, at, number } = scan;
    const piece = text.slice(start, at);
    const word = lower(takeWord(scan));
    if (macro !== undefined) {
      if (word === '</macro>') {
        own.set(macro.name, macro);
        macro = undefined;
      } else macro.body += piece;
      put(piece, number);
      continue;
    }
    if (word === '<macro') {
      const [name = '', ...parameters] = restOf(scan)
        .map((one) => one.replace(/>$/u, ''))
        .filter((one) => one !== '');
      macro = { name: lower(name), parameters, body: '' };
    }
    const words = word === 'use' ? restOf(scan) : [];
    const used =
      own.get(lower(words[0] ?? '')) ?? (word === 'use' ? known(lower(words[0] ?? '')) : undefined);
    if (used === undefined) {
      put(piece, number);
      continue;
    }
    const said = useMacro(used, words.slice(1));
    if (!nests(said)) {
      odd = true;
      unnested ??= number;
    }
    put(nests(said) ? piece : said, number);
  }
  return { text: out, lines, unnested, odd };
}

function nests(text: string): boolean {
  try {
    readTree(bytesOf(text), '');
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
