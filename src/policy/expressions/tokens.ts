import { parseQuantity, type Quantity } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { fault, type ExpressionFault, type Span } from './fault.ts';

/** A piece of a condition. */
export interface Token {
  readonly kind: 'number' | 'text' | 'pattern' | 'name' | 'sign' | 'end';
  readonly start: number;
  readonly end: number;
  /** A name, a sign, the characters of a text, or an expression over text as other languages write it. */
  readonly text: string;
  /** The number, in seconds, bytes or a share of one where it has a unit. */
  readonly quantity?: Quantity;
}

/** The pieces of a condition, or the first characters that are none. */
export function tokensOf(expression: string): readonly Token[] | ExpressionFault {
  const tokens: Token[] = [];
  for (let at = 0; at < expression.length;) {
    const blank = match(/(?:[ \t\r\n]+|\/\/[^\n]*)/y, expression, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token =
      numberAt(expression, at) ??
      textAt(expression, at) ??
      patternAt(expression, at, tokens) ??
      plainAt(expression, at, 'name', /[A-Za-z_]\w*/y) ??
      signAt(expression, at);
    if ('message' in token) return token;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', start: expression.length, end: expression.length, text: '' });
  return tokens;
}

function match(pattern: RegExp, expression: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(expression)?.[0];
}

function plainAt(expression: string, at: number, kind: Token['kind'], pattern: RegExp): Token | undefined {
  const text = match(pattern, expression, at);
  return text === undefined ? undefined : { kind, start: at, end: at + text.length, text };
}

const number = /0x[0-9a-fA-F]+|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const unit = /(?:[A-Za-z_]\w*(?:\.?\d+\w*)*)/y;
/** A percent sign behind which no operand stands: else it is the remainder of a division. */
const percent = /%(?=\s*(?:$|[)\]},&|=!<>?:+*/]|-\s)|\s+-\s)|\s*%(?=\s*(?:$|[)\]},&|=!<>?:]))/y;

function numberAt(expression: string, at: number): Token | ExpressionFault | undefined {
  const digits = match(number, expression, at);
  if (digits === undefined) return undefined;
  const share = match(percent, expression, at + digits.length);
  const letters = match(unit, expression, at + digits.length) ?? '';
  const text = digits + (share ?? letters);
  const end = at + text.length;
  const token = { kind: 'number', start: at, end, text } as const;
  if (share === undefined && letters === '') {
    const decimal = /^\d+$/u.test(digits) ? match(/(?:,\d+)+(?![\w.])/y, expression, end) : undefined;
    if (decimal !== undefined && !inList(expression, at)) {
      const whole = digits + decimal;
      if (/^\d{1,3}(?:,\d{3})+$/u.test(whole))
        return apartThousands({ start: at, end: at + whole.length }, whole);
      return fault(
        { start: at, end: end + decimal.length },
        t('expression.decimal_comma', { written: whole }),
        t('expression.decimal_comma_cure'),
        `${digits}.${decimal.slice(1)}`,
      );
    }
    const apart = match(unitApart, expression, end);
    if (apart !== undefined)
      return fault(
        { start: at, end: end + apart.length },
        t('expression.unit', { written: digits + apart }),
        t('expression.unit_cure'),
        meantUnit(digits, apart.trim()),
      );
    return { ...token, quantity: { kind: 'count', value: Number(digits) } };
  }
  const quantity = parseQuantity(text.replaceAll(/\s/gu, ''));
  if (quantity !== undefined) return { ...token, quantity };
  if (/^\d{1,3}(?:_\d{3})+$/u.test(text)) return apartThousands({ start: at, end }, text);
  const meant = meantUnit(digits, letters);
  return fault({ start: at, end }, t('expression.unit', { written: text }), t('expression.unit_cure'), meant);
}

function apartThousands(at: Span, text: string): ExpressionFault {
  const meant = text.replaceAll(/[,_]/gu, '');
  return fault(
    at,
    t('expression.thousands_apart', { written: text }),
    t('expression.write', { meant }),
    meant,
  );
}

/** The word of a unit behind a blank, where nothing goes on with it. */
const unitApart =
  /[ \t]+(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|percent|[kKMGT]i?B|bytes?)(?=\s*(?:$|[)&|<>=!]))/y;

/** Tells whether a place is in a list, a mapping or the arguments of a call, where commas part values. */
function inList(expression: string, at: number): boolean {
  let depth = 0;
  for (let before = at - 1; before >= 0; before -= 1) {
    const character = expression[before];
    if (character === ')' || character === ']' || character === '}') depth += 1;
    if ((character === '[' || character === '{') && depth === 0) return true;
    if (character === '(' && depth === 0) return /\w\s*$/u.test(expression.slice(0, before));
    if (character === '(' || character === '[' || character === '{') depth -= 1;
  }
  return false;
}

const unitWords: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?|milisegundos?)$/iu, 'ms'],
  [/^(?:s|secs?|seconds?|segundos?)$/iu, 's'],
  [/^(?:mins?|minutes?|minutos?)$/iu, 'm'],
  [/^(?:h|hrs?|hours?|horas?)$/iu, 'h'],
  [/^(?:d|days?|d[ií]as?)$/iu, 'd'],
  [/^(?:w|weeks?|semanas?)$/iu, 'w'],
  [/^(?:percent|pct)$/iu, '%'],
  [/^(?:b|bytes?)$/iu, 'B'],
];

