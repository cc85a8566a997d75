import { nextLine, scanOf } from './lexer.ts';

/** A macro as mod_macro keeps it: its parameters, and its body. */
export interface Macro {
  readonly parameters: readonly string[];
  readonly body: string;
}

/** Text in the place of a Use: lines joined, each parameter replaced; of two that fit, the longer one. */
export function useMacro({ parameters, body }: Macro, values: readonly string[]): string {
  const byLength = [...parameters.entries()].toSorted(([, a], [, b]) => b.length - a.length);
  let out = '';
  for (const scan = scanOf(body); nextLine(scan);) {
    const line = scan.source.slice(scan.from, scan.to);
    for (let at = 0; at < line.length;) {
      const [index, name] = byLength.find(([, parameter]) => line.startsWith(parameter, at)) ?? [];
      out += index === undefined ? line.charAt(at) : (values[index] ?? '');
      at += name?.length ?? 1;
    }
    out += '\n';
  }
  return out;
}
