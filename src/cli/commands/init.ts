import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileIn } from '../../core/addresses.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Reader } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import { openTrial } from '../../converge/index.ts';
import { writeAskedBelow } from '../../host/index.ts';
import { registry, remarksOn } from '../../packs/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { findAll } from '../../app/init/find.ts';
import { draftText, openJudge, type Draft } from '../../app/init/judge.ts';
import { keepTrue } from '../../app/init/keep-true.ts';
import { proposedFiles, type ProposedFile } from '../../app/init/proposed.ts';
import { openSession } from '../../app/session.ts';

/**
 * `kapa init`: writes policies that say what this host has now. They are planned before they are written: what would
 * change something is left out, and told.
 */
export async function initCommand(
  _args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { out, err, options, cwd, say } = context;
  const { host, store } = openSession(context);
  const leftOut: Text[] = [];
  const leaveOut = (reason: Text): void => {
    leftOut.push(reason);
  };
  const trial = openTrial({ reader: host, types: registry.resources, store });
  const { found, proposals, unproposed } = await findAll(host, trial.reader, leaveOut);
  const folder = resolve(cwd, typeof given['out'] === 'string' ? given['out'] : 'policies');
  const judge = await openJudge(context, trial);
  const drafts = await keepTrue(
    found
      .filter(({ resources }) => resources.length > 0)
      .map((part) => ({ ...part, path: join(folder, `${part.policy}.yaml`) })),
    judge,
    leaveOut,
  );
  const held = drafts.filter(({ resources }) => resources.length > 0);
  const kept = given['dropIn'] === true ? held.map(inDropIns) : held;
  const proposed = await proposedFiles(proposals, { folder, judge, say, leaveOut });
  if (unproposed > 0) leaveOut(t('init.unproposed', { n: unproposed }));
  for (const reason of shown(leftOut)) err.write(`${say(t('init.left_out', { reason }))}\n`);
  if (kept.length === 0)
    throw new Failure(t('init.nothing', { root: options.root }), { cure: t('init.nothing_cure') });

  const taken = [...kept, ...proposed].filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (taken.length > 0 && given['force'] !== true)
    throw new Failure(t('init.exists', { files: taken.join(', '), n: taken.length }), {
      cure: t('init.exists_cure'),
    });
  if (given['dropIn'] === true) for (const text of await ofPackages(held, host)) err.write(`${say(text)}\n`);
  for (const draft of kept) {
    writeAskedBelow(draft.path, draftText(draft), mode);
    if (!options.json)
      out.write(`${say(t('init.wrote', { file: draft.path, resources: draft.resources.length }))}\n`);
  }
  for (const { path, text, rules } of proposed) {
    writeAskedBelow(path, text, mode);
    if (!options.json) out.write(`${say(t('init.proposed', { file: path, rules }))}\n`);
  }
  if (options.json) out.document(initDocument(kept, proposed));
  err.write(`${say(t('init.next', { folder }))}\n`);
  return exitStatus.ok;
}

/** A draft whose resources leave files that packages shipped to these, where they can. */
function inDropIns(draft: Draft): Draft {
  return { ...draft, resources: draft.resources.map((one) => one.dropIn ?? one) };
}

/** Sentences on drop-ins that are to be made, and on files of packages that resources edit all the same. */
async function ofPackages(drafts: readonly Draft[], host: Reader): Promise<readonly Text[]> {
  const all = drafts.flatMap((draft) => draft.resources);
  const resources = all.map((one) => one.dropIn ?? one);
  const typeOf = new Map(registry.resources.map((type) => [type.type, type]));
  const paths = resources.flatMap(
    ({ type, spec }) =>
      typeOf
        .get(type)
        ?.owns(spec)
        .flatMap((address) => fileIn(address) ?? []) ?? [],
  );
  const remarks = await remarksOn([...new Set(paths)], host);
  return [
    ...all.filter(({ dropIn }) => dropIn !== undefined).map(({ name }) => t('init.drop_in', { name })),
    ...(remarks.size === 0 ? [] : [...remarks.values(), t('init.own_files')]),
  ];
}

/** Reasons that are shown: the first ones and the number of the others, where things are left out by the hundred. */
function shown(reasons: readonly Text[]): readonly Text[] {
  const more = reasons.length - mostShown;
  return more <= 1 ? reasons : [...reasons.slice(0, mostShown), t('init.more', { n: more })];
}

const mostShown = 100;

/** Mode of what is written: it says what stands in files that only root may read, such as crontabs. */
const mode = 0o600;

function initDocument(drafts: readonly Draft[], proposed: readonly ProposedFile[]): unknown {
  return {
    version: 1,
    files: drafts.map(({ path, resources }) => ({
      file: path,
      resources: resources.map(({ name }) => name),
    })),
    proposed: proposed.map(({ path }) => path),
  };
}