/** A number with the unit that a misspelt one is likely meant to be. */
export function meantUnit(digits: string, letters: string): string | undefined {
  const word = unitWords.find(([pattern]) => pattern.test(letters));
  if (word !== undefined) return digits + word[1];
  const [, prefix = '', binary = ''] = /^([kmgt])(i?)b?$/iu.exec(letters) ?? [];
  if (prefix === '') return undefined;
  const size = prefix.toUpperCase() + (binary === '' ? 'B' : 'iB');
  return digits + size;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
};
const quoted = /[rR]?(?:"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*')/y;
/** In a raw text a backslash is one, and a quote ends it. */
const rawQuoted = /[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')/y;

function textAt(expression: string, at: number): Token | ExpressionFault | undefined {
  const raw = match(rawQuoted, expression, at);
  const written = raw ?? match(quoted, expression, at);
  if (written === undefined) {
    const open = match(/["']/y, expression, at);
    if (open === undefined) return undefined;
    return fault(
      { start: at, end: expression.length },
      t('expression.quote_open'),
      t('expression.quote_open_cure'),
    );
  }
  const end = at + written.length;
  const bare = raw === undefined ? written : written.slice(1);
  const marks = /^(?:"""|''')/u.test(bare) ? 3 : 1;
  const inner = bare.slice(marks, -marks);
  if (raw !== undefined) return { kind: 'text', start: at, end, text: inner };
  let wrong: string | undefined;
  const text = inner.replaceAll(
    /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/gu,
    (all, hex?: string, four?: string, eight?: string, octal?: string, one?: string) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) return character(Number.parseInt(code, 16)) ?? ((wrong ??= all), '');
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const known = escapes[one ?? ''];
      if (known === undefined) wrong ??= all;
      return known ?? '';
    },
  );
  if (wrong !== undefined)
    return fault(
      { start: at, end },
      t('expression.escape', { written: wrong }),
      t('expression.escape_cure'),
      `r${bare}`,
    );
  return { kind: 'text', start: at, end, text };
}

/** `/online|stopped/i` where nothing can be divided, or behind a word that asks for an expression over text. */
function patternAt(expression: string, at: number, tokens: readonly Token[]): Token | undefined {
  const [dot, before] = [tokens.at(-2), tokens.at(-1)];
  const isOperand = before === undefined || (before.kind === 'sign' && !/^[)\]}]$/u.test(before.text));
  const isAsked = dot?.text !== '.' && /^(?:matches|regexp?|rlike)$/iu.test(before?.text ?? '');
  if (!isOperand && !isAsked) return undefined;
  return plainAt(expression, at, 'pattern', /\/(?:[^/\\\n]|\\[^\n])+\/[a-z]*/y);
}

function character(code: number): string | undefined {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

const sign = /&&|\|\||[<>=!]=(?!=)|[<>!()[\]{},.?:+*/%-]/y;
/** Characters that people write for a sign, and the sign. */
const meantSigns: readonly (readonly [RegExp, string])[] = [
  [/===/y, '=='],
  [/!==/y, '!='],
  [/=!/y, '!='],
  [/:=/y, '=='],
  [/->/y, '.'],
  [/#/y, '//'],
  [/<>/y, '!='],
  [/=>|≥/y, '>='],
  [/=<|≤/y, '<='],
  [/≠|~=/y, '!='],
  [/=(?!=)/y, '=='],
  [/&(?!&)/y, '&&'],
  [/×/y, '*'],
  [/÷/y, '/'],
  [/[−–—]/y, '-'],
];

function signAt(expression: string, at: number): Token | ExpressionFault {
  const smart = match(/[“”„«»‟][^“”„«»‟"]*[“”„«»‟"]?|[‘’‚‛´`][^‘’‚‛´`']*[‘’‚‛´`']?/y, expression, at);
  if (smart !== undefined)
    return fault(
      { start: at, end: at + smart.length },
      t('expression.smart_quotes', { written: smart }),
      t('expression.smart_quotes_cure'),
      `"${smart.replaceAll(/[“”„«»‟‘’‚‛´`"]/gu, '').replace(/'$/u, '')}"`,
    );
  const braces = match(/\{\{\s*(?:[\w.]+\s*)?\}\}|\$\{\s*(?:[\w.]+\s*)?\}|\$\w+/y, expression, at);
  if (braces !== undefined)
    return fault(
      { start: at, end: at + braces.length },
      t('expression.braces', { written: braces }),
      t('expression.braces_cure'),
      braces.replaceAll(/[{}\s$]/gu, ''),
    );
  const blank = match(/[^\S \t\r\n]+|[\u200B\u2060\uFEFF]+/y, expression, at);
  if (blank !== undefined)
    return fault(
      { start: at, end: at + blank.length },
      t('expression.odd_blank'),
      t('expression.odd_blank_cure'),
      ' ',
    );
  const matched = plainAt(expression, at, 'sign', /[=!]?~(?!=)/y);
  if (matched !== undefined) return matched;
  if (expression[at] === ';')
    return fault(
      { start: at, end: at + 1 },
      t('expression.surplus', { written: ';' }),
      t('expression.surplus_cure'),
      '',
    );
  for (const [pattern, meant] of meantSigns) {
    const written = match(pattern, expression, at);
    if (written === undefined) continue;
    return fault(
      { start: at, end: at + written.length },
      t('expression.wrong_sign', { written, meant }),
      t('expression.wrong_sign_cure', { meant }),
      meant,
    );
  }
  const known = plainAt(expression, at, 'sign', sign);
  if (known !== undefined) return known;
  if (expression[at] === '|')
    return fault({ start: at, end: at + 1 }, t('expression.pipe'), t('expression.pipe_cure'), undefined);
  const written = String.fromCodePoint(expression.codePointAt(at) ?? 0);
  return fault(
    { start: at, end: at + written.length },
    t('expression.character', { written }),
    t('expression.syntax_cure'),
  );
}
