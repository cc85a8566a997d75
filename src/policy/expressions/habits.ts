import { t } from '../../core/text.ts';
import { fault, type ExpressionFault, type Span } from './fault.ts';
import { unslashed } from './slashed.ts';
import type { Token } from './tokens.ts';

/** Words of other languages, and the sign that they are here. */
const meantWords: readonly (readonly [RegExp, string])[] = [
  [/^(?:and|y|et|und)$/iu, '&&'],
  [/^(?:or|o|oder)$/iu, '||'],
  [/^(?:is|eq|equals)$/iu, '=='],
  [/^ne$/iu, '!='],
  [/^(?:I[Nn]|iN)$/u, 'in'],
  [/^gt$/iu, '>'],
  [/^ge$/iu, '>='],
  [/^lt$/iu, '<'],
  [/^le$/iu, '<='],
];

/** Words that other languages put between two texts, and the function that they are here. */
const meantMethods: Readonly<Record<string, string>> = {
  contains: 'contains',
  includes: 'contains',
  like: 'contains',
  ilike: 'contains',
  matches: 'matches',
  regexp: 'matches',
  '~': 'matches',
  '=~': 'matches',
  '!~': 'matches',
  rlike: 'matches',
  startswith: 'startsWith',
  endswith: 'endsWith',
};

/**
 * The fault of a piece that cannot stand where it does, as somebody means it who writes conditions of other languages;
 * undefined: no such habit is known.
 */
export function habitAt(
  tokens: readonly Token[],
  at: number,
  expression: string,
): ExpressionFault | undefined {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token === undefined) return undefined;
  if (token.kind === 'name')
    return (
      betweenBounds(tokens, at, expression) ??
      asksWhetherKnown(tokens, at, expression) ??
      eitherOf(tokens, at, expression) ??
      infix(tokens, at, expression) ??
      word(tokens, at)
    );
  if (token.kind === 'pattern') {
    const meant = patternText(token.text);
    return otherwise(token, token, token.text, meant);
  }
  if (token.text.endsWith('~')) return infix(tokens, at, expression);
  if (token.kind === 'sign' && token.text === ',') return listInParentheses(tokens, at, expression);
  if (token.kind === 'sign' && before?.kind === 'sign' && before.text === token.text)
    return surplus(token, { start: before.end, end: token.end });
  if (token.kind === 'sign' && token.text === ')' && before !== undefined)
    return surplus(token, { start: before.end, end: token.end });
  if (token.kind === 'number' && before?.kind === 'number')
    return fault(
      { start: before.start, end: token.end },
      t('expression.thousands_apart', { written: expression.slice(before.start, token.end) }),
      t('expression.write', { meant: before.text + token.text }),
      before.text + token.text,
    );
  return undefined;
}

function isWord(token: Token | undefined, pattern: RegExp): token is Token & { readonly kind: 'name' } {
  return token?.kind === 'name' && pattern.test(token.text);
}

/** A piece that is one too many. */
function surplus(token: Span & Pick<Token, 'text'>, replaces: Span): ExpressionFault {
  return fault(token, t('expression.surplus', { written: token.text }), t('expression.surplus_cure'), '', {
    replaces,
  });
}

function wrongSign(at: Span, written: string, meant: string): ExpressionFault {
  return fault(
    at,
    t('expression.wrong_sign', { written, meant }),
    t('expression.wrong_sign_cure', { meant }),
    meant,
  );
}

/** `x and y`, `x is not y`, `if x`. */
function word(tokens: readonly Token[], at: number): ExpressionFault | undefined {
  const token = tokens[at] as Token;
  const next = tokens[at + 1];
  const before = tokens[at - 1];
  if (isWord(token, /^is$/iu) && isWord(next, /^not$/iu))
    return wrongSign({ start: token.start, end: next.end }, `${token.text} ${next.text}`, '!=');
  const meant = meantWords.find(([pattern]) => pattern.test(token.text));
  if (meant !== undefined) return wrongSign(token, token.text, meant[1]);
  if (isWord(before, /^(?:if|when|where|si|cuando)$/iu))
    return surplus(before, { start: before.start, end: token.start });
  if (isWord(before, /^no$/iu)) return wrongSign({ start: before.start, end: token.start }, before.text, '!');
  return undefined;
}

