/** `/var/log/{a,b}.log` as two paths: logrotate itself cannot read braces, whatever its glob library can. */
export function expandBraces(path: string): readonly string[] {
  const found = /\{([^{}]*,[^{}]*)\}/u.exec(path);
  if (found === null) return [path];
  const [whole, inner = ''] = found;
  const before = path.slice(0, found.index);
  const after = path.slice(found.index + whole.length);
  return inner.split(',').flatMap((one) => expandBraces(`${before}${one}${after}`));
}
