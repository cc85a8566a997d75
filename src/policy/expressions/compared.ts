import { mirrored } from '../../core/bounded.ts';
import { nearest } from '../../core/nearest.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import type { fault, Span } from './fault.ts';
import type { ConditionNode, Operator } from './syntax.ts';
import { kindName, type Type, type Unit } from './types.ts';

/** Two sides that are compared, and what is told of them. */
interface Compared {
  readonly node: ConditionNode & { readonly kind: 'binary' };
  readonly a: Type;
  readonly b: Type;
  /** The sides as they are written. */
  readonly left: string;
  readonly right: string;
  readonly complain: Complain;
  readonly thresholds?: Readonly<Record<string, Quantity>>;
}

type Complain = (
  at: Span,
  message: Text,
  cure: Text,
  instead?: string,
  found?: Parameters<typeof fault>[4],
) => unknown;

/** Complains of sides that cannot be compared, or of which the comparison is hardly meant. */
export function compared(sides: Compared): void {
  const { a, b } = sides;
  if (a.kind === 'any' || b.kind === 'any') return;
  if (a.kind === 'null' || b.kind === 'null')
    return a.kind === b.kind ? undefined : comparedWithNothing(sides);
  if (a.kind === 'number' && b.kind === 'number') return comparedNumbers(sides, a.unit, b.unit);
  if (a.kind === 'text' && b.kind === 'text') return comparedTexts(sides, a, b);
  if (
    a.kind === b.kind ||
    (a.kind === 'record' && b.kind === 'map') ||
    (a.kind === 'map' && b.kind === 'record')
  )
    return unordered(sides);
  differentKinds(sides);
}

/** Complains of lists and mappings that are compared by their order: they have none. */
function unordered({ node, a, b, complain }: Compared): void {
  if (!isOrder(node.operator) || (a.kind !== 'list' && a.kind !== 'map' && a.kind !== 'record')) return;
  complain(
    node,
    t('expression.no_sum', { left: kindName(a), right: kindName(b), sign: node.operator }),
    t('expression.wrong_kind_cure'),
  );
}

/** Complains where a size is added to a duration. */
export function addedUnits({
  node,
  a,
  b,
  complain,
}: {
  readonly node: ConditionNode;
  readonly a: { readonly unit: Unit };
  readonly b: { readonly unit: Unit };
  readonly complain: Complain;
}): void {
  if (isReal(a.unit) && isReal(b.unit) && a.unit !== b.unit)
    complain(
      node,
      t('expression.units_added', { left: unitName(a.unit), right: unitName(b.unit) }),
      t('expression.units_cure'),
    );
}

type RealUnit = 'duration' | 'size' | 'share';

function isReal(unit: Unit): unit is RealUnit {
  return unit === 'duration' || unit === 'size' || unit === 'share';
}

function unitName(unit: RealUnit): Text {
  return t(`expression.kind.${unit}`);
}

/** `x == null`: what has no value is not null, it is unknown. */
function comparedWithNothing({ node, a, left, right, complain }: Compared): void {
  const subject = a.kind === 'null' ? right : left;
  const meant = `${node.operator === '!=' ? 'known' : 'absent'}(${subject})`;
  complain(node, t('expression.null', { written: subject }), t('expression.write', { meant }), meant);
}

