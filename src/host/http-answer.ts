/** What of an HTTP/1 answer stands before its body. */
export interface AnswerHead {
  readonly status: number;
  /** Where the body begins. */
  readonly end: number;
  /** Bytes of the body; undefined: it ends with the connection. `chunked`: each piece is preceded by its length. */
  readonly length: number | 'chunked' | undefined;
}

/** Bytes that the head of an answer may take, with those of the interim answers before it. */
const longestHead = 64 * 1024;

/** Reads the head of an answer, interim ones (1xx) skipped. Undefined: more of it must come. `senseless`: it is no HTTP. */
export function parseHead(bytes: Buffer): AnswerHead | 'senseless' | undefined {
  let begin = 0;
  for (;;) {
    const at = bytes.indexOf('\r\n\r\n', begin);
    const text = bytes.toString('latin1', begin, at === -1 ? Math.min(bytes.length, longestHead) : at);
    const version = 'HTTP/1.';
    if (!text.startsWith(version.slice(0, text.length)) || begin + text.length >= longestHead)
      return 'senseless';
    if (at === -1) return undefined;
    const status = Number(/^HTTP\/1\.\d (\d{3})(?: |$|\r)/u.exec(text)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) return 'senseless';
    begin = at + 4;
    if (status >= 200 || status === 101) return { status, end: begin, length: lengthOf(status, text) };
  }
}

function lengthOf(status: number, head: string): AnswerHead['length'] {
  if (status === 101 || status === 204 || status === 304) return 0;
  // Names are of either case; an expression that is takes longer to compile than all the rest here.
  const fields = head.toLowerCase();
  if (/^transfer-encoding:[^\r\n]*\bchunked[ \t]*\r?$/mu.test(fields)) return 'chunked';
  const length = /^content-length:[ \t]*(\d+)[ \t]*\r?$/mu.exec(fields)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** What has come of a body, and whether that is all of it. Undefined: the lengths of its pieces make no sense. */
export function readBody(
  bytes: Buffer,
  { end, length }: AnswerHead,
): { readonly body: Buffer; readonly complete: boolean } | undefined {
  if (length !== 'chunked') {
    const body = bytes.subarray(end, length === undefined ? bytes.length : end + length);
    return { body, complete: body.length === length };
  }
  const pieces: Buffer[] = [];
  for (let at = end; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return { body: Buffer.concat(pieces), complete: false };
    const size = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/iu.exec(bytes.toString('latin1', at, line))?.[1];
    if (size === undefined) return undefined;
    const [from, to] = [line + 2, line + 2 + Number.parseInt(size, 16)];
    if (to === from) return { body: Buffer.concat(pieces), complete: true };
    pieces.push(bytes.subarray(from, to));
    at = to + 2;
  }
}
