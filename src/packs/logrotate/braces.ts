/** Paths that braces may come to: those of a stranger multiply with each pair. */
const most = 1000;

/**
 * `/var/log/{a,b}.log` as two paths: logrotate itself cannot read braces, whatever its glob library can. One that comes to
 * thousands stays as it is written.
 */
export function expandBraces(path: string): readonly string[] {
  let paths = [path];
  for (;;) {
    const expanded = paths.flatMap(expandOne);
    if (expanded.length === paths.length) return paths;
    if (expanded.length > most) return [path];
    paths = expanded;
  }
}

/** A path with the first of its innermost braces written out. */
function expandOne(path: string): readonly string[] {
  const found = /\{([^{},]*,[^{}]*)\}/u.exec(path);
  if (found === null) return [path];
  const [whole, inner = ''] = found;
  const before = path.slice(0, found.index);
  const after = path.slice(found.index + whole.length);
  return inner.split(',').map((one) => `${before}${one}${after}`);
}
