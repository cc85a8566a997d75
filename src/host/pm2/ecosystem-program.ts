// The program that reads an ecosystem file as PM2 itself does: it is given to a Node with the rights of the user whose
// PM2 it is, since such a file may be a program.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { EcosystemAnswer, EcosystemQuestion } from '../../core/pm2-ecosystem.ts';
import { differing, leftOver, type AppSettings } from './compared.ts';
import { listEntries } from './errand.ts';
import { whyNotRead } from './script-syntax.ts';
import { whyNoLine } from './shell-line.ts';

interface AppConfig extends AppSettings {
  readonly name?: unknown;
  readonly autorestart?: unknown;
  readonly cron_restart?: unknown;
}

/** Functions of PM2's `lib/Common.js` for an ecosystem file; the same from version 4 to 7. */
interface Pm2Common {
  isConfigFile(file: string): string | null;
  parseConfig(content: Buffer, file: string): unknown;
  verifyConfs(apps: readonly unknown[]): readonly AppConfig[] | Error;
  resolveAppAttributes(
    surroundings: { readonly cwd: string; readonly pm2_home: string },
    app: unknown,
  ): AppSettings;
}

/** Seconds within which a living daemon answers what it has in memory. */
const patience = 3;

const question = JSON.parse(process.argv[1] ?? '') as EcosystemQuestion;
// The file is a program, and may end whoever reads it, PM2 as well.
let ending = (status: number): EcosystemAnswer => ({ outcome: 'ended', status });
const tellEnd = (status: number): void => tell(ending(status));
process.once('exit', tellEnd);
void answerAndEnd();

async function answerAndEnd(): Promise<void> {
  const said = await answer(question);
  // A promise that the file left rejected ends Node only now.
  await setImmediate();
  process.off('exit', tellEnd);
  // PM2 does not wait either for what the file has begun, such as a timer.
  tell(said, () => process.exit(0));
}

function tell(said: EcosystemAnswer, told?: () => void): void {
  process.stdout.write(`\n${JSON.stringify(said)}\n`, told);
}

async function answer(asked: EcosystemQuestion): Promise<EcosystemAnswer> {
  const { library, file, digest } = asked;
  const common = createRequire(library)('./lib/Common.js') as Pm2Common;
  if (common.isConfigFile(file) === null) return { outcome: 'no_ecosystem_name' };
  const there = existsSync(file) ? readFileSync(file) : undefined;
  const isThere =
    digest === undefined ||
    (there !== undefined && createHash('sha256').update(there).digest('hex') === digest);
  if (isThere) return judged(() => common.parseConfig(there ?? readFileSync(file), file), asked, common);
  // What it reads in turn may be yet to be written, too: only what can be told now is told.
  ending = () => ({ outcome: 'to_be_written' });
  const content = readFileSync(0);
  const planned = await judged(() => plannedConfig(content, file, common), asked, common);
  return ['malformed', 'cannot_start'].includes(planned.outcome) ? { outcome: 'to_be_written' } : planned;
}

/** Configuration that a file will give once it has a content. */
function plannedConfig(content: Buffer, file: string, common: Pm2Common): unknown {
  // PM2 loads such a file from where it is, and not from what it is given.
  if (common.isConfigFile(file) === 'mjs') throw new Error('mjs');
  if (common.isConfigFile(file) !== 'js') return common.parseConfig(content, file);
  const made = new Module(file) as InstanceType<typeof Module> & {
    paths: string[];
    _compile(text: string, name: string): void;
  };
  made.filename = file;
  made.paths = (Module as unknown as { _nodeModulePaths(from: string): string[] })._nodeModulePaths(
    dirname(file),
  );
  made._compile(content.toString(), file);
  return made.exports;
}

async function judged(
  read: () => unknown,
  { name, home, compare }: EcosystemQuestion,
  common: Pm2Common,
): Promise<EcosystemAnswer> {
  let apps: readonly AppConfig[];
  let deploys: unknown;
  try {
    const config = read() as Record<string, unknown> | null | undefined;
    if (typeof config !== 'object' || config === null) return { outcome: 'no_such_app', names: [] };
    const given = config['apps'] ?? config['pm2'] ?? config;
    deploys = config['deploy'];
    const verified = common.verifyConfs(Array.isArray(given) ? given : [given]);
    if (verified instanceof Error) throw verified;
    apps = verified;
  } catch (error) {
    return { outcome: 'malformed', reason: wordsOf(error) };
  }
  const own = apps.filter((app) => app.name === name);
  if (own.length === 0)
    return {
      outcome: 'no_such_app',
      names: apps.flatMap((app) => (typeof app.name === 'string' ? [app.name] : [])),
    };
  const wanted: { declared: AppSettings; resolved: AppSettings; others: ReadonlySet<string> }[] = [];
  try {
    for (const app of own) {
      const declared = { cwd: app['cwd'], env: { ...(app['env'] as object | undefined) } };
      const resolved = common.resolveAppAttributes({ cwd: process.cwd(), pm2_home: home }, app);
      const reason = whyNoLine(resolved) ?? whyNotRead(resolved);
      if (reason !== undefined) return { outcome: 'cannot_start', reason };
      wanted.push({ declared, others: otherVariables(app, deploys), resolved });
    }
  } catch (error) {
    return { outcome: 'cannot_start', reason: wordsOf(error) };
  }
  const lasting = own.every(
    ({ autorestart, cron_restart: cron }) => autorestart !== false && cron === undefined,
  );
  const [first] = wanted;
  const entries = compare === true && wanted.length === 1 ? await listEntries(home, patience) : undefined;
  const live = entries?.filter((entry) => (entry as { readonly name?: unknown }).name === name) ?? [];
  if (first === undefined || live.length === 0) return { outcome: 'gives', lasting };
  const { declared, resolved, others } = first;
  const differs = differing(declared, resolved, live);
  return { outcome: 'gives', lasting, differs, left: leftOver(name, declared, others, live) };
}

/** Variables that the file gives only where somebody asks for it: by `--env`, or as part of a deployment. */
function otherVariables(app: AppConfig, deploys: unknown): ReadonlySet<string> {
  const named = Object.entries(app).flatMap(([key, value]) => (key.startsWith('env_') ? [value] : []));
  const deployed = Object.values((deploys ?? {}) as Record<string, { readonly env?: unknown } | null>).map(
    (one) => one?.env,
  );
  return new Set([...named, ...deployed].flatMap((one) => Object.keys(one ?? {})));
}

function wordsOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
