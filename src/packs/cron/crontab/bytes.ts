/** Bytes as a string with one character a byte, so that text can be searched and every byte comes back as it was. */
export function bytesToText(bytes: Uint8Array): string {
  const piece = 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += piece)
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  return text;
}

/** The bytes of a string made by `bytesToText`. */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A Unicode string as its UTF-8 bytes, one character a byte. */
export function utf8ToText(text: string): string {
  return bytesToText(new TextEncoder().encode(text));
}

/** String that `utf8ToText` was given; bytes that are no UTF-8 become replacement characters. */
export function textToUtf8(text: string): string {
  return new TextDecoder().decode(textToBytes(text));
}
