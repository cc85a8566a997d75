import { endingOf } from '../../core/command-result.ts';
import type { CommandResult } from '../../core/reader.ts';
import { block, type Block, type Text } from '../../core/text.ts';

/** Words of a command, last lines only: enough to see why it failed. */
export function lastWords(result: CommandResult, lines = 8): Block | string | Text {
  const { stdout, stderr, failed } = result;
  if (failed !== undefined && failed !== 'signal') return endingOf(result);
  const decoder = new TextDecoder();
  const said = `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return said.length === 0 && result.status !== 0 ? endingOf(result) : block(said.slice(-lines).join('\n'));
}
