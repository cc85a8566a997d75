/** Tells a part of a path that holds wildcards (apr_fnmatch_test) from a plain name. */
export function isPattern(part: string): boolean {
  let open = false;
  for (let at = 0; at < part.length; at += 1) {
    const one = part[at];
    if (one === '*' || one === '?') return true;
    if (one === '\\') at += 1;
    else if (one === '[') open = true;
    else if (one === ']' && open) return true;
  }
  return false;
}

/**
 * Matcher of a part of a path as apr_fnmatch has it, byte for byte: `*`, `?`, classes (`!` or `^` first negates, `]`
 * first is itself, an empty range fits nothing), `\` before what is to be itself. A dot first fits a dot only.
 */
export function matcherOf(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(Buffer.from(pattern, 'utf8').toString('latin1'));
  const dotted = pattern.startsWith('.') || pattern.startsWith('\\.');
  return (name) => (dotted || !name.startsWith('.')) && fits(tokens, Buffer.from(name, 'utf8'));
}

/** Matcher of a whole path as glob(7) has it: each part by itself, so that no wildcard takes a slash. */
export function pathMatcherOf(pattern: string): (path: string) => boolean {
  const parts = pattern.split('/').map(matcherOf);
  return (path) => {
    const names = path.split('/');
    return names.length === parts.length && parts.every((fits, at) => fits(names[at] ?? ''));
  };
}

/** Test that one byte has to pass; `*` fits any number of bytes. */
type Token = '*' | ((byte: number) => boolean);

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const one = pattern[at];
    const found = one === '[' ? classAt(pattern, at) : undefined;
    if (found !== undefined) {
      tokens.push(found.token);
      at = found.end;
      continue;
    }
    if (one === '*') tokens.push('*');
    else if (one === '?') tokens.push(() => true);
    else {
      if (one === '\\' && at + 1 < pattern.length) at += 1;
      const code = pattern.charCodeAt(at);
      tokens.push((byte) => byte === code);
    }
    at += 1;
  }
  return tokens;
}

/** The class that a bracket opens; undefined: nothing closes it, so that the bracket is itself. */
function classAt(
  pattern: string,
  start: number,
): { readonly token: Token; readonly end: number } | undefined {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at += 1;
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first)
      return {
        token: (byte) => ranges.some(([from, to]) => byte >= from && byte <= to) !== negated,
        end: at + 1,
      };
    if (pattern[at] === '\\' && !first) at += 1;
    const from = pattern.charCodeAt(at);
    if (pattern[at + 1] === '-' && pattern[at + 2] !== ']') {
      at += pattern[at + 2] === '\\' ? 3 : 2;
      if (at >= pattern.length) return undefined;
    }
    if (at >= pattern.length) return undefined;
    ranges.push([from, pattern.charCodeAt(at)]);
    at += 1;
  }
  return undefined;
}

/** Of all stars only the last that was met can be asked to take more. */
function fits(tokens: readonly Token[], name: Uint8Array): boolean {
  let token = 0;
  let at = 0;
  let star: { readonly token: number; at: number } | undefined;
  for (;;) {
    const one = tokens[token];
    if (one === '*') {
      token += 1;
      star = { token, at };
    } else if (one !== undefined && at < name.length && one(name[at] ?? 0)) {
      token += 1;
      at += 1;
    } else if (one === undefined && at === name.length) return true;
    else if (star !== undefined && star.at < name.length) {
      star.at += 1;
      ({ token, at } = star);
    } else return false;
  }
}