function differentKinds({ node, a, b, left, right, complain }: Compared): void {
  const { operator } = node;
  const literal = node.right.kind === 'text' ? node.right : node.left.kind === 'text' ? node.left : undefined;
  const kinds = { left: kindName(a), right: kindName(b) };
  const message = t('expression.kinds_differ', kinds);
  const clock =
    literal === undefined
      ? undefined
      : clockCompared({ node, left, right }, literal, literal === node.right ? a : b);
  if (clock !== undefined) {
    complain(node, message, t('expression.write', { meant: clock }), clock);
    return;
  }
  if (literal !== undefined && (a.kind === 'number' || b.kind === 'number')) {
    const bare = /^-?\d+(?:\.\d+)?(?:[a-zA-Z%]+)?$/u.test(literal.value) ? literal.value : undefined;
    complain(literal, message, t('expression.number_and_text_cure'), bare);
    return;
  }
  const bool = a.kind === 'bool' ? left : b.kind === 'bool' ? right : undefined;
  if (bool !== undefined) {
    const other = a.kind === 'bool' ? node.right : node.left;
    const no =
      (other.kind === 'text' && /^(?:false|no|0|off|down)$/iu.test(other.value)) ||
      (other.kind === 'number' && (other.value === 0) === (operator === '==' || operator === '<='));
    const negated = no !== (operator === '!=');
    complain(node, message, t('expression.bool_cure'), negated && operator !== '>' ? `!${bool}` : bool);
    return;
  }
  const number =
    node.left.kind === 'number' ? node.left : node.right.kind === 'number' ? node.right : undefined;
  complain(
    number ?? node,
    message,
    t('expression.number_and_text_cure'),
    number !== undefined && (a.kind === 'text' || b.kind === 'text') ? textFor(number, a, b) : undefined,
  );
}

/** `now() > "22:00"`, `now().hour < "6:30"`: a time of the day as numbers; undefined: it is none. */
function clockCompared(
  { node, left, right }: Pick<Compared, 'node' | 'left' | 'right'>,
  literal: ConditionNode & { readonly kind: 'text' },
  type: Type,
): string | undefined {
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3]):([0-5]\d)(?::00)?$/u.exec(literal.value) ?? [];
  const [subject, operator] =
    literal === node.right ? [left, node.operator] : [right, mirroredOf(node.operator)];
  const moment = type.kind === 'time' ? subject : (/^(now\(\))\.hour$/u.exec(subject)?.[1] ?? '');
  if (hour === '' || moment === '') return undefined;
  const isWhole = Number(minute) === 0 || !isOrder(operator);
  if (!isWhole)
    return `${moment}.hour * 60 + ${moment}.minute ${operator} ${Number(hour) * 60 + Number(minute)}`;
  const sign = operator === '>' ? '>=' : operator === '<=' ? '<' : operator;
  return `${moment}.hour ${sign} ${Number(hour)}`;
}

function mirroredOf(operator: Operator): Operator {
  return Object.hasOwn(mirrored, operator) ? mirrored[operator as keyof typeof mirrored] : operator;
}

/** A number as the text that is meant: of words that have an order, as days of the week do, the one of that place. */
function textFor(number: ConditionNode & { readonly kind: 'number' }, a: Type, b: Type): string {
  const words = [a, b].flatMap((type) =>
    type.kind === 'text' && type.ordered === true ? [type.words ?? []] : [],
  )[0];
  return `"${words?.[number.value % words.length] ?? number.text}"`;
}

function comparedTexts(
  { node, left, right, complain }: Compared,
  a: Type & { readonly kind: 'text' },
  b: Type & { readonly kind: 'text' },
): void {
  const isDate = [node.left, node.right].some((one) => one.kind === 'text' && /^\d{4}-\d\d/u.test(one.value));
  if (isOrder(node.operator) && a.ordered !== true && b.ordered !== true && !isDate) {
    complain(
      node,
      t('expression.by_letters', { sign: node.operator }),
      t('expression.by_letters_cure'),
      undefined,
      { id: 'KAPA054', severity: 'warning' },
    );
    return;
  }
  for (const [type, other, subject] of [
    [a, node.right, left],
    [b, node.left, right],
  ] as const) {
    if (type.value !== undefined) otherCase(type.value, other, subject, complain);
    if (type.words === undefined) continue;
    const literals = other.kind === 'list' ? other.items : [other];
    for (const literal of literals) {
      if (literal.kind !== 'text' || type.words.includes(literal.value)) continue;
      const lower = literal.value.toLowerCase();
      const meant = type.words.includes(lower)
        ? lower
        : (nearest(lower, type.words) ?? type.words.find((word) => lower.startsWith(word)));
      const known = type.words.join(', ');
      complain(
        literal,
        t('expression.never_word', { subject, value: literal.value }),
        meant === undefined
          ? t('policy.not_one_of_cure', { allowed: known })
          : t('expression.word_cure', { meant, known }),
        meant === undefined ? undefined : `"${meant}"`,
        { id: 'KAPA016' },
      );
    }
  }
}

