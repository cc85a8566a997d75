import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { pass } from '../../health/index.ts';
import { statusCode, statusOf } from '../../report/health/health-view.ts';
import { statusJson, statusText, type StatusView } from '../../report/health/status.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { driftOf } from '../../app/drift.ts';
import { tellWhose } from '../../app/whose-records.ts';
import { writeFailure } from '../../app/failure.ts';
import { namedGroups, type NamedGroups } from '../../app/health/named.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import { policyPaths } from '../../app/policies/policy-files.ts';
import { statusView, type StatusRequest } from '../../app/health/status-view.ts';
import { toView } from '../../app/health/view.ts';
import { clearScreen } from '../../report/colour.ts';
import { unknownJson } from '../../report/health/health-json.ts';
import { drawnOver } from '../../report/screen/redraw.ts';
import { writingTo } from '../../report/writing.ts';

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
    const names = args.filter((arg) => isName(arg, context));
    const paths = args.filter((arg) => !names.includes(arg));
    const setup = await prepareHealth(paths, context, { mayHaveNoRules: true });
    tellWhose(setup.records.path, context);
    const named = namedGroups(names, setup);
    const drift = onlyOf(names, named, await driftOf(setup));
    const shown = { setup, drift, names, named, paths, all: given['verbose'] === true, context };
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

/** Tells an argument that names something in the policies from a path to policies. */
function isName(arg: string, { cwd }: CommandContext): boolean {
  return !/^[./]/u.test(arg) && !/(?:\.ya?ml|\/)$/u.test(arg) && !existsSync(resolve(cwd, arg));
}

/** Drift of what the named uses of modules declare; without any name, all of it. */
function onlyOf(
  names: readonly string[],
  { single }: NamedGroups,
  drift: StatusView['drift'],
): StatusView['drift'] {
  if (names.length === 0 || single || 'id' in drift) return drift;
  const isOf = (name: string): boolean => names.some((group) => name.startsWith(`${group}/`));
  return { differ: drift.differ.filter(isOf), unknown: drift.unknown.filter(({ name }) => isOf(name)) };
}

/** Things that each screen is made from. */
interface Shown extends Omit<StatusRequest, 'own'> {
  readonly paths: readonly string[];
  /** All fields of probes. */
  readonly all: boolean;
  readonly context: CommandContext;
}

async function show(shown: Shown, over: boolean): Promise<ExitStatus> {
  const { setup, named, context } = shown;
  const views = await Promise.all(
    named.groups.map(async (group) =>
      toView(setup, group, await pass(setup.request(group, true), setup.tools())),
    ),
  );
  const view = await statusView(views, { ...shown, own: ownPaths(shown) });
  const { out, say } = context;
  if (context.options.json) out.document(statusJson(view, context.verbatim));
  else {
    const text = statusText(view, { all: shown.all }, writingTo(out, say));
    const more = (lines: number): string => say(t('health.more_lines', { lines }));
    out.write(over ? drawnOver(text, out.rows, more) : text);
  }
  return statusOfAll(view);
}

/** Absolute paths of the policies that were read. */
function ownPaths({ paths, context }: Shown): readonly string[] {
  return policyPaths(paths, context).map((path) => resolve(context.cwd, path));
}

/** Exit status for all groups; what a crash left open is a warning at the least. */
function statusOfAll({ views, open, noRules }: StatusView): ExitStatus {
  const health = noRules ? 'unknown' : statusOf(views);
  return statusCode[open !== undefined && health !== 'critical' ? 'warning' : health];
}
