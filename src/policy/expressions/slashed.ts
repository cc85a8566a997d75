/** The expression that somebody means who writes it between slashes: `/online|stopped/i`; undefined: it does not stand so. */
export function unslashed(written: string, flags: '*' | '+'): string | undefined {
  const [, inner, letters = ''] =
    new RegExp(`^/((?:[^/\\\\]|\\\\.)+)/([gimsuy]${flags})$`, 'su').exec(written) ?? [];
  if (inner === undefined) return undefined;
  const kept = letters.replaceAll(/[^ims]/gu, '');
  return (kept === '' ? '' : `(?${kept})`) + inner.replaceAll('\\/', '/');
}
