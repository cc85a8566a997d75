import type { Finding } from '../../../core/finding.ts';
import type { Path } from '../../../core/policy.ts';
import { t } from '../../../core/text.ts';
import type { Check, Subject } from './subject.ts';
import { isBelow, pathTo, textsIn } from './texts-in.ts';

/** A variable as another tool writes it. */
interface Foreign {
  readonly written: string;
  readonly name: string;
  readonly kind: 'variable' | 'tag' | 'block';
}

/** KAPA035: variables as other tools write them, where templates would have filled in theirs. */
export const foreignVariable: Check<'warning'> = function* foreignVariable(subject) {
  for (const { place, path, foreign } of foreignIn(subject)) {
    const { kind, written, name } = foreign;
    yield {
      id: 'KAPA035',
      severity: 'warning',
      place: place(path),
      message: t(kind === 'variable' ? 'lint.foreign_variable' : 'lint.foreign_template', { written }),
      cure: t(kind === 'block' ? 'lint.foreign_block_cure' : 'lint.foreign_variable_cure', { name }),
    } satisfies Finding;
  }
};

/** Names of variables that stand somewhere as another tool writes them: they are meant to be used there. */
export function foreignNames(subject: Subject): ReadonlySet<string> {
  return new Set([...foreignIn(subject)].map(({ foreign }) => foreign.name));
}

interface ForeignAt {
  readonly place: (path: Path) => Finding['place'];
  readonly path: Path;
  readonly foreign: Foreign;
}

function* foreignIn({ documents, names, set }: Subject): Iterable<ForeignAt> {
  for (const { value, locate } of documents)
    for (const { text, spot } of textsIn(value)) {
      if (!/\$\{|%\(|<%|\{%/u.test(text) || isBelow(spot, ownTexts)) continue;
      for (const foreign of foreignOf(text, (name) => names.vars.has(name)))
        yield { place: (at) => locate(at, 'value'), path: pathTo(spot), foreign };
    }
  for (const { spec, locate } of set.resources) {
    const { template, content, with: given } = spec as Readonly<Record<string, unknown>>;
    if (typeof template !== 'string' || typeof content !== 'string') continue;
    const isKnown = (name: string): boolean => names.vars.has(name) || Object.hasOwn(given ?? {}, name);
    for (const foreign of foreignOf(content, isKnown))
      yield { place: (at) => locate(at, 'value'), path: ['template'], foreign };
  }
}

/** Parts of a text that are as another tool writes them, of another template language once. */
function* foreignOf(text: string, isKnown: (name: string) => boolean): Iterable<Foreign> {
  for (const [written, prefix = '', name = ''] of text.matchAll(/\$\{(var\.|local\.)?([A-Za-z_]\w*)\}/gu))
    if (prefix !== '' || isKnown(name)) yield { written, name, kind: 'variable' };
  for (const [written, name = ''] of text.matchAll(/%\(([A-Za-z_]\w*)\)s/gu))
    if (isKnown(name)) yield { written, name, kind: 'variable' };
  for (const [written, of = '', inside = ''] of text.matchAll(
    /(?:<%([=-]?)|\{%-?)([^%{}<>]{1,200})-?%[>}]/gu,
  )) {
    const name = inside.match(/[A-Za-z_]\w*/gu)?.find(isKnown);
    if (name === undefined) continue;
    yield { written, name, kind: of === '=' ? 'tag' : 'block' };
    return;
  }
}

/** Texts that stand for themselves, shells' and Apache's among them, may hold `${...}` of their own. */
const ownTexts: ReadonlySet<string | number> = new Set([
  'run',
  'argv',
  'match',
  'scripts',
  'when',
  'clear_when',
  'only_if',
]);
