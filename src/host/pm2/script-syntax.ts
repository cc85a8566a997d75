import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { AppSettings } from './compared.ts';

/** Seconds in which Node reads a program. */
const patience = 10;

/**
 * Reason why Node could not even read the script that an application is, in Node's own words: PM2 would call it started,
 * and it would end at once. Undefined: it can, another program runs it, or something may read it before Node does.
 */
export function whyNotRead(settings: AppSettings): string | undefined {
  const { pm_exec_path: script, exec_interpreter: interpreter, node_args: args, pm_cwd: cwd } = settings;
  if (typeof script !== 'string' || !/\.[cm]?js$/u.test(script)) return undefined;
  if (typeof interpreter !== 'string' || basename(interpreter) !== 'node') return undefined;
  if (Array.isArray(args) ? args.length > 0 : args !== undefined && args !== null && args !== '')
    return undefined;
  const env = (settings['env'] ?? {}) as Readonly<Record<string, unknown>>;
  if ([env['NODE_OPTIONS'], process.env['NODE_OPTIONS']].some((options) => Boolean(options)))
    return undefined;
  const node = interpreter === 'node' ? process.execPath : interpreter;
  const { status, stderr } = spawnSync(node, ['--check', script], {
    encoding: 'utf8',
    timeout: patience * 1000,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(typeof cwd === 'string' ? { cwd } : {}),
  });
  if (status !== 1) return undefined;
  const [error] = /^SyntaxError: .*$/mu.exec(stderr) ?? [];
  const [place] = /^\/.*:\d+$/mu.exec(stderr) ?? [];
  return error === undefined ? undefined : `${place ?? script}: ${error}`;
}
