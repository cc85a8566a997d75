import { nearest } from '../../core/nearest.ts';
import type { SchemaPart } from '../../core/resource.ts';

/** Keys that other tools give one thing, the key of kapa among them. */
const alike: readonly (readonly string[])[] = [
  ['every', 'interval', 'frequency', 'period'],
  ['vars', 'variables', 'params', 'parameters', 'values'],
  ['resources', 'tasks'],
  ['rules', 'alerts', 'alarms'],
  ['use', 'modules', 'roles'],
  ['when', 'if', 'expr', 'expression', 'condition', 'cond', 'test', 'cuando', 'si', 'unless', 'only_if'],
  ['do', 'action', 'actions', 'remedy', 'remedies', 'steps', 'tasks'],
  ['path', 'dest', 'destination', 'filename', 'file', 'ruta', 'mount', 'mountpoint', 'folder', 'dir'],
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
  ['run', 'command', 'cmd', 'job', 'exec', 'script', 'shell'],
  ['argv', 'command', 'cmd', 'exec', 'script', 'shell'],
  ['schedule', 'cron', 'at', 'time', 'special_time'],
  ['timeout', 'max_time'],
  ['expect', 'expected', 'status_code', 'status'],
  ['ecosystem', 'script', 'config'],
];

/** Words that other tools write for a switch: `state: started`. */
const switchWords: ReadonlyMap<string, readonly [key: string, on: boolean]> = new Map([
  ['started', ['running', true]],
  ['running', ['running', true]],
  ['up', ['running', true]],
  ['active', ['running', true]],
  ['restarted', ['running', true]],
  ['stopped', ['running', false]],
  ['down', ['running', false]],
  ['enabled', ['enabled', true]],
  ['disabled', ['enabled', false]],
]);

/** The switch that somebody means by a word of another key: `state: started`, `frequency: weekly`. */
export function meantSwitch(
  written: unknown,
  known: Readonly<Record<string, SchemaPart>>,
): { readonly key: string; readonly on: boolean } | undefined {
  if (typeof written !== 'string') return undefined;
  const [key, on] = switchWords.get(written.toLowerCase()) ?? [written.toLowerCase(), true];
  const isSwitch = Object.hasOwn(known, key) && [known[key]?.['type']].flat().includes('boolean');
  return isSwitch ? { key, on } : undefined;
}

/** The value of a switch that somebody means by a word. */
export function meantOn(written: string): boolean | undefined {
  if (/^(?:yes|on|y|true)$/iu.test(written)) return true;
  if (/^(?:no|off|n|false)$/iu.test(written)) return false;
  return switchWords.get(written.toLowerCase())?.[1];
}

/** The key that says of itself that other tools call it so, one of several there. */
export function keyElsewhere(key: string, known: Readonly<Record<string, SchemaPart>>): string | undefined {
  return Object.keys(known).find((one) => {
    const { elsewhere } = known[one] as { readonly elsewhere?: readonly string[] };
    return elsewhere?.includes(key) === true;
  });
}

/** The key that somebody means by one that a schema does not know. */
export function meantBeside(key: string, known: Readonly<Record<string, SchemaPart>>): string | undefined {
  return keyElsewhere(key, known) ?? meantKey(key, Object.keys(known));
}

/** The key that somebody means by one that there is not: a misspelt one, or what another tool calls so. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  const near = nearest(key, known);
  if (near !== undefined) return near;
  const lower = key.toLowerCase();
  return alike
    .filter((group) => group.includes(lower))
    .flatMap((group) => group.filter((one) => known.includes(one)))[0];
}
