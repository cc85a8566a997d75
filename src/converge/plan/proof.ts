import { bareCommand } from '../../core/command.ts';
import type { Judging, Plan, Proof, ProofCheck, Prover } from '../../core/plan.ts';
import type { Reader } from '../../core/reader.ts';
import { spoolOf } from '../../core/folders.ts';
import { isFileStep, type Argv, type FileStep } from '../../core/step.ts';
import { block, t, type Block, type Text } from '../../core/text.ts';
import { blame, lineLeftAlone, type Culprit } from './blame.ts';
import { besideName, siblings } from '../apply/backups.ts';
import type { PlanRequest } from '../contract.ts';
import { readsConfiguration } from './effects.ts';

type Judged = Omit<Plan, 'proof' | 'digest'>;

/**
 * Has the planned files judged before anything changes: by the checks of every service that would read them, and
 * by what resources ask to have validated.
 */
export async function prove(plan: Judged, request: PlanRequest, after: Reader): Promise<Proof> {
  const steps = plan.steps.flatMap(({ step }) => stagedBy(step, plan));
  if (steps.length === 0) return { status: 'not_needed', checks: [] };
  const checks = [...(await serviceChecks(plan, request)), ...validations(plan)];
  const judging = plan.effects.filter(({ effect }) => readsConfiguration(effect));
  if (checks.length === 0)
    return judging.length === 0
      ? { status: 'not_needed', checks: [] }
      : {
          status: 'not_proven',
          checks: [],
          reason: t('engine.nothing_judges', { services: names(judging.map(({ service }) => service)) }),
        };
  if (request.prover === undefined)
    return { status: 'not_proven', checks: [], reason: t('engine.no_prover') };
  const staged = [...steps, ...(await copiesBeside(plan, request, after))];
  const proof = await request.prover.prove(staged, checks);
  const failed = proof.checks.find(({ exitStatus }) => exitStatus !== 0);
  const judged: ProofCheck[] = [];
  for (const check of proof.checks)
    judged.push((await secretIn(check, plan, after)) === undefined ? check : { ...check, output: '' });
  const told = { ...proof, checks: judged };
  if (proof.status !== 'failed' || failed === undefined) return told;
  if (request.prover.isLimited === true && (await isNobodys(failed, plan, after)))
    return {
      ...told,
      status: 'not_proven',
      reason: t('engine.check_as_user', {
        command: bareCommand(failed.argv).join(' '),
        output: await wordsOf(failed, plan, after),
      }),
    };
  return {
    ...told,
    reason:
      (await refusedBefore(failed, plan, after, request.prover)) ?? (await reasonOf(failed, plan, after)),
  };
}

/** Tells whether what a check says speaks of nothing that the plan writes. */
async function isNobodys(
  { argv, because, output }: ProofCheck,
  plan: Judged,
  after: Reader,
): Promise<boolean> {
  const items = plan.resources.map(({ item }) => item);
  const said = await withLinksFollowed(output, after);
  return blame(said, plan.files, items) === undefined && judgedOne(argv, because, plan) === undefined;
}

/** The backups that will stand beside their files: what is judged is what there will be. */
async function copiesBeside(
  plan: Judged,
  { set, loads }: PlanRequest,
  after: Reader,
): Promise<readonly FileStep[]> {
  const mayStand = siblings(plan, { settings: set.settings.backups, after, loads });
  const copies: FileStep[] = [];
  for (const { path, before } of plan.files)
    if (before !== null && path.startsWith('/') && (await mayStand(path, someTime)))
      copies.push({ do: 'write', path: besideName(path, someTime), content: before, mode: 0o600 });
  return copies;
}

/** A name such as transactions have. */
const someTime = '20000101_000000';

/** A line that the plan leaves alone, and that the host as it is fails by already, is nobody's but the host's. */
async function refusedBefore(
  check: ProofCheck,
  plan: Judged,
  after: Reader,
  prover: Prover,
): Promise<Text | undefined> {
  const { argv, because, output } = check;
  const said = await withLinksFollowed(output, after);
  const items = plan.resources.map(({ item }) => item);
  const found = blame(said, plan.files, items) === undefined && lineLeftAlone(said, plan.files, items);
  if (found === false || found === undefined) return undefined;
  const asItIs = await prover.prove([], [{ argv, because }]);
  if (asItIs.status !== 'failed') return undefined;
  return t('engine.check_failed_before', {
    command: bareCommand(argv).join(' '),
    output: await wordsOf(check, plan, after),
    place: `${found.path}:${found.line}`,
  });
}

