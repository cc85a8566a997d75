import { isAscii, isUtf8 } from 'node:buffer';

/**
 * Text of a file's bytes, read as UTF-8. A byte that is none becomes a surrogate of its own (U+DC80 to U+DCFF, which no
 * UTF-8 text holds), so that every byte comes back in `bytesOf`.
 */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  for (let at = 0; at < buffer.length;) {
    const length = sequenceAt(buffer, at);
    text +=
      length === 0
        ? String.fromCharCode(escapes + (buffer[at] ?? 0))
        : buffer.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** The bytes that a text stands for. */
export function bytesOf(text: string): Uint8Array {
  if (!alone.test(text)) return new Uint8Array(Buffer.from(text, 'utf8'));
  const parts = text
    .split(/([\udc80-\udcff]+)/u)
    .map((part, at) =>
      at % 2 === 0
        ? Buffer.from(part, 'utf8')
        : Buffer.from(Array.from(part, (one) => one.charCodeAt(0) - escapes)),
    );
  return new Uint8Array(Buffer.concat(parts));
}

/** Small letters for capitals, as Apache compares names: those of ASCII only. */
export function lower(text: string): string {
  return /[^\0-\x7F]/u.test(text)
    ? text.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase())
    : text.toLowerCase();
}

/** Tells whether two names of directives, sections or hosts are one. */
export function sameName(a: string, b: string): boolean {
  return lower(a) === lower(b);
}

/** A name without the scheme and the port that a ServerName may carry, in small letters. */
export function bareName(name: string): string {
  return lower(name)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//u, '')
    .replace(/:\d+$/u, '');
}

/** A byte that is no UTF-8 is this and its value. */
const escapes = 0xdc00;

const alone = /[\udc80-\udcff]/u;

/** Length of the character of UTF-8 at a place; 0: none is there. */
function sequenceAt(buffer: Buffer, at: number): number {
  const first = buffer[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const end = at + length;
  return end <= buffer.length && isUtf8(buffer.subarray(at, end)) ? length : 0;
}
