import { nearest } from '../../core/nearest.ts';

/** Keys that other tools give one thing, the key of kapa among them. */
const alike: readonly (readonly string[])[] = [
  ['every', 'interval', 'frequency', 'period'],
  ['when', 'if', 'expr', 'expression', 'condition', 'cond', 'test', 'cuando', 'si'],
  ['do', 'action', 'actions', 'remedy', 'remedies', 'steps', 'tasks'],
  ['path', 'dest', 'destination', 'filename', 'file', 'ruta'],
  ['source', 'src'],
  ['state', 'ensure', 'estado'],
  ['requires', 'depends_on', 'depends', 'dependson', 'after', 'needs', 'require', 'before'],
  ['within', 'per', 'window', 'period', 'interval'],
  ['times', 'max', 'count', 'maximum', 'attempts', 'retries'],
  ['severity', 'level', 'priority', 'gravedad'],
  ['name', 'alert', 'title', 'id', 'nombre'],
  ['service', 'name', 'unit'],
  ['container', 'name'],
  ['app', 'name', 'application'],
  ['to', 'target', 'src'],
  ['content', 'contents', 'text', 'body'],
  ['owner', 'user'],
  ['mode', 'permissions', 'perms', 'chmod'],
  ['cooldown', 'wait', 'pause', 'delay'],
  ['url', 'uri', 'endpoint', 'address'],
];

/** The key that somebody means by one that there is not: a misspelt one, or what another tool calls so. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  const near = nearest(key, known);
  if (near !== undefined) return near;
  const lower = key.toLowerCase();
  return alike
    .filter((group) => group.includes(lower))
    .flatMap((group) => group.filter((one) => known.includes(one)))[0];
}
