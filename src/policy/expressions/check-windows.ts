import type { WindowFunction } from '../../core/expression.ts';
import { t } from '../../core/text.ts';
import { complaining, fieldOf, own, wants, written, type Checker } from './checker.ts';
import type { ConditionNode } from './syntax.ts';
import { kindName, types, type Type } from './types.ts';

/** Functions over what was recorded: the unit of what they give for a field, or a plain number. */
export const windowFunctions: Readonly<Record<WindowFunction, 'field' | 'count' | 'any'>> = {
  increase: 'field',
  rate: 'any',
  delta: 'field',
  changes: 'count',
  min_over: 'field',
  max_over: 'field',
  avg_over: 'field',
  sum_over: 'field',
  quantile_over: 'field',
  count_over: 'count',
  last: 'field',
};

/** The type of a function over what was recorded. */
export function windowType(
  node: ConditionNode & { readonly kind: 'call' },
  call: WindowFunction,
  checker: Checker,
): Type {
  const complain = complaining(checker);
  const { args } = node;
  if (checker.inWindow)
    return complain(node, t('expression.window_in_window'), t('expression.window_in_window_cure'));
  const meant = meantWindow(node, call, checker);
  if (meant !== undefined) {
    const usage = usageOfWindow(call);
    return complain(
      node,
      t('expression.call', { name: call, usage }),
      t('expression.write', { meant }),
      meant,
    );
  }
  const usage = usageOfWindow(call);
  const [subject, ...rest] = args;
  const span = rest.at(-1);
  if (subject === undefined || span === undefined || args.length !== (call === 'quantile_over' ? 3 : 2))
    return complain(node, t('expression.call', { name: call, usage }), t('expression.call_cure', { usage }));
  if (call === 'quantile_over' && !isQuantile(rest[0], checker)) return types.any;
  const seconds = spanOf(span, call, checker);
  if (call === 'count_over') {
    checker.inWindow = true;
    wants('bool', subject, checker.typeOf(subject), checker);
    checker.inWindow = false;
    if (seconds !== undefined) checker.windows.set(node, { call, seconds });
    return types.count;
  }
  const field = fieldOf(subject, checker.declarations, checker.locals);
  if (field === undefined) {
    const before = checker.faults.length;
    checker.typeOf(subject);
    return checker.faults.length > before
      ? types.any
      : complain(
          subject,
          t('expression.window_field', { name: call, written: written(checker, subject) }),
          t('expression.call_cure', { usage }),
        );
  }
  const type = checker.typeOf(subject);
  if (seconds !== undefined) checker.windows.set(node, { call, field, seconds });
  if (call === 'last') return type;
  if (type.kind !== 'number' && type.kind !== 'any' && call !== 'changes')
    return noNumbers(node, call, type, checker);
  const gives = windowFunctions[call];
  return gives === 'field' ? type : { kind: 'number', unit: gives };
}

/** A window over texts, or over what is true or false. */
function noNumbers(
  { args, start, end }: ConditionNode & { readonly kind: 'call' },
  call: WindowFunction,
  type: Type,
  checker: Checker,
): Type {
  const subject = args[0] as ConditionNode;
  const text = written(checker, subject);
  const span = written(checker, args.at(-1) as ConditionNode);
  const meant = type.kind === 'bool' ? `count_over(${text}, ${span})` : `changes(${text}, ${span})`;
  return complaining(checker)(
    subject,
    t('expression.argument', { name: call, written: text, got: kindName(type) }),
    type.kind === 'bool'
      ? t('expression.count_over_cure', { written: text, span })
      : t('expression.changes_cure', { written: text, span }),
    meant,
    { replaces: { start, end } },
  );
}

/** The share that `quantile_over` asks for. */
function isQuantile(quantile: ConditionNode | undefined, checker: Checker): boolean {
  if (quantile?.kind === 'number' && quantile.value >= 0 && quantile.value <= 1) return true;
  const text = quantile === undefined ? '' : written(checker, quantile);
  const meant =
    quantile?.kind === 'number' && quantile.value <= 100 && quantile.value > 1
      ? `${quantile.value}%`
      : undefined;
  complaining(checker)(
    quantile as ConditionNode,
    t('expression.quantile', { written: text }),
    meant === undefined
      ? t('expression.call_cure', { usage: usageOfWindow('quantile_over') })
      : t('expression.write', { meant }),
    meant,
  );
  return false;
}

