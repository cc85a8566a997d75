import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { meansGroup } from '../../core/group-name.ts';
import { pass, readEvents } from '../../health/index.ts';
import { statusCode, statusOf } from '../../report/health/health-view.ts';
import { statusJson, statusText, type StatusView } from '../../report/health/status.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { driftOf, leftOpen } from '../../app/drift.ts';
import { tellWhose } from '../../app/whose-records.ts';
import { writeFailure } from '../../app/failure.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup } from '../../app/health/assemble.ts';
import { policyPaths } from '../../app/policies/policy-files.ts';
import { findRunners } from '../../app/health/runners.ts';
import { toView } from '../../app/health/view.ts';
import { clearBelow, clearScreen } from '../../report/colour.ts';
import { unknownJson } from '../../report/health/health-json.ts';

/** Seconds between two screens of `--watch`. */
const refresh = 2;

/** `kapa status`: measures now, acts upon nothing, remembers nothing. Exit statuses as `kapa check`. */
export async function statusCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  try {
    const lasting = given['watch'] === true && !context.options.json;
    if (lasting && context.out.terminal) context.out.write(clearScreen);
    const { paths, groups } = namedIn(args, context);
    const setup = await prepareHealth(paths, context, { mayHaveNoRules: true, groups });
    tellWhose(setup.records.path, context);
    const drift = onlyOf(groups, await driftOf(setup));
    const shown = { setup, drift, groups, args: paths, context };
    if (!lasting) return await show(shown, false);
    for (;;) {
      await show(shown, context.out.terminal);
      await setup.host.sleep(refresh);
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (context.options.json) context.out.document(unknownJson(error.text, context.verbatim), 0);
    writeFailure(error, context.err, context.say);
    return exitStatus.incomplete;
  }
}

/** Policies that are named, and beside them groups, or uses of modules: `kapa status shop`. */
function namedIn(
  args: readonly string[],
  { cwd }: CommandContext,
): { readonly paths: readonly string[]; readonly groups: readonly string[] | undefined } {
  const isGroup = (arg: string): boolean =>
    /^[A-Za-z0-9][\w.-]*(?:\/[\w.-]+)*$/u.test(arg) &&
    !/\.ya?ml$/u.test(arg) &&
    !existsSync(resolve(cwd, arg));
  const groups = args.filter(isGroup);
  return {
    paths: args.filter((arg) => !isGroup(arg)),
    groups: groups.length === 0 ? undefined : groups,
  };
}

/** Drift of what the named uses of modules declare; without any, all of it. */
function onlyOf(groups: readonly string[] | undefined, drift: StatusView['drift']): StatusView['drift'] {
  if (groups === undefined || 'id' in drift) return drift;
  const isOf = (name: string): boolean => groups.some((group) => name.startsWith(`${group}/`));
  return { differ: drift.differ.filter(isOf), unknown: drift.unknown.filter(({ name }) => isOf(name)) };
}

/** Things that each screen is made from. */
interface Shown {
  readonly setup: HealthSetup;
  readonly drift: StatusView['drift'];
  /** Groups that are shown; undefined: all. */
  readonly groups: readonly string[] | undefined;
  readonly args: readonly string[];
  readonly context: CommandContext;
}

async function show({ setup, drift, groups, args, context }: Shown, clear: boolean): Promise<ExitStatus> {
  const views = await Promise.all(
    setup.groups.map(async (group) =>
      toView(setup, group, await pass(setup.request(group, true), setup.tools())),
    ),
  );
  const now = Date.now();
  const shownRules = new Set(setup.groups.flatMap(({ rules }) => rules.map(({ item }) => item.name)));
  const remedies = [...readEvents(setup.records, { since: now - 7 * 86_400_000, until: now })]
    .filter((event) => event.kind === 'remedy')
    .filter(({ rule }) => groups === undefined || shownRules.has(rule))
    .slice(-5);
  const open = await leftOpen(setup);
  const view: StatusView = {
    views,
    remedies,
    drift,
    noRules: setup.set.rules.length === 0,
    runners: findRunners(setup.records).filter(
      (runner) =>
        groups === undefined || runner.groups.some((one) => groups.some((name) => meansGroup(name, one))),
    ),
    own: policyPaths(args, context).map((path) => resolve(context.cwd, path)),
    ...(open === undefined ? {} : { open }),
  };
  if (context.options.json) context.out.document(statusJson(view, context.verbatim));
  else {
    const text = statusText(view, { colour: context.out.colour, say: context.say });
    context.out.write(clear ? `${clearBelow}${text}` : text);
  }
  return statusOfAll(view);
}

/** Exit status for all groups; what a crash left open is a warning at the least. */
function statusOfAll({ views, open, noRules }: StatusView): ExitStatus {
  const health = noRules ? 'unknown' : statusOf(views);
  return statusCode[open !== undefined && health !== 'critical' ? 'warning' : health];
}
