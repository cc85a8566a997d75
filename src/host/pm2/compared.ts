import { realpathSync } from 'node:fs';
import { cpus } from 'node:os';

/** Settings of an application by PM2's names, whatever they hold. */
export type AppSettings = Readonly<Record<string, unknown>>;

/** Settings that are compared whether the file names them or not, by the names that the ecosystem file has for them. */
const always: Readonly<Record<string, string>> = {
  script: 'pm_exec_path',
  cwd: 'pm_cwd',
  interpreter: 'exec_interpreter',
  exec_mode: 'exec_mode',
  args: 'args',
  node_args: 'node_args',
  max_memory_restart: 'max_memory_restart',
  cron_restart: 'cron_restart',
  autorestart: 'autorestart',
  kill_timeout: 'kill_timeout',
  wait_ready: 'wait_ready',
};

const paths: ReadonlySet<string> = new Set(['pm_exec_path', 'pm_cwd']);

/** Settings where PM2 has a value for what is left out. */
const usual: Readonly<Record<string, unknown>> = { autorestart: true, wait_ready: false };

/**
 * Names of settings of which a daemon has another value than the ecosystem file gives, `env.NAME` for a variable. An
 * application is compared with each of its entries.
 */
export function differing(
  declared: AppSettings,
  resolved: AppSettings,
  entries: readonly unknown[],
): readonly string[] {
  const names = new Set<string>();
  if (instancesOf(resolved) !== entries.length) names.add('instances');
  for (const entry of entries) {
    const live = settingsIn(entry, 'pm2_env');
    for (const [name, key] of Object.entries(always))
      if (!isLeftOpen(name, declared) && wordOf(key, resolved[key]) !== wordOf(key, live[key]))
        names.add(name);
    const env = settingsIn(live, 'env');
    for (const [key, value] of Object.entries(settingsIn(declared, 'env')))
      // Of the variable that counts up each instance has another value.
      if (key !== resolved['increment_var'] && value !== undefined && textOf(value) !== textOf(env[key]))
        names.add(`env.${key}`);
  }
  return [...names];
}

/**
 * Variable that stands beside the file's: PM2 7 has the shell's first, then this one, the file's and last the application's
 * name; PM2 5 and 6 have the name, the file's, this one and the shell's.
 */
const besideFile = 'PM2_JSON_PROCESSING';

/** Variable that PM2's command adds to the shell's. */
const ofShell = 'PM2_USAGE';

/**
 * Variables that an application still has from an earlier ecosystem file, which gives them no more. A variable of the
 * shell that somebody started it from is none of the file's, nor is one that the file gives by another name (`others`).
 */
export function leftOver(
  name: string,
  declared: AppSettings,
  others: ReadonlySet<string>,
  entries: readonly unknown[],
): readonly string[] {
  const given = settingsIn(declared, 'env');
  const names = entries
    .flatMap((entry) => ofFile(name, settingsIn(settingsIn(entry, 'pm2_env'), 'env')))
    .filter((key) => given[key] === undefined && !others.has(key) && !isOfPm2(key, name));
  return [...new Set(names)];
}

/** Variables that came from a file: after a restart by it they stand alone. */
function ofFile(name: string, env: AppSettings): readonly string[] {
  const keys = Object.keys(env);
  const [own, beside] = [keys.indexOf(name), keys.indexOf(besideFile)];
  if (beside === -1) return keys.includes(ofShell) ? [] : keys;
  // A name that is a number is the first of all keys.
  if (own === -1 || /^\d+$/u.test(name)) return [];
  return own < beside ? keys.slice(own, beside) : keys.slice(beside, own);
}

/** PM2 adds an application's own name, for its modules' settings, and what is its own. */
function isOfPm2(key: string, name: string): boolean {
  return key === name || key === 'io' || key === 'unique_id' || key.startsWith('PM2_');
}

function settingsIn(of: unknown, key: string): AppSettings {
  const value = (of as AppSettings)[key];
  return typeof value === 'object' && value !== null ? (value as AppSettings) : {};
}

/** Tells a setting that the file leaves open: its folder is then the one that somebody started the application from. */
function isLeftOpen(name: string, declared: AppSettings): boolean {
  return name === 'cwd' && declared['cwd'] === undefined;
}

/** Instances that PM2 makes of a number: of none one, of 0 one for each processor, of less as many fewer. */
function instancesOf({ instances }: AppSettings): number {
  if (instances === undefined) return 1;
  const number = instances === 'max' ? 0 : Math.trunc(Number(instances));
  if (!Number.isFinite(number)) return 1;
  return Math.max(1, number > 0 ? number : cpus().length + number);
}

function wordOf(key: string, value: unknown): string {
  const known = value ?? usual[key];
  if (paths.has(key) && typeof known === 'string') return realOf(known);
  if (known === undefined || known === '' || (Array.isArray(known) && known.length === 0)) return '';
  return Array.isArray(known) ? known.map(textOf).join(' ') : textOf(known);
}

/** A release that a link leads to is the same by either path. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