/** The secret file that a check speaks of: a part of the secret may stand in what it says. */
async function secretIn(
  { argv, output }: Pick<ProofCheck, 'argv' | 'output'>,
  { files }: Pick<Plan, 'files'>,
  reader: Reader,
): Promise<string | undefined> {
  if (!files.some(({ secret }) => secret)) return undefined;
  const said = await withLinksFollowed(output, reader);
  return files.find(({ path, secret }) => secret && (argv.includes(path) || said.includes(path)))?.path;
}

/** The commands that judge what resources ask to have validated, the staged file's path filled in. */
export function validations(plan: Pick<Plan, 'resources'>): readonly Judging[] {
  return plan.resources.flatMap(({ item, change }) =>
    (change.validate ?? []).map(({ path, argv: [program, ...args] }) => ({
      argv: [program, ...args.map((word) => word.replaceAll('{}', path))] as const,
      because: [item.name],
    })),
  );
}

/** A failed check in one sentence: what was wrong, by which resource, in which line of the policy. */
export async function reasonOf(
  { argv, output, because }: ProofCheck,
  plan: Pick<Plan, 'files' | 'resources'>,
  reader: Reader,
): Promise<Text> {
  const items = plan.resources.map(({ item }) => item);
  const culprit =
    blame(await withLinksFollowed(output, reader), plan.files, items) ?? judgedOne(argv, because, plan);
  const said = await wordsOf({ argv, output }, plan, reader);
  return culprit === undefined
    ? t('engine.check_failed', { command: bareCommand(argv).join(' '), output: said })
    : t('engine.check_failed_by', {
        command: bareCommand(argv).join(' '),
        output: said,
        resource: culprit.resource,
        place: `${culprit.place.file}:${culprit.place.line}`,
      });
}

/** Words of a check, as far as they may be shown. */
async function wordsOf(
  check: Pick<ProofCheck, 'argv' | 'output'>,
  plan: Pick<Plan, 'files'>,
  reader: Reader,
): Promise<Block | string | Text> {
  const secret = await secretIn(check, plan, reader);
  return secret === undefined
    ? block(fromTheError(check.output))
    : t('engine.output_hidden', { path: secret });
}

/**
 * Output from the first line on that the program calls an error: what comes before is no part of the reason.
 */
function fromTheError(output: string): string {
  const lines = output.trim().split('\n');
  const first = lines.findIndex((line) => /^(?:error|fatal):/iu.test(line));
  return first < 0 ? output.trim() : lines.slice(first).join('\n');
}

/** A command that judges one thing may say no more than that it is wrong; whose thing it is is known. */
function judgedOne(
  argv: Argv,
  because: readonly string[],
  { resources }: Pick<Plan, 'resources'>,
): Culprit | undefined {
  const resource = resources.find(
    ({ item, change }) =>
      because.includes(item.name) && change.validate?.some(({ path }) => argv.includes(path)) === true,
  );
  return resource && { resource: resource.item.name, place: resource.item.locate([]) };
}

/**
 * Files that a step puts where checks look; a user's crontab that is to be judged lies where cron will have
 * it.
 */
function stagedBy(step: Plan['steps'][number]['step'], plan: Judged): readonly FileStep[] {
  if (isFileStep(step)) return [step];
  if (step.do !== 'crontab' || step.content === null) return [];
  const path = spoolOf(step.user);
  const judged = plan.resources.some(({ change }) => change.validate?.some((one) => one.path === path));
  return judged ? [{ do: 'write', path, content: step.content, mode: 0o600 }] : [];
}

/** A message with each path in it as the file that it leads to: Debian's Apache names links in its messages. */
async function withLinksFollowed(message: string, reader: Reader): Promise<string> {
  let followed = message;
  for (const path of new Set(message.match(/\/[^\s:;,'"()]+/gu))) {
    const real = await reader.resolve(path);
    if (real.state === 'present' && real.value !== path) followed = followed.replaceAll(path, real.value);
  }
  return followed;
}

async function serviceChecks(plan: Judged, request: PlanRequest): Promise<readonly Judging[]> {
  const checks: Judging[] = [];
  for (const { service: name, effect, because } of plan.effects)
    if (readsConfiguration(effect)) {
      const { checks: ofService, folder } = request.service(name);
      for (const argv of await ofService(request.reader))
        checks.push({ argv, because, ...(folder === undefined ? {} : { folder }) });
    }
  return checks;
}

function names(all: readonly string[]): string {
  return [...new Set(all)].join(', ');
}
