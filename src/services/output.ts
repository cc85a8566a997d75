import { whyNoStatus } from '../core/command.ts';
import type { CommandResult } from '../core/reader.ts';
import type { Text } from '../core/text.ts';

/** What a command said, last lines only: enough to see why it failed. */
export function lastWords({ stdout, stderr, failed }: CommandResult, lines = 8): string | Text {
  if (failed !== undefined && failed !== 'signal') return whyNoStatus(failed);
  const decoder = new TextDecoder();
  const said = `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return said.length === 0 && failed !== undefined ? whyNoStatus(failed) : said.slice(-lines).join('\n');
}
