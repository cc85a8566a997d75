/**
 * A password in a URL, as RFC 3986 writes one: behind the user's name, up to the last `@` before the path. Double
 * quotes and backslashes stand in JSON around it, two braces in a template.
 */
const inUrl = /(:\/\/[^\s/?#:@"\\]*:)(?!\{\{)([^\s/?#"\\]+)@/gu;

/** A text with the password of each URL in it, `scheme://user:password@host`, replaced by `(secret)`. */
export function hideUrlPasswords(text: string): string {
  return text.includes('://') ? text.replaceAll(inUrl, '$1(secret)@') : text;
}

/** The passwords of the URLs in a text, as they are written there and as percent-decoding reads them. */
export function urlPasswords(text: string): readonly string[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(inUrl)].flatMap(([, , password = '']) => {
    const decoded = percentDecoded(password);
    return decoded === undefined || decoded === password ? [password] : [password, decoded];
  });
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
