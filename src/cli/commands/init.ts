import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Finder, Found } from '../../core/found.ts';
import { t } from '../../core/text.ts';
import { beginPass, writeAskedBelow } from '../../host/index.ts';
import { packs } from '../../packs/index.ts';
import { literal } from '../../policy/template/literal.ts';
import { writeYaml } from '../../policy/yaml/yaml-text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { openSession } from '../../app/session.ts';

/** `kapa init`: writes policies that say what this host has now, so that their first plan shows no change. */
export async function initCommand(
  _args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { out, err, options, cwd, say } = context;
  const { host } = openSession(context);
  const finder: Finder = {
    host,
    instruments: host.live ? beginPass(host) : undefined,
    leaveOut(reason) {
      err.write(`${say(t('init.left_out', { reason }))}\n`);
    },
  };
  const found: Found[] = [];
  for (const pack of packs) if (pack.find !== undefined) found.push(await pack.find(finder));
  const kept = found.filter(({ resources }) => resources.length > 0);
  if (kept.length === 0)
    throw new Failure(t('init.nothing', { root: options.root }), { cure: t('init.nothing_cure') });

  const folder = resolve(cwd, typeof given['out'] === 'string' ? given['out'] : 'policies');
  const files = kept.map((part) => ({ part, file: join(folder, `${part.policy}.yaml`) }));
  const taken = files.find(({ file }) => existsSync(file));
  if (taken !== undefined && given['force'] !== true)
    throw new Failure(t('init.exists', { file: taken.file }), { cure: t('init.exists_cure') });
  for (const { part, file } of files) {
    writeAskedBelow(file, writeYaml(literal(part)), 0o644);
    if (!options.json) out.write(`${say(t('init.wrote', { file, resources: part.resources.length }))}\n`);
  }
  if (options.json) out.document(initDocument(files));
  err.write(`${say(t('init.next', { folder }))}\n`);
  return exitStatus.ok;
}

function initDocument(files: readonly { readonly part: Found; readonly file: string }[]): unknown {
  return {
    version: 1,
    files: files.map(({ part, file }) => ({ file, resources: part.resources.map(({ name }) => name) })),
  };
}
