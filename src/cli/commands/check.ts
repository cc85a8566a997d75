import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import { pass } from '../../health/index.ts';
import { healthJson, unknownJson } from '../../report/health/health-json.ts';
import { healthText } from '../../report/health/health-text.ts';
import { writingTo } from '../../report/writing.ts';
import { statusCode, statusOf, type HealthView } from '../../report/health/health-view.ts';
import { nagiosLine, unknownLine } from '../../report/health/nagios.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { forMachine } from '../../app/policies/announce.ts';
import { writeFailure } from '../../app/failure.ts';
import { packageWork, packageWorkText, type PackageWork } from '../../app/health/package-work.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup, PreparedGroup } from '../../app/health/assemble.ts';
import { writeLog } from '../../app/health/log.ts';
import { noteRunner } from '../../app/health/runners.ts';
import { toView } from '../../app/health/view.ts';
import { keepPolicies } from '../../app/policies/keep-version.ts';
import { openWitness, type PolicySources } from '../../app/policies/witness.ts';
import { readPublished } from '../../app/watch/latest.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { LockHolder } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';

/** Format of a check's report. */
export type Format = 'text' | 'json' | 'nagios';

/** `kapa check`: one pass over the groups. Exit statuses are those of monitoring plugins; a failure is "unknown", 3. */
export async function checkCommand(
  args: readonly string[],
  given: Given,
  asked: CommandContext,
): Promise<ExitStatus> {
  const format: Format = asked.options.json ? 'json' : ((given['format'] as Format | undefined) ?? 'text');
  const context = forMachine(asked, format !== 'text');
  try {
    const witness = openWitness(args, context);
    const setup = await prepareHealth(args, witness.context, {
      groups: given['group'] as string[] | undefined,
    });
    const dryRun = given['dryRun'] === true;
    const read = dryRun ? undefined : witness.account();
    return await checkWith(setup, { format, dryRun, read }, context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return unknown(error, format, context);
  }
}

/** Settings of a check. */
interface CheckSettings {
  readonly format: Format;
  readonly dryRun: boolean;
  /** Account of the policies that were read, to be noted as what checks the groups. */
  readonly read?: PolicySources | undefined;
}

/** One pass over each group of a setup, side by side, and the report of it. */
export async function checkWith(
  setup: HealthSetup,
  { format, dryRun, read }: CheckSettings,
  context: CommandContext,
): Promise<ExitStatus> {
  const views = await Promise.all(
    setup.groups.map(async (group) => checkGroup(setup, group, { dryRun, read }, context)),
  );
  write(views, format, context);
  if (format === 'nagios')
    for (const problem of views.flatMap((view) => view.problems))
      context.err.write(`${context.say(problem)}\n`);
  return statusCode[statusOf(views)];
}

async function checkGroup(
  setup: HealthSetup,
  group: PreparedGroup,
  { dryRun, read }: Pick<CheckSettings, 'dryRun' | 'read'>,
  context: CommandContext,
): Promise<HealthView> {
  const request = setup.request(group, dryRun);
  if (dryRun) return toView(setup, group, await pass(request, setup.tools()));
  const work = await packageWorkThatLasts(setup, context);
  if (work !== undefined) return lockedView(group.name, { ...work, because: packageWorkText(work) });
  const lock = setup.lock(group.name);
  if (lock.lock?.held === false) return viewBeside(setup, group, lock.lock.holder);
  try {
    const result = await pass(request, setup.tools());
    const view = toView(setup, group, result);
    const noted = read === undefined ? [] : noteCheck(setup, group, { read, at: result.at }, context);
    const seen = await setup.checked(group.name, result, 'check');
    const problems = [...view.problems, ...lock.problems, ...noted, ...seen];
    return writeLog(setup, group, { ...view, problems }, context);
  } finally {
    lock.lock?.release();
  }
}

/** Seconds that a check waits for packages of the site, which are seldom at work for longer. */
const packagePatience = 120;

/**
 * Work on packages of the site that does not end soon; undefined: there is none, it has ended, or it waits for this check,
 * which a package's own script has started.
 */
async function packageWorkThatLasts(
  { host }: HealthSetup,
  { env }: CommandContext,
): Promise<PackageWork | undefined> {
  if (env['DPKG_RUNNING_VERSION'] !== undefined) return undefined;
  for (let waited = 0; waited < packagePatience && packageWork() !== undefined; waited += 0.5)
    await host.sleep(0.5);
  return packageWork();
}

/** Notes what this check has read; where the disk takes nothing, that is told of what matters more. */
function noteCheck(
  { records }: HealthSetup,
  { name }: PreparedGroup,
  { read, at }: { readonly read: PolicySources; readonly at: number },
  { mask }: CommandContext,
): readonly Text[] {
  try {
    if (noteRunner(records, read, { kind: 'check', groups: [name], since: at, read: at }))
      keepPolicies(records, read.named, mask, at);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [textWithCure(error)];
  }
}

/** Periods of the slowest rule after which the word of a watch is too old. */
const stalePeriods = 3;

/**
 * View of a group that another process checks at this moment: what a watch measured last, as long as that is not too
 * old; else that it could not be checked.
 */
function viewBeside(setup: HealthSetup, group: PreparedGroup, holder: LockHolder): HealthView {
  const published = readPublished(setup.records, group, holder.pid);
  if (published === undefined) return lockedView(group.name, holder);
  const { result, pid } = published;
  const slowest = Math.max(60, ...group.rules.map(({ item }) => item.every));
  const age = Math.max(0, (Date.now() - result.at) / 1000);
  const view = { ...toView(setup, group, result), measured: { pid, at: result.at } };
  if (age <= slowest * stalePeriods) return view;
  const ago = formatDuration(age);
  return {
    ...lockedView(group.name, holder),
    problems: [t('watch.silent', { group: group.name, pid, ago })],
  };
}

/** View of a group that another process checks at this moment. */
function lockedView(group: string, locked: NonNullable<HealthView['locked']>): HealthView {
  return {
    group,
    at: Date.now(),
    probes: [],
    bounds: [],
    deeds: {},
    measurements: {},
    rules: [],
    problems: [],
    locked,
  };
}

function write(
  views: readonly HealthView[],
  format: Format,
  { out, say, verbatim }: Pick<CommandContext, 'out' | 'say' | 'verbatim'>,
): void {
  switch (format) {
    case 'json':
      out.document(healthJson(views, verbatim));
      break;
    case 'nagios':
      out.write(`${nagiosLine(views, say)}\n`);
      break;
    case 'text':
      out.write(healthText(views, writingTo(out, say)));
  }
}

function unknown(failure: Failure, format: Format, context: CommandContext): ExitStatus {
  if (format === 'json') context.out.document(unknownJson(failure.text, context.verbatim), 0);
  if (format === 'nagios') context.out.write(`${unknownLine(context.say(failure.text))}\n`);
  writeFailure(failure, context.err, context.say);
  return exitStatus.incomplete;
}
