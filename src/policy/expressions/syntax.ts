import type { Quantity } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { fault, type ExpressionFault, type Span } from './fault.ts';
import { habitAt } from './habits.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Signs between two operands, besides `&&` and `||`. */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** A condition or a part of one. */
export type ConditionNode = Span &
  (
    | {
        readonly kind: 'number';
        readonly value: number;
        readonly unit: Quantity['kind'];
        readonly text: string;
      }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'bool'; readonly value: boolean }
    | { readonly kind: 'null' }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'member'; readonly of: ConditionNode; readonly name: string }
    | { readonly kind: 'index'; readonly of: ConditionNode; readonly at: ConditionNode }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly on: ConditionNode | undefined;
        readonly args: readonly ConditionNode[];
      }
    | { readonly kind: 'not' | 'minus'; readonly of: ConditionNode }
    | { readonly kind: 'and' | 'or'; readonly terms: readonly ConditionNode[] }
    | {
        readonly kind: 'binary';
        readonly operator: Operator;
        readonly left: ConditionNode;
        readonly right: ConditionNode;
      }
    | {
        readonly kind: 'choose';
        readonly test: ConditionNode;
        readonly then: ConditionNode;
        readonly otherwise: ConditionNode;
      }
    | { readonly kind: 'list'; readonly items: readonly ConditionNode[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [ConditionNode, ConditionNode])[] }
  );

/** Characters that a condition may have, and how deep its parts may stand in each other. */
const most = { characters: 10_000, depth: 100 } as const;

/** Reads a condition; the first thing in it that is wrong ends it. */
export function parse(expression: string): ConditionNode | ExpressionFault {
  if (expression.length > most.characters)
    return fault(
      { start: 0, end: 40 },
      t('expression.too_long', { most: most.characters }),
      t('expression.too_long_cure'),
    );
  const tokens = tokensOf(expression);
  if ('message' in tokens) return tokens;
  const parser: Parser = { tokens, expression, at: 0, depth: 0 };
  try {
    const node = choice(parser);
    const rest = peek(parser);
    if (rest.kind !== 'end') throw new Wrong(unexpected(parser));
    return node;
  } catch (error) {
    if (error instanceof Wrong) return error.fault;
    throw error;
  }
}

/** The parts of a node, in their order. */
export function partsOf(node: ConditionNode): readonly ConditionNode[] {
  switch (node.kind) {
    case 'member':
    case 'not':
    case 'minus':
      return [node.of];
    case 'index':
      return [node.of, node.at];
    case 'call':
      return node.on === undefined ? node.args : [node.on, ...node.args];
    case 'and':
    case 'or':
      return node.terms;
    case 'binary':
      return [node.left, node.right];
    case 'choose':
      return [node.test, node.then, node.otherwise];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flat();
    case 'number':
    case 'text':
    case 'bool':
    case 'null':
    case 'name':
      return [];
  }
}

interface Parser {
  readonly tokens: readonly Token[];
  readonly expression: string;
  at: number;
  depth: number;
}

class Wrong extends Error {
  readonly fault: ExpressionFault;
  constructor(wrong: ExpressionFault) {
    super(wrong.message.id);
    this.fault = wrong;
  }
}

function peek({ tokens, at }: Pick<Parser, 'tokens' | 'at'>): Token {
  return tokens[at] ?? (tokens.at(-1) as Token);
}

function isNext(parser: Parser, text: string): boolean {
  const token = peek(parser);
  return token.kind === 'sign' && token.text === text;
}

function takeSign(parser: Parser, text: string): boolean {
  if (!isNext(parser, text)) return false;
  parser.at += 1;
  return true;
}

function expect(parser: Parser, text: string): Token {
  const token = peek(parser);
  if (!takeSign(parser, text)) {
    if (token.kind !== 'end') throw new Wrong(unexpected(parser));
    throw new Wrong(
      fault(
        { start: Math.max(0, token.start - 1), end: token.end },
        t('expression.missing', { sign: text }),
        t('expression.missing_cure', { sign: text }),
      ),
    );
  }
  return token;
}

function within<T>(parser: Parser, read: () => T): T {
  parser.depth += 1;
  if (parser.depth > most.depth)
    throw new Wrong(
      fault(peek(parser), t('expression.too_deep', { most: most.depth }), t('expression.too_long_cure')),
    );
  const made = read();
  parser.depth -= 1;
  return made;
}

function choice(parser: Parser): ConditionNode {
  return within(parser, () => {
    const test = chain(parser, 'or');
    if (!takeSign(parser, '?')) return test;
    const then = chain(parser, 'or');
    expect(parser, ':');
    const otherwise = choice(parser);
    return { kind: 'choose', test, then, otherwise, start: test.start, end: otherwise.end };
  });
}

function chain(parser: Parser, kind: 'and' | 'or'): ConditionNode {
  const sign = kind === 'or' ? '||' : '&&';
  const term = (): ConditionNode => (kind === 'or' ? chain(parser, 'and') : relation(parser));
  const first = term();
  if (!isNext(parser, sign)) return first;
  const terms = [first];
  while (takeSign(parser, sign)) terms.push(term());
  return { kind, terms, start: first.start, end: (terms.at(-1) ?? first).end };
}

const relations: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

function relation(parser: Parser): ConditionNode {
  return leftToRight(
    parser,
    (token) =>
      (token.kind === 'sign' && relations.has(token.text)) || (token.kind === 'name' && token.text === 'in'),
    sum,
  );
}