/** A variable that is the text but for its capitals: that is never equal. */
function otherCase(value: string, other: ConditionNode, subject: string, complain: Complain): void {
  if (other.kind !== 'text' || other.value === value || other.value.toLowerCase() !== value.toLowerCase())
    return;
  complain(
    other,
    t('expression.other_case', { subject, value, written: other.value }),
    t('expression.write', { meant: `"${value}"` }),
    `"${value}"`,
    { id: 'KAPA016', severity: 'warning' },
  );
}

function comparedNumbers(sides: Compared, a: Unit, b: Unit): void {
  if (isReal(a) && isReal(b)) {
    if (a !== b) otherUnit(sides, a, b);
    else if (a === 'share') smallShare(sides);
    if (a === b && sides.node.right.kind === 'choose')
      for (const one of choicesOf(sides.node.right))
        if (one.kind === 'number' && one.unit === 'count') bareBound(sides, a, one, sides.left, 'bare');
    return;
  }
  for (const [unit, other, bound, subject] of [
    [a, b, sides.node.right, sides.left],
    [b, a, sides.node.left, sides.right],
  ] as const) {
    if (isReal(unit)) for (const one of choicesOf(bound)) bareBound(sides, unit, one, subject, other);
    if (unit === 'count' && isReal(other)) unitOfCount(sides, bound, subject, other);
  }
}

/** The values that a bound can be. */
function choicesOf(bound: ConditionNode): readonly ConditionNode[] {
  return bound.kind === 'choose' ? [...choicesOf(bound.then), ...choicesOf(bound.otherwise)] : [bound];
}

const examples = { duration: '5m', size: '500MB', share: '80%' } as const;

/** Two units that do not go together: a bound that is written out is put into the unit of the other side, if that is clear. */
function otherUnit({ node, left, right, complain }: Compared, a: RealUnit, b: RealUnit): void {
  const literal =
    node.right.kind === 'number' ? node.right : node.left.kind === 'number' ? node.left : undefined;
  const [subject, unit] = literal === node.left ? [right, b] : [left, a];
  const megabytes =
    unit === 'size' && literal !== undefined ? /^(\d+(?:\.\d+)?)m$/u.exec(literal.text)?.[1] : undefined;
  const used = literal === node.right ? usedInstead(node, subject, unit) : undefined;
  complain(
    literal ?? node,
    t('policy.units_differ', { left: unitName(a), right: unitName(b) }),
    used === undefined
      ? t('expression.unit_like', { subject, kind: unitName(unit), example: examples[unit] })
      : t('expression.write', { meant: used }),
    used ?? (megabytes === undefined ? undefined : `${megabytes}MB`),
    used === undefined ? {} : { replaces: node },
  );
}

/** `disk.free < 10%` as what is used of the room. */
function usedInstead(
  { operator, right }: Compared['node'],
  subject: string,
  unit: RealUnit,
): string | undefined {
  if (unit !== 'size' || right.kind !== 'number' || right.unit !== 'share') return undefined;
  const [, probe = ''] = /^(\w+)\.(?:free|available)$/u.exec(subject) ?? [];
  if (probe === '' || !isOrder(operator)) return undefined;
  return `${probe}.used ${mirrored[operator]} ${Number((100 - right.value * 100).toPrecision(6))}%`;
}

/** Tells whether an operator asks which of two comes first. */
export function isOrder(operator: Operator): operator is '<' | '<=' | '>' | '>=' {
  return /^[<>]=?$/u.test(operator);
}

