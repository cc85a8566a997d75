import type { FieldName, WindowCall, WindowFunction } from '../../core/expression.ts';
import { formatDuration } from '../../core/quantity.ts';
import { increase } from '../../core/series.ts';
import { t } from '../../core/text.ts';
import { probeValue, type Scope } from './scope.ts';
import type { ConditionNode } from './syntax.ts';
import { isUnknown, valueFrom, type Unknown, type Value } from './types.ts';

/** The value of a function over what was recorded. */
export function windowValue(
  node: ConditionNode & { readonly kind: 'call' },
  { call, field, seconds }: WindowCall,
  scope: Scope,
  evaluate: (node: ConditionNode, scope: Scope) => Value,
): Value {
  if (field === undefined) return countOver(node, seconds, scope, evaluate);
  const now = probeValue(field.probe, scope.circumstances.measurements[field.probe]);
  if (isUnknown(now)) return now;
  if (call === 'last') {
    const before = scope.circumstances.history.before(field, seconds);
    return before === undefined ? notRecorded(field) : valueFrom(before);
  }
  const { points, covers } = scope.circumstances.history.field(field, seconds);
  if (points.length === 0) return notRecorded(field);
  const value = call === 'changes' ? changes(points) : overNumbers(call, node, points);
  return covers === undefined || value === undefined
    ? (value ?? notRecorded(field))
    : uncovered(value, boundOf[call], covers, seconds);
}

function notRecorded({ probe, field }: FieldName): Unknown {
  return { unknown: t('expression.not_recorded', { name: `${probe}.${field}` }) };
}

/** A value of which only a part of the window is known: it can grow, or shrink, by what the rest would add. */
function uncovered(
  value: number,
  bound: 'atLeast' | 'atMost' | undefined,
  covers: number,
  seconds: number,
): Unknown {
  return {
    unknown: t('expression.not_covered', {
      covers: formatDuration(covers),
      window: formatDuration(seconds),
    }),
    uncovered: true,
    ...(bound === undefined ? {} : { [bound]: value }),
  };
}

/** Bound on the value over a whole window that the value over a part of it sets. */
const boundOf: Readonly<Partial<Record<WindowFunction, 'atLeast' | 'atMost'>>> = {
  increase: 'atLeast',
  changes: 'atLeast',
  max_over: 'atLeast',
  min_over: 'atMost',
};

type Points = readonly { readonly at: number; readonly value: unknown }[];

function changes(points: Points): number {
  return points.filter(({ value }, at) => at > 0 && value !== points[at - 1]?.value).length;
}

function overNumbers(
  call: WindowFunction,
  node: ConditionNode & { readonly kind: 'call' },
  points: Points,
): number | undefined {
  const numbers = points.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const [first] = numbers;
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const sum = (): number => numbers.reduce((total, value) => total + value, 0);
  switch (call) {
    case 'increase':
      return increase(numbers);
    case 'rate': {
      const elapsed = ((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)) / 1000;
      return elapsed > 0 ? increase(numbers) / elapsed : undefined;
    }
    case 'delta':
      return last - first;
    case 'min_over':
      return numbers.reduce((least, value) => Math.min(least, value));
    case 'max_over':
      return numbers.reduce((greatest, value) => Math.max(greatest, value));
    case 'avg_over':
      return sum() / numbers.length;
    case 'sum_over':
      return sum();
    case 'quantile_over': {
      const quantile = node.args[1];
      return quantile?.kind === 'number' ? quantileOf(numbers, quantile.value) : undefined;
    }
    case 'changes':
    case 'count_over':
    case 'last':
      return undefined;
  }
}

/** Between the two nearest values, as Prometheus does. */
function quantileOf(numbers: readonly number[], quantile: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = quantile * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)] ?? 0;
  const upper = sorted[Math.ceil(rank)] ?? lower;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

/** At how many moments of a window a condition held. */
function countOver(
  node: ConditionNode & { readonly kind: 'call' },
  seconds: number,
  scope: Scope,
  evaluate: (node: ConditionNode, scope: Scope) => Value,
): Value {
  const [condition] = node.args;
  if (condition === undefined) return { unknown: t('expression.no_condition') };
  const now = evaluate(condition, scope);
  if (isUnknown(now)) return now;
  const { points, covers } = scope.circumstances.history.moments(seconds);
  const held = points.filter(({ at, value: fields }) => {
    const measurements = Object.fromEntries(
      Object.entries(fields).map(([probe, read]) => [probe, { fields: read }] as const),
    );
    const then: Scope = {
      ...scope,
      circumstances: { ...scope.circumstances, measurements, now: at },
      name(local) {
        const name = `${scope.within}${local}`;
        return Object.hasOwn(measurements, name) || Object.hasOwn(scope.circumstances.measurements, name)
          ? probeValue(name, measurements[name])
          : scope.name(local);
      },
    };
    return evaluate(condition, then) === true;
  }).length;
  return covers === undefined ? held : uncovered(held, 'atLeast', covers, seconds);
}
