import { parse } from 'yaml';

/** The value of a YAML text; throws an Error with a readable message. */
export function readYaml(text: string): unknown {
  return parse(text, { logLevel: 'error', prettyErrors: false });
}

/**
 * A value as YAML that people go on writing, in block style. The package would take five times as long: `kapa init` writes
 * what thousands of virtual hosts say.
 */
export function writeYaml(value: unknown): string {
  const parts: string[] = [];
  writeBelow(value, '', parts);
  return `${parts.join('').trimStart()}\n`;
}

/** Writes what stands behind a key or a dash. */
function writeBelow(value: unknown, indent: string, parts: string[]): void {
  if (Array.isArray(value) && value.length > 0)
    for (const one of value as readonly unknown[]) {
      parts.push(`\n${indent}-`);
      writeItem(one, `${indent}  `, parts);
    }
  else if (isMapping(value))
    for (const [key, one] of Object.entries(value)) writeEntry(key, one, indent, parts, '\n');
  else parts.push(` ${scalar(value, indent)}`);
}

/** Writes what stands behind a dash: the first entry of a mapping on its line. */
function writeItem(value: unknown, indent: string, parts: string[]): void {
  if (!isMapping(value)) {
    writeBelow(value, indent, parts);
    return;
  }
  let first = true;
  for (const [key, one] of Object.entries(value)) {
    writeEntry(key, one, indent, parts, first ? ' ' : '\n');
    first = false;
  }
}

function writeEntry(key: string, value: unknown, indent: string, parts: string[], before: ' ' | '\n'): void {
  parts.push(before === ' ' ? ' ' : `\n${indent}`, word(key), ':');
  writeBelow(value, `${indent}  `, parts);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  if (typeof value !== 'string') return String(value);
  return isBlock(value) ? blockOf(value, indent === '' ? '  ' : indent) : word(value);
}

/** Text of several lines that stand as they are. */
function isBlock(text: string): boolean {
  return (
    /^\S/u.test(text) &&
    text.slice(0, -1).includes('\n') &&
    /\S\n?$/u.test(text) &&
    !/[^\n\t\x20-\x7e\u00a1-\ud7ff\ue000-\ufefe]|[ \t]$/mu.test(text)
  );
}

function blockOf(text: string, indent: string): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  return `${ends ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}`;
}

/** A text on one line, quoted where it would mean something else. */
function word(text: string): string {
  if (plain.test(text) && !meant.test(text)) return text;
  return /^[\x20-\x26\x28-\x7e]*$/u.test(text) && text.includes('"') ? `'${text}'` : JSON.stringify(text);
}

/** Begins with a letter or slash and has nothing that ends a plain text. */
const plain = /^(?:[A-Za-z/](?:[\w./+@%=~()$^*?!<>;&|'-]|:(?=[^\s])| (?=[^\s#]))*|\d+(?:[smhd]| checks?))$/u;

/** Words that are no text to some readers. */
const meant = /^(?:true|false|yes|no|on|off|y|n|null)$/iu;