/** A unit beside something that is counted. */
function unitOfCount(
  { thresholds = {}, complain }: Compared,
  bound: ConditionNode,
  subject: string,
  unit: RealUnit,
): void {
  const threshold = bound.kind === 'name' ? thresholds[bound.name] : undefined;
  if (bound.kind !== 'number' && threshold === undefined) return;
  const text =
    bound.kind === 'number' ? bound.text : (bound as ConditionNode & { readonly kind: 'name' }).name;
  const [, digits = ''] = /^(\d+(?:\.\d+)?)\D+$/u.exec(text) ?? [];
  complain(
    bound,
    t('expression.unit_of_count', { subject, written: text, kind: unitName(unit) }),
    digits === '' ? t('expression.plain_number') : t('expression.write', { meant: digits }),
    digits === '' ? undefined : digits,
    { id: 'KAPA017', severity: 'warning' },
  );
}

/** `0.8%` where `80%` is meant. */
function smallShare({ node, complain }: Compared): void {
  const [literal, upwards] =
    node.right.kind === 'number'
      ? [node.right, node.operator === '>' || node.operator === '>=']
      : [node.left, node.operator === '<' || node.operator === '<='];
  if (literal.kind !== 'number' || !upwards || literal.value <= 0 || literal.value >= 0.01) return;
  const meant = `${Number((literal.value * 10_000).toPrecision(6))}%`;
  complain(
    literal,
    t('expression.small_share', { written: literal.text }),
    t('expression.write', { meant }),
    meant,
    { id: 'KAPA017', severity: 'warning' },
  );
}

/** A number without a unit beside one that has one: what it means is seldom what is meant. */
function bareBound(
  { thresholds = {}, complain }: Compared,
  unit: RealUnit,
  bound: ConditionNode,
  subject: string,
  boundUnit: Unit,
): void {
  if (boundUnit === 'any') return;
  const threshold = bound.kind === 'name' ? thresholds[bound.name] : undefined;
  const value = bound.kind === 'number' ? bound.value : threshold?.value;
  if (value === undefined || isPlausible(unit, value, subject)) return;
  const name = bound.kind === 'name' ? bound.name : undefined;
  const means = t(`expression.bare.${unit}`, { value: meaning(unit, value) });
  const meant = likely(unit, value, subject);
  complain(
    bound,
    t('expression.bare', { written: name ?? String(value), value: String(value), subject, means }),
    t('expression.bare_cure', {
      meant: name === undefined ? meant : `${name}: ${meant}`,
      also: also(unit, value, meant),
    }),
    name === undefined ? meant : undefined,
    { id: 'KAPA017', severity: 'warning', ...(name === undefined ? {} : { threshold: name }) },
  );
}

function meaning(unit: RealUnit, value: number): string {
  return unit === 'share' ? String(value * 100) : String(value);
}

/** Tells whether somebody may well have meant seconds, bytes or a share of one. */
function isPlausible(unit: RealUnit, value: number, subject: string): boolean {
  if (value === 0) return true;
  if (unit === 'share') return Math.abs(value) <= (subject.endsWith('cpu') ? 8 : 1);
  return unit === 'size' ? Math.abs(value) >= 2 ** 20 : value % 3600 === 0;
}

function likely(unit: RealUnit, value: number, subject: string): string {
  if (unit === 'share') return `${value}%`;
  if (unit === 'size') return value <= 64 ? `${value}GiB` : `${value}MB`;
  if (/latency|response/u.test(subject)) return value >= 50 ? `${value}ms` : `${value}s`;
  if (/expires|age$/u.test(subject) && value <= 400) return `${value}d`;
  return `${value}s`;
}

function also(unit: RealUnit, value: number, meant: string): string {
  if (unit === 'share' || unit === 'size') return '';
  return meant === `${value}s` ? `${value}m` : `${value}s`;
}
