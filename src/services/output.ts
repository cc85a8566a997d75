import type { CommandResult } from '../core/reader.ts';

/** What a command said, last lines only: enough to see why it failed. */
export function lastWords({ stdout, stderr, failed }: CommandResult, lines = 8): string {
  const decoder = new TextDecoder();
  const said = `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return said.length === 0 ? (failed ?? '') : said.slice(-lines).join('\n');
}
