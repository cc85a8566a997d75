// The program that reads an ecosystem file as PM2 itself does: it is given to a Node with the rights of the user whose
// PM2 it is, since such a file may be a program.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EcosystemAnswer, EcosystemQuestion } from '../../core/pm2-ecosystem.ts';

interface AppConfig {
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
  ): object;
}

const question = JSON.parse(process.argv[1] ?? '') as EcosystemQuestion;
process.stdout.write(`\n${JSON.stringify(answer(question))}\n`);

function answer({ library, file, name, home, digest }: EcosystemQuestion): EcosystemAnswer {
  const common = createRequire(library)('./lib/Common.js') as Pm2Common;
  if (common.isConfigFile(file) === null) return { outcome: 'no_ecosystem_name' };
  if (digest !== undefined && !existsSync(file)) return { outcome: 'to_be_written' };
  let apps: readonly AppConfig[];
  try {
    const content = readFileSync(file);
    if (digest !== undefined && createHash('sha256').update(content).digest('hex') !== digest)
      return { outcome: 'to_be_written' };
    const config = common.parseConfig(content, file) as Record<string, unknown> | null | undefined;
    if (typeof config !== 'object' || config === null) return { outcome: 'no_such_app', names: [] };
    const given = config['apps'] ?? config['pm2'] ?? config;
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
  try {
    for (const app of own) common.resolveAppAttributes({ cwd: process.cwd(), pm2_home: home }, app);
  } catch (error) {
    return { outcome: 'cannot_start', reason: wordsOf(error) };
  }
  const lasting = own.every(
    ({ autorestart, cron_restart: cron }) => autorestart !== false && cron === undefined,
  );
  return { outcome: 'gives', lasting };
}

function wordsOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