/** `x between a and b`. */
function betweenBounds(
  tokens: readonly Token[],
  at: number,
  expression: string,
): ExpressionFault | undefined {
  const token = tokens[at] as Token;
  if (!isWord(token, /^(?:between|entre)$/iu)) return undefined;
  const left = operandBefore(tokens, at);
  const low = operandAfter(tokens, at);
  const high =
    low === undefined || !/^(?:and|y|&&)$/iu.test(tokens[low.last + 1]?.text ?? '')
      ? undefined
      : operandAfter(tokens, low.last + 1);
  if (left === undefined || low === undefined || high === undefined) return undefined;
  const text = ({ start, end }: Span): string => expression.slice(start, end);
  const bounds = [low, high].map((bound) => text(bound).replaceAll(/\D/gu, ''));
  const isOvernight = text(left).startsWith('now()') && Number(bounds[0]) > Number(bounds[1]);
  const both = `${text(left)} >= ${text(low)} ${isOvernight ? '||' : '&&'} ${text(left)} <= ${text(high)}`;
  const meant = isOvernight ? `(${both})` : both;
  return otherwise(token, { start: left.start, end: high.end }, token.text, meant);
}

/** `x not in [...]`, `x like "..."`. */
function infix(tokens: readonly Token[], at: number, expression: string): ExpressionFault | undefined {
  const token = tokens[at] as Token;
  const left = operandBefore(tokens, at);
  const notIn = isWord(token, /^not$/iu) && isWord(tokens[at + 1], /^in$/iu);
  const right = operandAfter(tokens, notIn ? at + 1 : at);
  if (left === undefined || right === undefined) return undefined;
  const [subject, object] = [left, right].map(({ start, end }) => expression.slice(start, end));
  const whole = { start: left.start, end: right.end };
  if (notIn)
    return otherwise(
      { start: token.start, end: (tokens[at + 1] as Token).end },
      whole,
      'not in',
      `!(${subject} in ${object})`,
    );
  const lower = token.text.toLowerCase();
  const method = Object.hasOwn(meantMethods, lower) ? meantMethods[lower] : undefined;
  const { kind = 'end' } = tokens[right.last] ?? {};
  if (method === undefined || object === undefined || (kind !== 'text' && kind !== 'pattern'))
    return undefined;
  const plain = method === 'contains' ? object.replaceAll(/(?<=^["'])%|%(?=["']$)/gu, '') : object;
  const meant = `${subject}.${method}(${kind === 'pattern' ? patternText(object) : plain})`;
  return otherwise(token, whole, token.text, token.text === '!~' ? `!${meant}` : meant);
}

/** `/on.*\/x/i` as the text that an expression is here. */
function patternText(written: string): string {
  const text = unslashed(written, '*') ?? written;
  if (text.includes('"')) return JSON.stringify(text);
  return text.includes('\\') ? `r"${text}"` : `"${text}"`;
}

/** `x is defined`, `x is not none`. */
function asksWhetherKnown(
  tokens: readonly Token[],
  at: number,
  expression: string,
): ExpressionFault | undefined {
  const token = tokens[at] as Token;
  if (!isWord(token, /^is$/iu)) return undefined;
  const isNegated = isWord(tokens[at + 1], /^not$/iu);
  const what = tokens[at + (isNegated ? 2 : 1)];
  const left = operandBefore(tokens, at);
  if (left === undefined || !isWord(what, /^(?:defined|known|undefined|unknown|none|null|nil)$/iu))
    return undefined;
  const isKnown = isWord(what, /^(?:defined|known)$/iu) !== isNegated;
  const meant = `${isKnown ? 'known' : 'absent'}(${expression.slice(left.start, left.end)})`;
  const asked = { start: token.start, end: what.end };
  return otherwise(
    asked,
    { start: left.start, end: what.end },
    expression.slice(asked.start, asked.end),
    meant,
  );
}

/** `a xor b`: two conditions that differ. */
function eitherOf(tokens: readonly Token[], at: number, expression: string): ExpressionFault | undefined {
  const token = tokens[at] as Token;
  if (!isWord(token, /^xor$/iu)) return undefined;
  const [left, right] = [sideOf(tokens, at, -1), sideOf(tokens, at, 1)];
  if (left === undefined || right === undefined) return undefined;
  const [first, second] = [left, right].map(({ start, end, isOne }) => {
    const text = expression.slice(start, end);
    return isOne ? text : `(${text})`;
  });
  return otherwise(token, { start: left.start, end: right.end }, token.text, `${first} != ${second}`);
}

/** The condition on one side of a word, up to the next `&&`, `||` or bracket that is open there. */
function sideOf(
  tokens: readonly Token[],
  at: number,
  step: 1 | -1,
): (Span & { readonly isOne: boolean }) | undefined {
  const [opens, closes] = [Object.keys(brackets), Object.values(brackets)];
  let isOne = true;
  let last = at;
  for (let next = at + step; next >= 0 && next < tokens.length; next = last + step) {
    const { kind, text } = tokens[next] as Token;
    const isSign = kind === 'sign';
    if (
      kind === 'end' ||
      (isSign && (/^(?:&&|\|\||[,?:])$/u.test(text) || (step > 0 ? closes : opens).includes(text)))
    )
      break;
    last = isSign && (step > 0 ? opens : closes).includes(text) ? partnerOf(tokens, next, step) : next;
    if (isSign && /^[<>=!+*/%-]/u.test(text)) isOne = false;
  }
  if (last === at) return undefined;
  const [from, to] = step > 0 ? [at + 1, last] : [last, at - 1];
  return { start: (tokens[from] as Token).start, end: (tokens[to] as Token).end, isOne };
}

/** `x in ("a", "b")`. */
function listInParentheses(
  tokens: readonly Token[],
  at: number,
  expression: string,
): ExpressionFault | undefined {
  let open = at - 1;
  while (open > 0 && tokens[open]?.text !== '(') open = partnerOf(tokens, open, -1) - 1;
  const close = tokens[partnerOf(tokens, open, 1)];
  const [opening, before] = [tokens[open], tokens[open - 1]];
  if (opening?.text !== '(' || close?.text !== ')' || !isWord(before, /^in$/u)) return undefined;
  const written = expression.slice(opening.start, close.end);
  const meant = `[${written.slice(1, -1)}]`;
  return fault(
    { start: opening.start, end: close.end },
    t('expression.list_brackets', { written }),
    t('expression.write', { meant }),
    meant,
  );
}

function otherwise(at: Span, replaces: Span, written: string, meant: string): ExpressionFault {
  return fault(at, t('expression.no_such_word', { written }), t('expression.write', { meant }), meant, {
    replaces,
  });
}

interface Operand extends Span {
  /** Its last piece. */
  readonly last: number;
}

const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Place of the bracket that belongs to one, in a direction; the end of the pieces where there is none. */
function partnerOf(tokens: readonly Token[], at: number, step: 1 | -1): number {
  let depth = 0;
  let place = at;
  do {
    const { kind, text = '' } = tokens[place] ?? {};
    if (kind === 'sign' && Object.hasOwn(brackets, text)) depth += step;
    if (kind === 'sign' && Object.values(brackets).includes(text)) depth -= step;
    place += step;
  } while (depth > 0 && place >= 0 && place < tokens.length);
  return place - step;
}

/** Operand before a piece, up to the nearest operator. */
function operandBefore(tokens: readonly Token[], at: number): Operand | undefined {
  const last = at - 1;
  let first = last;
  for (;;) {
    const token = tokens[first];
    if (token === undefined || token.kind === 'end') return undefined;
    if (token.kind === 'sign') {
      if (!Object.values(brackets).includes(token.text)) return undefined;
      first = partnerOf(tokens, first, -1);
      if (tokens[first - 1]?.kind === 'name') first -= 1;
    }
    const dot = tokens[first - 1];
    if (dot?.kind !== 'sign' || dot.text !== '.')
      return { start: (tokens[first] as Token).start, end: (tokens[last] as Token).end, last };
    first -= 2;
  }
}

/** Operand behind a piece, up to the next operator. */
function operandAfter(tokens: readonly Token[], at: number): Operand | undefined {
  const first = tokens[at + 1];
  if (first === undefined || first.kind === 'end') return undefined;
  let last = at + 1;
  for (;;) {
    const token = tokens[last];
    if (token?.kind === 'sign') {
      if (!Object.hasOwn(brackets, token.text)) return undefined;
      last = partnerOf(tokens, last, 1);
    }
    const next = tokens[last + 1];
    if (next?.kind === 'sign' && next.text === '.') last += 2;
    else if (next?.kind === 'sign' && next.text === '(' && tokens[last]?.kind === 'name') last += 1;
    else return { start: first.start, end: (tokens[last] ?? first).end, last };
  }
}
