import type { Failure } from '../core/failure.ts';
import { t, type Text } from '../core/text.ts';
import { palette } from '../report/colour.ts';
import type { Sink } from '../report/sink.ts';
import { inline } from '../core/harmless.ts';

/** Writes a known failure: where, what, how to cure. */
export function writeFailure(failure: Failure, err: Sink, say: (text: Text) => string): void {
  const paint = palette(err.colour);
  const place = failure.detail.place;
  const where = place ? `${inline(place.file)}:${place.line}:${place.column}: ` : '';
  err.write(`${paint.red(say(t('cli.error')))}: ${where}${say(failure.text)}\n`);
  if (failure.detail.cure)
    err.write(`  ${paint.dim(`${say(t('cli.cure'))}:`)} ${say(failure.detail.cure)}\n`);
}

/** Answer of `--json` where a command has failed before it had one. */
export function failureDocument(
  { text, detail: { cure, place } }: Failure,
  say: (text: Text) => string,
): Record<string, unknown> {
  return {
    version: 1,
    error: say(text),
    cure: cure === undefined ? null : say(cure),
    ...(place === undefined ? {} : { file: place.file, line: place.line, column: place.column }),
  };
}
