/** Answer of HTTP/1.0, whose body ends with the connection. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

/** Reads an answer; undefined: it is none, or one in chunks, which nobody asked for. */
export function parseAnswer(bytes: Uint8Array): PlainAnswer | undefined {
  const text = new TextDecoder().decode(bytes);
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? '' : text.slice(0, end);
  const status = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |\r\n|$)/u.exec(head)?.[1];
  if (status === undefined || /^transfer-encoding:/imu.test(head)) return undefined;
  const body = text.slice(end + 4);
  const told = /^content-length:[ \t]*(\d{1,9})[ \t]*\r?$/imu.exec(head)?.[1];
  // One that was cut off is no answer.
  if (
    told !== undefined &&
    bytes.length < new TextEncoder().encode(text.slice(0, end + 4)).length + Number(told)
  )
    return undefined;
  return { status: Number(status), body };
}
