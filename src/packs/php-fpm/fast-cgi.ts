/** Kinds of records (the FastCGI specification, 8). */
const kinds = { begin: 1, parameters: 4, input: 5, output: 6 } as const;

/** A request without a body, for a responder that hangs up when it has answered. */
export function fastCgiRequest(parameters: Readonly<Record<string, string>>): Uint8Array {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [...pairOf(name, value)]);
  const begin = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0);
  return Uint8Array.from([
    ...record(kinds.begin, begin),
    ...record(kinds.parameters, Uint8Array.from(pairs)),
    ...record(kinds.parameters, new Uint8Array()),
    ...record(kinds.input, new Uint8Array()),
  ]);
}

/** Output of a responder, its head and its body; undefined: these are no whole records. */
export function fastCgiOutput(
  bytes: Uint8Array,
): { readonly head: string; readonly body: string } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const output: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length || bytes[at] !== 1) return undefined;
    const start = at + 8;
    const end = start + view.getUint16(at + 4);
    if (end > bytes.length) return undefined;
    if (bytes[at + 1] === kinds.output) output.push(...bytes.subarray(start, end));
    at = end + view.getUint8(at + 6);
  }
  const text = new TextDecoder().decode(Uint8Array.from(output));
  const gap = /\r?\n\r?\n/u.exec(text);
  return gap === null
    ? undefined
    : { head: text.slice(0, gap.index), body: text.slice(gap.index + gap[0].length) };
}

function record(kind: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  return Uint8Array.from([1, kind, 0, 1, length >> 8, length & 0xff, 0, 0, ...content]);
}

function pairOf(name: string, value: string): Uint8Array {
  const [key, word] = [name, value].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  return Uint8Array.from([...lengthOf(key), ...lengthOf(word), ...key, ...word]);
}

/** Lengths above 127 take four bytes, the first bit set. */
function lengthOf({ length }: Uint8Array): readonly number[] {
  return length < 128
    ? [length]
    : [(length >>> 24) | 0x80, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
}
