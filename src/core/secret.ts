const hidden = new WeakMap<Secret, Uint8Array>();

/** Bytes that must not be seen: every way of printing a Secret yields its label. */
export class Secret {
  readonly label: string;

  constructor(bytes: Uint8Array, label = '(secret)') {
    this.label = label;
    hidden.set(this, bytes);
  }

  toString(): string {
    return this.label;
  }

  toJSON(): string {
    return this.label;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.label;
  }
}

/** Content that a step writes: plain bytes, or bytes that must not be seen. */
export type Content = Uint8Array | Secret;

/** The bytes behind a content; called only where they are written or compared. */
export function reveal(content: Content): Uint8Array {
  if (!(content instanceof Secret)) return content;
  const bytes = hidden.get(content);
  if (bytes === undefined) throw new TypeError('a Secret without bytes');
  return bytes;
}
