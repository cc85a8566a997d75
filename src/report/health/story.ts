import { inline } from '../../core/harmless.ts';
import type { RuleItem } from '../../core/policy.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { beside, widthOf, wrapped } from '../screen/cells.ts';
import type { Writing } from '../writing.ts';
import { onOneLine } from './health-value.ts';
import { historyText, type HistoryView, type Units } from './history.ts';

/** All that is known of single rules: what they ask and do, and what came of them of late. */
export interface Story {
  readonly rules: readonly {
    readonly item: RuleItem;
    readonly remedies: readonly { readonly type: string; readonly target: string }[];
  }[];
  readonly history: HistoryView;
  readonly units: Units;
}

/** Lines on what each rule asks, how often, and what it does; then its history. */
export function storyLines({ rules, history, units }: Story, writing: Writing): readonly string[] {
  const paint = palette(writing.colour);
  return [
    ...rules.flatMap(({ item, remedies }) => [
      ...wrapped(inline(item.name), writing, 0).map(paint.bold),
      ...factLines(item, remedies, writing),
      '',
    ]),
    ...historyText(history, units, writing).trimEnd().split('\n'),
    '',
  ];
}

function factLines(
  item: RuleItem,
  remedies: Story['rules'][number]['remedies'],
  writing: Writing,
): readonly string[] {
  const { say } = writing;
  const facts: readonly (readonly [string, string])[] = [
    [say(t('health.story.when')), onOneLine(item.when)],
    ...(item.onlyIf === undefined ? [] : [[say(t('health.story.only_if')), onOneLine(item.onlyIf)] as const]),
    ...(item.clearWhen === undefined
      ? []
      : [[say(t('health.story.clear_when')), onOneLine(item.clearWhen)] as const]),
    [say(t('health.story.every')), formatDuration(item.every)],
    ...remedies.map(
      ({ type, target }, at) =>
        [
          at === 0 ? say(t('health.story.do')) : '',
          `${at + 1}. ${type} ${inline(target)}`.trimEnd(),
        ] as const,
    ),
  ];
  const width = Math.max(...facts.map(([title]) => widthOf(title)));
  return facts.flatMap(([title, text]) => beside(`  ${title}`, width + 4, inline(text), writing));
}
