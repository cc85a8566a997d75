import type { Sink } from '../../src/report/sink.ts';

/** A sink that keeps the text it is given, plainly, unless `more` asks for something else of it. */
export function keptSink(more: Partial<Sink> = {}): { readonly sink: Sink; text(): string; clear(): void } {
  const chunks: string[] = [];
  return {
    sink: {
      write: (text) => void chunks.push(text),
      document: () => undefined,
      drawn: () => undefined,
      terminal: false,
      colour: false,
      columns: 80,
      fits: false,
      rows: undefined,
      masked: (text) => text,
      ...more,
    },
    text: () => chunks.join(''),
    clear: () => {
      chunks.length = 0;
    },
  };
}
