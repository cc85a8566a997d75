import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { readFacts } from '../../app/policies/facts.ts';
import { loadSet } from '../../app/policies/load.ts';
import { openSession } from '../../app/session.ts';
import { secretsOf } from '../../app/snapshot.ts';
import { makePlan } from '../../converge/index.ts';
import { writeAsked } from '../../host/index.ts';
import { pack } from '../../host/snapshot/archive.ts';
import { recordReader, type Recorder } from '../../host/snapshot/record.ts';
import { registry } from '../../packs/index.ts';

/** `kapa snapshot`: what a plan of the policies looks at, as an archive that `kapa plan --root` plans on elsewhere. */
export async function snapshotCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, err, say, cwd } = context;
  const file = given['out'] as string;
  const set = await loadSet(args, context);
  const session = openSession(context, set.settings);
  const { reader, taken } = recordReader(session.host);
  const request = { ...session, set, types: registry.resources, reader };
  const { prover: _, ...looking } = request;
  await makePlan(looking);
  await lookAtAccounts(reader);
  const snapshot = await taken(secretsOf(set, context));
  const archive = await pack({ snapshot, facts: await readFacts(options.root), made: session.host.now() });
  writeAsked(resolve(cwd, file), archive, 0o600);
  const { contents, leftOut } = snapshot;
  err.write(`${say(t('snapshot.taken', { file, files: contents.length }))}\n`);
  if (leftOut.length > 0) err.write(`${say(t('snapshot.secrets', { n: leftOut.length }))}\n`);
  for (const path of leftOut) err.write(`  ${say(t('snapshot.secret', { path }))}\n`);
  return exitStatus.ok;
}

/** Asks for all users and groups, so that a changed policy may name another. */
async function lookAtAccounts(reader: Recorder['reader']): Promise<void> {
  for (const [file, ask] of [
    [
      '/etc/passwd',
      async (name: string, id: number) => [await reader.account(name), await reader.accountOf(id)],
    ],
    ['/etc/group', async (name: string) => reader.group(name)],
  ] as const) {
    const read = await reader.read(file);
    if (read.state !== 'present') continue;
    for (const line of new TextDecoder().decode(read.value).split('\n')) {
      const [name = '', , id] = line.split(':');
      if (name !== '') await ask(name, Number(id));
    }
  }
}
