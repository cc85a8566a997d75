import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Stack of an error in files and lines of kapa's sources: the maps of the program's chunks lie beside them. */
export function sourceStack(error: Error): string {
  const maps = new Map<string, SourceMap | undefined>();
  const stack = error.stack ?? error.message;
  return stack.replaceAll(
    /([\w.-]+\.cjs):(\d+):(\d+)/gu,
    (place, chunk: string, line: string, column: string) => {
      if (!maps.has(chunk)) maps.set(chunk, mapOf(chunk));
      const origin = maps.get(chunk)?.findOrigin(Number(line), Number(column));
      return origin !== undefined && 'fileName' in origin
        ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
        : place;
    },
  );
}

function mapOf(chunk: string): SourceMap | undefined {
  const file = join(dirname(fileURLToPath(import.meta.url)), `${chunk}.map`);
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