/** A call of a window as it is meant: with a length, a share or in the right order; undefined: it is as it should. */
function meantWindow(
  { args }: ConditionNode & { readonly kind: 'call' },
  call: WindowFunction,
  checker: Checker,
): string | undefined {
  const text = (node: ConditionNode): string => written(checker, node);
  const inOrder = (subject: string, share: string | undefined, span: string): string =>
    `${call}(${[subject, ...(share === undefined ? [] : [share]), span].join(', ')})`;
  const wantsShare = call === 'quantile_over';
  const [first] = args;
  // PromQL's x[1h].
  if (first?.kind === 'index' && first.at.kind === 'number' && args.length === (wantsShare ? 2 : 1))
    return inOrder(text(first.of), wantsShare ? text(args[1] as ConditionNode) : undefined, text(first.at));
  const isSpan = (node: ConditionNode): boolean => node.kind === 'number' && node.unit === 'duration';
  const isShare = (node: ConditionNode): boolean => node.kind === 'number' && node.unit === 'share';
  const others = args.filter((node) => !isSpan(node) && !(wantsShare && isShare(node)));
  const [subject, ...rest] = others;
  if (subject === undefined || rest.length > 0 || subject.kind === 'number' || subject.kind === 'text')
    return undefined;
  const spans = args.filter(isSpan);
  const shares = wantsShare ? args.filter(isShare) : [];
  if (spans.length > 1 || shares.length > 1) return undefined;
  const share = wantsShare ? (shares[0] === undefined ? '95%' : text(shares[0])) : undefined;
  const meant = inOrder(text(subject), share, spans[0] === undefined ? '1h' : text(spans[0]));
  const isMeant = `${call}(${args.map(text).join(', ')})` === meant;
  return isMeant ? undefined : meant;
}

/** A window function as it is called. */
export function usageOfWindow(call: WindowFunction): string {
  if (call === 'quantile_over') return 'quantile_over(site.latency, 95%, 1h)';
  if (call === 'count_over') return 'count_over(site.failing, 1h)';
  return `${call}(backend.restarts, 1h)`;
}

function spanOf(node: ConditionNode, call: WindowFunction, checker: Checker): number | undefined {
  const complain = complaining(checker);
  const text = written(checker, node);
  if (node.kind === 'number' && (node.unit === 'duration' || node.unit === 'count') && node.value > 0)
    return node.value;
  if (node.kind === 'text') {
    complain(
      node,
      t('expression.span', { written: text }),
      t('expression.write', { meant: node.value }),
      node.value,
    );
    return undefined;
  }
  const isZero = node.kind === 'number' && node.value === 0;
  const length = node.kind === 'minus' && node.of.kind === 'number' ? written(checker, node.of) : '1h';
  if (isZero || node.kind === 'minus' || node.kind === 'number') {
    complain(
      node,
      isZero ? t('expression.no_window', { written: text }) : t('expression.span', { written: text }),
      t('expression.write', { meant: length }),
      length,
    );
    return undefined;
  }
  const before = checker.faults.length;
  const type = checker.typeOf(node);
  if (checker.faults.length > before) return undefined;
  const threshold = node.kind === 'name' ? own(checker.declarations.thresholds, node.name) : undefined;
  if (threshold?.kind === 'duration' && threshold.value > 0) return threshold.value;
  complain(
    node,
    threshold?.kind === 'duration' || type.kind !== 'number'
      ? t('expression.no_window', { written: text })
      : t('expression.span', { written: text }),
    threshold === undefined
      ? t('expression.call_cure', { usage: usageOfWindow(call) })
      : t('expression.bare_cure', {
          meant: `${text}: ${threshold.kind === 'count' && threshold.value > 0 ? threshold.value : 1}${threshold.kind === 'count' && threshold.value >= 60 ? 's' : 'h'}`,
          also: '',
        }),
  );
  return undefined;
}
