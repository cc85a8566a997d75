import { inline, visible } from '../core/harmless.ts';
import { reveal, type Secret } from '../core/secret.ts';
import { hideUrlPasswords, urlPasswords } from '../core/url-password.ts';
import { maskDocument } from './document.ts';
import { withoutEnd } from '../core/ends.ts';

/** Secrets that sinks blank out, whoever wrote them into a sentence. */
export interface Mask {
  add(secret: Secret): void;
  /** Hides what a policy only seems to keep secret, in its own lines alone. */
  addToLines(secret: Secret): void;
  /** Tells whether a text is one of the secrets, or has the password of a URL in it. */
  knows(text: string): boolean;
  /** A text without the secrets that stand in it. Those of fewer than four characters stay: no text could be read. */
  apply(text: string): string;
  /** Makes known how a whole mapping or list of `vars` is written. */
  addWhole(name: string, text: string): void;
  /**
   * Argument of a sentence without secrets: as `apply`, and no whole mapping or list of `vars`, which is told
   * by its name.
   */
  told(text: string): string;
  /** A line of a policy without the secrets in it; short ones too, where they stand as a word. */
  line(text: string): string;
  /** A document for programs, masked in the fields that can hold what others wrote. */
  document(value: unknown): unknown;
}

/** GitHub's and Ansible's practice: what is shorter would blank too much of what is no secret. */
const shortestMasked = 4;
/** For a part of a secret, such as a port. */
const shortestValue = 6;

/**
 * A mask that knows no secret yet, and still none that stands in a URL as its password. A secret is blanked whole, line
 * by line when it has several, in the values of lines such as `password=...`, and in the spellings that kapa, a shell,
 * a URL, JSON and base64 give it.
 */
export function createMask(): Mask {
  const labels = new Map<string, string>();
  const short = new Map<string, string>();
  const inLines = new Map<string, string>();
  const wholes = new Map<string, string>();
  let longestFirst: readonly (readonly [string, string])[] | undefined;
  let linesFirst: readonly (readonly [string, string])[] | undefined;
  const apply = (text: string): string => {
    let masked = hideUrlPasswords(text);
    longestFirst ??= byLength(labels);
    for (const [part, label] of longestFirst)
      if (part.length <= masked.length && masked.includes(part))
        masked = masked.replaceAll(part, () => label);
    return masked.includes('…') ? withoutHalves(masked, longestFirst) : masked;
  };
  return {
    add(secret) {
      const text = Buffer.from(reveal(secret)).toString('utf8');
      const lines = text.split('\n').map((line) => line.trim());
      const values = lines.map((line) => valueOf(line)).filter(({ length }) => length >= shortestValue);
      for (const part of [text, text.trim(), ...lines, ...values, ...urlPasswords(text)])
        if (part.length >= shortestMasked)
          for (const spelling of spellingsOf(part)) labels.set(spelling, secret.label);
      if (text.trim() !== '' && text.trim().length < shortestMasked) short.set(text.trim(), secret.label);
      longestFirst = undefined;
    },
    addToLines(secret) {
      for (const line of Buffer.from(reveal(secret)).toString('utf8').split('\n'))
        if (line.trim() !== '') inLines.set(line.trim(), secret.label);
      linesFirst = undefined;
    },
    knows: (text) =>
      labels.has(text) ||
      short.has(text.trim()) ||
      inLines.has(text.trim()) ||
      hideUrlPasswords(text) !== text,
    apply,
    addWhole(name, text) {
      wholes.set(text, `{{ ${name} }}`);
    },
    told(text) {
      let told = text;
      for (const [whole, name] of wholes) if (told.includes(whole)) told = told.replaceAll(whole, () => name);
      return apply(told);
    },
    line(text) {
      let masked = text;
      linesFirst ??= byLength(inLines);
      for (const [part, label] of linesFirst) masked = withoutWord(masked, part, label);
      masked = apply(masked);
      for (const [part, label] of short) masked = withoutWord(masked, part, label);
      return masked;
    },
    document: (value) => maskDocument(value, (text) => short.get(text) ?? apply(text)),
  };
}

function byLength(labels: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...labels].sort(([a], [b]) => b.length - a.length);
}

/** A text without the halves of secrets that a cut, shown as `…`, has left before or behind it. */
function withoutHalves(text: string, labels: readonly (readonly [string, string])[]): string {
  const pieces = text.split('…');
  return pieces
    .map((piece, at) => {
      let shown = piece;
      for (const [part, label] of labels) {
        const head =
          at < pieces.length - 1 ? half(part, shown, (most) => shown.endsWith(part.slice(0, most))) : 0;
        if (head > 0) shown = `${shown.slice(0, -head)}${label}`;
        const tail = at > 0 ? half(part, shown, (most) => shown.startsWith(part.slice(-most))) : 0;
        if (tail > 0) shown = `${label}${shown.slice(tail)}`;
      }
      return shown;
    })
    .join('…');
}

/** The longest part of a secret that fits, of those long enough to be masked. */
function half(part: string, shown: string, fits: (most: number) => boolean): number {
  for (let most = Math.min(part.length - 1, shown.length); most >= shortestMasked; most -= 1)
    if (fits(most)) return most;
  return 0;
}

/** A text as programs write it: JSON, URLs and forms, shells and Apache's quotes, visible escapes, base64 and hex. */
function spellingsOf(text: string): ReadonlySet<string> {
  const json = JSON.stringify(text).slice(1, -1);
  const percent = percentEncoded(text);
  const bytes = Buffer.from(text);
  return new Set(
    [
      ...[text, json, inline(json), inline(text)],
      ...[
        percent,
        percent.replaceAll('%20', '+'),
        percent.replaceAll(/%[\dA-F]{2}/gu, (hex) => hex.toLowerCase()),
      ],
      ...[encodeURI(text), new URLSearchParams([['', text]]).toString().slice(1)],
      ...[text.replaceAll("'", String.raw`'\''`), text.replaceAll("'", String.raw`\'`)],
      ...[text.replaceAll(/["\\]/gu, String.raw`\$&`), text.replaceAll(/["\\$\u0060]/gu, String.raw`\$&`)],
      ...(bytes.length < 8 ? [] : [withoutEnd(bytes.toString('base64'), '='), bytes.toString('base64url')]),
      ...(bytes.length < 8 ? [] : [bytes.toString('hex'), bytes.toString('hex').toUpperCase()]),
    ].flatMap((spelling) => [spelling, inline(spelling), ...inFields(inline(spelling))]),
  );
}

/** As the log's fields have it, and the line for Nagios. */
function inFields(text: string): readonly string[] {
  return [text.replaceAll(/[|;]/gu, visible), text.replaceAll(/[|;—]/gu, visible), text.replaceAll('|', '/')];
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text);
}

/** Value behind the name in `name=value`, `name: value` or `name value`, without quotes. */
function valueOf(line: string): string {
  return (/^[\w.-]+(?:\s*[=:]\s*|\s+)(.*)$/su.exec(line)?.[1] ?? '').replaceAll(/^["']|["'][;,]?$/gu, '');
}

function withoutWord(text: string, word: string, label: string): string {
  const isEdge = (one: string | undefined): boolean => one === undefined || !/[\p{L}\p{N}_]/u.test(one);
  return text
    .split(word)
    .reduce((left, right) =>
      isEdge(left.at(-1)) && isEdge(right[0]) ? `${left}${label}${right}` : `${left}${word}${right}`,
    );
}
