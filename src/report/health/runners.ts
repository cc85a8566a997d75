import type { FoundRunner } from '../../core/runner.ts';
import { t, type Text } from '../../core/text.ts';
import { time } from './health-json.ts';
import { localTime } from '../../core/local-time.ts';
import { word } from '../document.ts';

/** Sentence on what a runner has read, and since when; `own`: policies that the asking command itself has read. */
export function runnerText(runner: FoundRunner, own?: readonly string[]): Text {
  const { kind, pid, groups, named, refused } = runner;
  const about = { policies: named.join(', '), read: localTime(runner.read) };
  const who =
    kind === 'watch'
      ? t('watch.runner.watch', { pid, ...about })
      : t('watch.runner.check', { groups: groups.join(', '), ...about });
  if (refused !== undefined)
    return t('watch.runner.refused', { runner: who, at: localTime(refused.at), reason: refused.reason });
  if (own !== undefined && own.join('\0') !== named.join('\0'))
    return t('watch.runner.others', { runner: who });
  if (!runner.moved) return who;
  return kind === 'watch'
    ? t('watch.runner.moved', { runner: who })
    : t('watch.runner.next', { runner: who });
}

/** Runners as JSON. */
export function runnersJson(
  runners: readonly FoundRunner[],
  say: (text: Text) => string,
): readonly Record<string, unknown>[] {
  return runners.map(({ kind, pid, groups, named, files, read, since, moved, refused }) => ({
    kind: word(kind),
    pid,
    groups,
    policies: named,
    files,
    since: time(since),
    read: time(read),
    current: !moved && refused === undefined,
    ...(refused === undefined ? {} : { refused: { at: time(refused.at), reason: say(refused.reason) } }),
  }));
}
