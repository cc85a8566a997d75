import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { pass } from '../../health/index.ts';
import { healthJson, unknownJson } from '../../report/health/health-json.ts';
import { healthText } from '../../report/health/health-text.ts';
import { statusCode, statusOf, type HealthView } from '../../report/health/health-view.ts';
import { nagiosLine, unknownLine } from '../../report/health/nagios.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { writeFailure } from '../../app/failure.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup, PreparedGroup } from '../../app/health/assemble.ts';
import { writeLog } from '../../app/health/log.ts';
import { toView } from '../../app/health/view.ts';

/** Format of a check's report. */
export type Format = 'text' | 'json' | 'nagios';

/** `kapa check`: one pass over the groups. Exit statuses are those of monitoring plugins; a failure is "unknown", 3. */
export async function checkCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const format: Format = context.options.json ? 'json' : ((given['format'] as Format | undefined) ?? 'text');
  try {
    const setup = await prepareHealth(args, context, { groups: given['group'] as string[] | undefined });
    return await checkWith(setup, { format, dryRun: given['dryRun'] === true }, context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return unknown(error, format, context);
  }
}

/** One pass over each group of a setup, side by side, and the report of it. */
export async function checkWith(
  setup: HealthSetup,
  { format, dryRun }: { readonly format: Format; readonly dryRun: boolean },
  context: CommandContext,
): Promise<ExitStatus> {
  const views = await Promise.all(
    setup.groups.map(async (group) => checkGroup(setup, group, dryRun, context)),
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
  dryRun: boolean,
  context: CommandContext,
): Promise<HealthView> {
  const request = setup.request(group, dryRun);
  if (dryRun) return toView(setup, group, await pass(request, setup.tools()));
  const lock = setup.lock(group.name);
  if (lock.lock?.held === false) return lockedView(group.name, lock.lock.holder);
  try {
    const result = await pass(request, setup.tools());
    const view = toView(setup, group, result);
    const problems = [...view.problems, ...lock.problems];
    return writeLog(setup, group, { ...view, problems }, context);
  } finally {
    lock.lock?.release();
  }
}

/** View of a group that another process checks at this moment. */
function lockedView(group: string, locked: { readonly pid: number; readonly since: number }): HealthView {
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
      out.write(healthText(views, { colour: out.colour, say }));
  }
}

function unknown(failure: Failure, format: Format, context: CommandContext): ExitStatus {
  if (format === 'json') context.out.document(unknownJson(failure.text, context.verbatim), 0);
  if (format === 'nagios') context.out.write(`${unknownLine(context.say(failure.text))}\n`);
  writeFailure(failure, context.err, context.say);
  return exitStatus.incomplete;
}