function sum(parser: Parser): ConditionNode {
  return leftToRight(parser, ({ kind, text }) => kind === 'sign' && (text === '+' || text === '-'), product);
}

function product(parser: Parser): ConditionNode {
  return leftToRight(
    parser,
    ({ kind, text }) => kind === 'sign' && (text === '*' || text === '/' || text === '%'),
    unary,
  );
}

function leftToRight(
  parser: Parser,
  isOperator: (token: Token) => boolean,
  operand: (parser: Parser) => ConditionNode,
): ConditionNode {
  let left = operand(parser);
  for (let links = 0; isOperator(peek(parser)); links += 1) {
    if (links > most.depth)
      throw new Wrong(
        fault(peek(parser), t('expression.too_deep', { most: most.depth }), t('expression.too_long_cure')),
      );
    const operator = peek(parser).text as Operator;
    parser.at += 1;
    const right = operand(parser);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
  return left;
}

function unary(parser: Parser): ConditionNode {
  const token = peek(parser);
  if (token.kind === 'sign' && (token.text === '!' || token.text === '-')) {
    parser.at += 1;
    const of = within(parser, () => unary(parser));
    return { kind: token.text === '!' ? 'not' : 'minus', of, start: token.start, end: of.end };
  }
  return postfix(parser);
}

function postfix(parser: Parser): ConditionNode {
  let node = primary(parser);
  for (let links = 0; ; links += 1) {
    if (links > most.depth)
      throw new Wrong(
        fault(peek(parser), t('expression.too_deep', { most: most.depth }), t('expression.too_long_cure')),
      );
    if (takeSign(parser, '.')) {
      const name = peek(parser);
      if (name.kind !== 'name' || keywords.has(name.text)) throw new Wrong(unexpected(parser));
      parser.at += 1;
      node = isNext(parser, '(')
        ? call(parser, name, node)
        : { kind: 'member', of: node, name: name.text, start: node.start, end: name.end };
    } else if (takeSign(parser, '[')) {
      const at = choice(parser);
      const { end } = expect(parser, ']');
      node = { kind: 'index', of: node, at, start: node.start, end };
    } else return node;
  }
}

function call(parser: Parser, name: Token, on: ConditionNode | undefined): ConditionNode {
  expect(parser, '(');
  const args = items(parser, ')', () => choice(parser));
  const { end } = expect(parser, ')');
  return { kind: 'call', name: name.text, on, args, start: on?.start ?? name.start, end };
}

function items<T>(parser: Parser, closing: string, item: () => T): T[] {
  const found: T[] = [];
  while (!isNext(parser, closing)) {
    found.push(item());
    if (!takeSign(parser, ',')) break;
  }
  return found;
}

function primary(parser: Parser): ConditionNode {
  const token = peek(parser);
  const { start, end, text } = token;
  if (token.kind === 'sign' && text === '(') {
    parser.at += 1;
    const inner = choice(parser);
    const closing = expect(parser, ')');
    return { ...inner, start, end: closing.end };
  }
  if (token.kind === 'sign' && text === '[') {
    parser.at += 1;
    const values = items(parser, ']', () => choice(parser));
    const closing = expect(parser, ']');
    return { kind: 'list', items: values, start, end: closing.end };
  }
  if (token.kind === 'sign' && text === '{') {
    parser.at += 1;
    const entries = items(parser, '}', () => {
      const key = choice(parser);
      expect(parser, ':');
      return [key, choice(parser)] as const;
    });
    const closing = expect(parser, '}');
    return { kind: 'map', entries, start, end: closing.end };
  }
  if (token.kind === 'end' || token.kind === 'sign' || token.kind === 'pattern')
    throw new Wrong(unexpected(parser));
  parser.at += 1;
  if (token.kind === 'text') return { kind: 'text', value: text, start, end };
  if (token.quantity !== undefined)
    return { kind: 'number', value: token.quantity.value, unit: token.quantity.kind, text, start, end };
  return named(parser, token);
}

/** Words that name nothing. */
const keywords: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

function named(parser: Parser, token: Token): ConditionNode {
  const { start, end, text } = token;
  if (isNext(parser, '(') && !keywords.has(text) && !/^not$/iu.test(text))
    return call(parser, token, undefined);
  if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true', start, end };
  if (text === 'null') return { kind: 'null', start, end };
  const next = peek(parser);
  if (/^not$/iu.test(text) && next.kind !== 'end')
    throw new Wrong(
      fault(
        { start, end: next.start > end ? next.start : end },
        t('expression.wrong_sign', { written: text, meant: '!' }),
        t('expression.wrong_sign_cure', { meant: '!' }),
        '!',
      ),
    );
  if (text === 'in') throw new Wrong(unexpected({ ...parser, at: parser.at - 1 }));
  return { kind: 'name', name: text, start, end };
}

/** The fault of the piece that is next. */
function unexpected({ tokens, at, expression }: Parser): ExpressionFault {
  const token = peek({ tokens, at });
  if (token.kind === 'end')
    return fault(
      { start: Math.max(0, token.start - 1), end: token.end },
      t('expression.ends'),
      t('expression.ends_cure'),
    );
  return (
    habitAt(tokens, at, expression) ??
    fault(token, t('expression.unexpected', { written: token.text }), t('expression.syntax_cure'))
  );
}
