import { utf8ToText } from './bytes.ts';
import { parseLine, type Crontab, type CrontabLine } from './document.ts';
import type { AdoptedLine, Edited } from './edit.ts';

/** Demands of kapa on the variables that hold for all jobs of a crontab: those above its first job. */
export interface VariableDeclaration {
  readonly variables: Readonly<Record<string, string>>;
  /** Tells whether a line, by its trace, is this declaration's own work. */
  readonly made: (trace: string) => boolean;
  /** The line of others that this declaration's stands in the place of. */
  readonly replaced: (trace: string) => string | undefined;
}

/**
 * Sets variables above the first job, each in the place of the line that sets it now, or at the top. What was set and
 * is declared no more goes when kapa made it, and what it replaced comes back.
 */
export function declareVariables(crontab: Crontab, wanted: VariableDeclaration): Edited {
  const first = crontab.lines.findIndex(({ kind }) => kind === 'job');
  const head = first < 0 ? crontab.lines : crontab.lines.slice(0, first);
  const open = new Map(
    Object.entries(wanted.variables).map(([name, value]) => [utf8ToText(name), utf8ToText(value)]),
  );
  const changes: Edited['changes'][number][] = [];
  const adopted: AdoptedLine[] = [];
  const lines = head.flatMap((line): CrontabLine[] => {
    if (line.kind !== 'environment') return [line];
    const trace = variableTrace(line.name, line.value);
    const original = wanted.replaced(trace);
    const value = open.get(line.name);
    open.delete(line.name);
    if (value !== undefined) {
      const after = value === line.value ? line : variableLine(line.name, value);
      const text = original ?? line.text;
      const isForeign = original !== undefined || !wanted.made(trace);
      const replaced = original !== undefined || after !== line;
      if (isForeign) adopted.push({ trace: variableTrace(line.name, value), text, replaced });
      if (after !== line) changes.push({ from: line.text, to: after.text });
      return [after];
    }
    if (!wanted.made(trace)) return [line];
    changes.push({ from: line.text, to: original ?? null });
    return original === undefined ? [] : [parseLine(original, crontab.dialect)];
  });
  const fresh = [...open].map(([name, value]) => variableLine(name, value));
  changes.push(...fresh.map(({ text }) => ({ from: null, to: text })));
  if (changes.length === 0) return { crontab, changes, adopted };
  const all = [...fresh, ...lines, ...crontab.lines.slice(head.length)];
  return { crontab: { ...crontab, lines: all }, changes, adopted };
}

/** The variables above the first job, and whether others are set between jobs. */
export function variablesOf({ lines }: Crontab): {
  readonly variables: Readonly<Record<string, string>>;
  readonly between: readonly string[];
} {
  const first = lines.findIndex(({ kind }) => kind === 'job');
  const head = first < 0 ? lines : lines.slice(0, first);
  const settings = (some: readonly CrontabLine[]): readonly (readonly [string, string])[] =>
    some.flatMap((line) => (line.kind === 'environment' ? [[line.name, line.value] as const] : []));
  return {
    variables: Object.fromEntries(settings(head)),
    between: settings(lines.slice(head.length)).map(([name]) => name),
  };
}

/** By what the line of a variable is known again. */
export function variableTrace(name: string, value: string): string {
  return `${name}=${value}`;
}

function variableLine(name: string, value: string): CrontabLine {
  const quote = value.includes('"') ? "'" : '"';
  const plain = /^[^"' \t][^]*[^ \t]$|^[^"' \t]$/u.test(value);
  return parseLine(plain ? `${name}=${value}` : `${name}=${quote}${value}${quote}`, 'user');
}
